"""The weekly letter: what is new since the last one, and nothing when nothing is."""

import socketserver
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from magelang_portal import writing
from publications import digest
from publications.following import confirm
from publications.models import Follower
from tests import builders

pytestmark = pytest.mark.django_db

SITE = "https://portal.contoh.test"


def follow(channel="pertemuan", query="", email="warga@contoh.test", **fields):
    row = Follower.objects.create(email=email, channel=channel, query=query, **fields)
    confirm(row, timezone.now())
    return row


def monday(weeks=1):
    return timezone.now() + timedelta(weeks=weeks)


def test_a_letter_tells_what_was_published_since_and_the_next_one_only_what_came_after():
    builders.published(builders.meeting("Rapat lama"))
    row = follow()
    builders.published(builders.meeting("Rapat baru"))
    assert digest.send_due(SITE, monday(1)) == 1
    letter = mail.outbox.pop()
    assert letter.to == [row.email]
    assert letter.subject == "1 hal baru · Pertemuan"
    assert "Rapat baru" in letter.body
    assert "Rapat lama" not in letter.body
    assert f"{SITE}/pertemuan/" in letter.body
    assert digest.send_due(SITE, monday(1)) == 0  # once a week
    assert digest.send_due(SITE, monday(2)) == 0  # a week without news
    builders.published(builders.meeting("Rapat kemudian"))
    assert digest.send_due(SITE, monday(3)) == 1
    assert "Rapat baru" not in mail.outbox.pop().body


def test_a_letter_keeps_to_its_filter():
    here = builders.subdistrict()
    other = builders.subdistrict("33.71.02.1005", "Kramat Utara")
    follow(query=f"wilayah={here.identifier}")
    builders.published(builders.meeting("Rapat tetangga", area=other))
    assert digest.send_due(SITE, monday()) == 0
    builders.published(builders.meeting("Rapat di sini", area=here))
    digest.send_due(SITE, monday(2))
    body = mail.outbox.pop().body
    assert "Rapat di sini" in body
    assert "Rapat tetangga" not in body


def test_every_letter_can_be_stopped_from_itself_by_hand_or_by_the_mail_program(client):
    row = follow()
    builders.published(builders.meeting())
    digest.send_due(SITE, monday())
    letter = mail.outbox.pop()
    where = f"{SITE}/ikuti/surat/{row.pk}/"
    assert where in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == f"<{where}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_letter_asked_for_in_english_is_in_english_and_leads_there():
    follow(language="en")
    builders.published(builders.meeting("Rapat baru"))
    digest.send_due(SITE, monday())
    letter = mail.outbox.pop()
    assert letter.subject == "1 new item · Meetings"
    assert f"{SITE}/en/pertemuan/" in letter.body


def test_whoever_never_confirmed_is_written_nothing_and_forgotten_after_a_week():
    row = Follower.objects.create(email="lain@contoh.test", channel="pertemuan")
    builders.published(builders.meeting())
    assert digest.send_due(SITE, monday(0)) == 0
    assert Follower.objects.exists()
    Follower.objects.filter(pk=row.pk).update(asked_at=timezone.now() - timedelta(days=8))
    digest.send_due(SITE, monday(0))
    assert not Follower.objects.exists()


def test_a_long_week_is_cut_and_leads_to_the_list(monkeypatch):
    monkeypatch.setattr(digest, "TOLD", 2)
    follow()
    for _ in range(3):
        builders.published(builders.meeting())
    digest.send_due(SITE, monday())
    assert f"dan 1 lagi: {SITE}/pertemuan/" in mail.outbox.pop().body


class Refusing(socketserver.StreamRequestHandler):
    """A mail server that knows no such letterbox."""

    def handle(self):
        self.wfile.write(b"220 contoh\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            answers = {b"RCPT": b"550 no such user\r\n", b"QUIT": b"221 bye\r\n"}
            self.wfile.write(answers.get(word, b"250 ok\r\n"))
            if word == b"QUIT":
                return


@pytest.fixture
def refusing(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        yield
        server.shutdown()


def test_an_address_that_is_refused_four_weeks_in_a_row_is_forgotten(refusing):
    row = follow()
    builders.published(builders.meeting("Rapat baru"))
    for week in range(1, 4):
        assert digest.send_due(SITE, monday(week)) == 0
        row.refresh_from_db()
        assert row.refusals == week
    assert row.told_until == 0  # it is told once the address answers again
    digest.send_due(SITE, monday(4))
    assert not Follower.objects.exists()


def test_while_the_mail_server_is_away_nothing_is_taken_for_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    row = follow()
    Follower.objects.update(next_letter_at=timezone.now() - timedelta(minutes=1))
    builders.published(builders.meeting("Rapat baru"))
    with pytest.raises(CommandError, match="Peladen surat tidak menjawab"):
        call_command("send_letters", site=SITE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_letters", site=SITE)
    assert "Rapat baru" in mail.outbox.pop().body
    row.refresh_from_db()
    assert row.next_letter_at > timezone.now()


def test_a_letter_that_cannot_be_written_stops_no_other(caplog):
    broken = follow(query="wilayah=bukan-kode", email="a@contoh.test")
    follow(email="b@contoh.test")
    builders.published(builders.meeting("Rapat baru"))
    assert digest.send_due(SITE, monday()) == 1
    assert mail.outbox.pop().to == ["b@contoh.test"]
    assert "tidak dapat disusun" in caplog.text
    broken.refresh_from_db()
    assert broken.next_letter_at > monday()


def is_due():
    return builders.brings_a_row(writing.IS_DUE)


def test_the_launcher_sees_what_the_letters_see():
    assert not is_due()
    row = follow()
    assert not is_due()
    Follower.objects.update(next_letter_at=timezone.now() - timedelta(minutes=1))
    assert is_due()
    assert Follower.objects.due(timezone.now()).get() == row
    Follower.objects.update(next_letter_at=None)
    assert not is_due()
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert is_due()
    assert Follower.objects.never_confirmed(timezone.now()).get() == row
