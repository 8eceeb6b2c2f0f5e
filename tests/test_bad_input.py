"""Whatever is typed, clicked or sent by a program: the portal answers with a sentence, never a 500.

The sweeps find addresses, parameters and forms by themselves, so new ones are tried from their
first day.
"""

import inspect
import io
import json
import re
from itertools import product
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from PIL import Image

from forums.models import AgendaItem, Attachment, Attendance, Decision, Meeting, Speech
from forums.office.rows import KINDS
from organizations.models import Organization, Person
from publications.models import Publication, StoredFile
from tests import builders
from tests.test_house import public_addresses, source_files, walk

pytestmark = pytest.mark.django_db

# As they travel: what a browser, a crawler or an attacker puts behind the question mark.
RAW = [
    "", "+", "%00", "a%00b", "%ED%A0%80", "%FF%FE", "-1", "0", "1", "9" * 15, "9" * 25, "9" * 5000,
    "1e9", "%D9%A2%D9%A0%D9%A2%D9%A5", "%C2%B2", "0000", "9999", "0000-13-99", "0001-01-01",
    "9999-12-31", "2025-02-30", "2025-12-22.ff", "0001-01-01." + "f" * 32,
    "9999-12-31." + "0" * 32,
    "2025-12-22." + "f" * 15, "2025-12-22_x", f"9999-12-31_{UUID(int=0)}", str(UUID(int=1)),
    "f" * 32, "2025-12-22T00:00:00_1_1", "0001-01-01T00:00:00%2B14:00_0_99999999999999999999",
    "9999-12-31T23:59:59-14:00_-1_-1", "%27%20OR%201=1;--", "%25", "_", "%5C", "33.71", ".....",
    "lpmk:ketua", "%3Cscript%3Ealert(1)%3C/script%3E", "%F0%9F%98%80" * 60, "%E2%80%AE%D7%A9",
    "..%2F..%2Fetc%2Fpasswd", "null", "[]", "semua", "csv",
]  # fmt: skip
HARD = [
    "%00", "%FF%FE", "-1", "0", "9" * 25, "9" * 5000, "0000", "0000-13-99", "0001-01-01",
    "9999-12-31." + "f" * 32, "%D9%A2%D9%A0%D9%A2%D9%A5", str(UUID(int=1)), "%27--",
]  # fmt: skip
HARDEST = ["%00", "-1", "9" * 25, "0000-13-99", "0001-01-01", "9999-12-31." + "f" * 32, "%27--"]
ONE_BY_ONE = ["%00", "9" * 25, "0000-13-99", "0001-01-01", "%27--"]
NASTY = '<script>alert("x")</script><img src=x onerror=alert(1)>'
# As they are typed, or sent by a program that types: in every field at once …
TOGETHER = [
    "", "\x00", "\u202eשלום😀", NASTY, "-1", "9" * 5000, "1e999", "NaN", "1.250,5", "0001-01-01",
    "9999-12-31", "24:00", str(UUID(int=7)), "http://[::1",
]  # fmt: skip
# … and in one field, where all else is as the page would send it: what passes furthest.
ALONE = ["a\x00b", "y z" * 90]
NAMED_IN_VIEWS = {"version", "key", "siapa", "kelompok", "jabatan", "reason", "seen", "people"}
PARAMETER = re.compile(
    r"""(?:GET\.(?:get|getlist)\(|GET\[|(?:asked|whole_number)\(request, )"(\w+)\""""
)


def parameters(*paths):
    """Every parameter that some view reads from the query; or those of one app's side."""
    found = {
        name for path in paths or source_files() for name in PARAMETER.findall(path.read_text())
    }
    return sorted(found | {"sebelum", "setelah", "cari", "terbit", "jenis", "pengurus"})


def read_by(view):
    """The parameters that the file of this view looks at."""
    view = getattr(view, "func", view)  # the read API's views are partial functions
    return parameters(Path(inspect.getsourcefile(inspect.unwrap(view))))


def test_the_sweep_knows_the_parameters():
    assert {"tahun", "wilayah", "lembaga", "versi", "sidik", "pada", "halaman"} <= {*parameters()}


@pytest.fixture(autouse=True)
def no_word_of_each_refusal(caplog):
    """Thousands are refused, as they should be; each would be written down with its traceback."""
    caplog.set_level("CRITICAL", "django.request")


class Sweep:
    """Ask much, break nothing, and remember what was answered with an error."""

    def __init__(self, client):
        self.client, self.wrong, self.asked = client, [], 0
        client.raise_request_exception = False

    def ask(self, method, address, *args, may_be_gone=True, **kwargs):
        self.asked += 1
        with transaction.atomic():
            answer = getattr(self.client, method)(address, *args, **kwargs)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None)
            told = f"{error[0].__name__}: {str(error[1])[:140]}" if error else ""
            self.wrong.append(f"{method} {address[:120]} {str(args)[:160]}: {told}")
        return answer

    def verdict(self):
        kinds = {}
        for line in self.wrong:
            kinds.setdefault(line.split(": ", 1)[0].split("?")[0][:160], line)
        assert not self.wrong, f"{len(self.wrong)} of {self.asked}\n" + "\n".join(
            list(kinds.values())[:60]
        )


@pytest.fixture
def public(db):
    reviewer = builders.user("reviewer")
    institution = builders.organization("LPMK Contoh Umum")
    person = builders.person("Warga Contoh Umum")
    builders.membership(person=person, post=builders.post(organization=institution))
    meeting = builders.meeting("Forum Contoh Umum")
    builders.speech(meeting)
    builders.commitment(meeting, owner=institution)
    for row in (institution, person, institution.area):
        row.publish(by=reviewer)
    return builders.published(meeting)


# The migrations and the description of the API: they look at nothing that is asked.
SLOW_AND_DEAF = ["/readyz", "/api/openapi.json", "/data/api/"]


def test_no_public_address_breaks_on_a_strange_query(public, client):
    sweep = Sweep(client)
    names = parameters()
    for address in public_addresses():
        if address in SLOW_AND_DEAF:
            continue
        for value in RAW:
            sweep.ask("get", f"{address}?" + "&".join(f"{name}={value}" for name in names))
        for value in HARD:
            sweep.ask("get", f"{address}?versi={value}&versi=1")
    sweep.verdict()


def test_no_public_list_breaks_on_one_strange_parameter(public, client):
    sweep = Sweep(client)
    for route, pattern in walk(get_resolver().url_patterns):
        if "<" not in route and not route.startswith(("kantor/", "admin/")):
            for name, value in product(read_by(pattern.callback), ONE_BY_ONE):
                sweep.ask("get", f"/{route}?{name}={value}")
    assert sweep.asked > 400
    sweep.verdict()


def test_no_public_address_breaks_on_a_strange_path(public, client):
    sweep = Sweep(client)
    huge = "9" * 4500
    slug = public.slug
    for path in [
        "/%00", "/%FF/", "//", "/pertemuan/%00/", "/pertemuan/" + "a" * 3000 + "/",
        f"/pertemuan/{slug}%00/", f"/pertemuan/{slug}.json?versi={huge}",
        f"/pertemuan/{slug}/riwayat/1-{huge}/", f"/pertemuan/{slug}/riwayat/{huge}-1/",
        f"/pertemuan/{slug}/riwayat/1-99999999999999999999/", f"/pertemuan/{slug}/riwayat/0-0/",
        f"/pertemuan/{slug}/riwayat/1-4294967296/", f"/pertemuan/{slug}.pdf?versi=%00",
        "/wilayah/33.71.%D9%A2%D9%A0/", "/wilayah/33" + ".71" * 400 + "/", "/wilayah/33.71.json",
        "/berkas/" + "0" * 64 + ".jpg", "/periksa/" + "0" * 64 + "/", "/en/%00/", "/static/%00",
        "/static/../settings.py", "/static/%2e%2e/%2e%2e/manage.py", "/orang/-/", "/id/",
    ]:  # fmt: skip
        sweep.ask("get", path)
        sweep.ask("head", path)
        sweep.ask("post", path)
        sweep.ask("options", path)
    sweep.verdict()


# ------------------------------------------------------------------------------ a file to verify
def deep(levels):
    return b'{"envelope":' + b'{"a":' * levels + b"1" + b"}" * levels + b"}"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00", b"{", b"{}", b"[]", b'{"envelope":1}', b'{"envelope":null}',
        b'{"envelope":{},"seal":"\\u0000"}', b'{"envelope":{"sequence":1,"digest":"\\u0000"}}',
        b'{"envelope":{"sequence":1,"digest":"0","record":"------------------------------------"}}',
        b'{"envelope":{"sequence":true,"digest":"0"},"seal":"a\\u0000b","body":{}}',
        b'{"envelope":{"sequence":1e3,"digest":1.5}}', b'{"envelope":{"sequence":NaN}}',
        b'{"envelope":{"sequence":' + b"9" * 5000 + b"}}", b'{"title":"\\ud800"}',
        b'{"envelope":{"sequence":1,"digest":"\\ud800"},"seal":"\\ud800"}', b"\xff\xfe{",
        deep(100), deep(20_000), b"%PDF-1.7", b"%PDF-segel:" + b"0" * 64 + b"%%EOF",
        b'{"a":1,"a":2}',
    ],
    ids=lambda data: str(data[:50]),
)  # fmt: skip
def test_any_file_may_be_handed_in_for_verification(public, client, data):
    answer = client.post(reverse("verify"), {"berkas": SimpleUploadedFile("aneh.json", data)})
    assert answer.status_code in (200, 413)


def test_the_verification_survives_a_document_that_names_another_record(public, client):
    """Each part of a real document, spoiled in turn."""
    sealed = json.loads(client.get(reverse("meeting_json", args=[public.slug])).content)
    for name in [*sealed["envelope"]]:
        for value in [None, True, -1, 2**70, "", "\x00", "-" * 36, [], {}, 1.5, "\ud800"]:
            spoiled = {**sealed, "envelope": {**sealed["envelope"], name: value}}
            data = json.dumps(spoiled).encode()
            answer = client.post(reverse("verify"), {"berkas": SimpleUploadedFile("a.json", data)})
            assert answer.status_code == 200, (name, value)
            assert b"badge-valid" not in answer.content


def test_a_body_that_is_no_form_is_refused_and_not_an_error(client):
    client.raise_request_exception = False
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", "application/json"):
        answer = client.generic("POST", reverse("verify"), b"\x00\xff--x\r\n", content_type=kind)
        assert answer.status_code in (200, 400), kind


# --------------------------------------------------------------------------------- the office
@pytest.fixture
def house(public):
    """One of each kind of row, and somebody who may write them all."""
    meeting = builders.meeting("Forum Contoh Draf", roll_note="")
    item = builders.agenda_item(meeting)
    line = builders.attendance(meeting)
    speech = builders.speech(meeting, attendance=line)
    decision = builders.decision(meeting)
    promise = builders.commitment(meeting)
    post = builders.post()
    term = builders.membership(post=post)
    user = builders.user("note_taker", "reviewer", "registrar", "administrator")
    remark = meeting.remarks.create(section="acara", text="Lengkapi.", made_by=user)
    return {
        "user": user, "meeting": meeting, "acara": item, "kehadiran": line, "sambutan": speech,
        "keputusan": decision, "tindak-lanjut": promise, "catatan": remark, "post": post,
        "term": term, "lembaga": post.organization, "orang": term.person,
    }  # fmt: skip


@pytest.fixture
def writer(house):
    client = Client()
    client.force_login(house["user"])
    return client


def office_addresses(house):
    """Every office page of something that is there."""
    keys = {
        "pertemuan/": "meeting", "periksa/": "meeting", "lembaga/": "lembaga", "orang/": "orang",
        "jabatan/": "post", "masa-bakti/": "term", "catatan/": "catatan", "sambutan/": "sambutan",
        "berkas/": "meeting", "sk/": "meeting", "riwayat/": "meeting",
    }  # fmt: skip
    for route, _pattern in walk(get_resolver().url_patterns):
        if not route.startswith("kantor/") or "akun" in route:
            continue
        words = [*KINDS] if "<slug:word>" in route else [""]
        for word in words:
            here = route.replace("<slug:word>", word).replace("<str:label>", "forums.Meeting")
            for name in ("pk", "key"):
                before = here.split(f"<uuid:{name}>")[0]
                kind = word if name == "key" and word else before.split("/")[-2] + "/"
                row = house.get(keys.get(kind, kind)) or house["meeting"]
                here = here.replace(f"<uuid:{name}>", str(row.pk))
            yield "/" + here


def test_no_office_page_breaks_on_a_strange_query(house, writer):
    sweep = Sweep(writer)
    names = parameters()
    for address in office_addresses(house):
        for value in HARDEST:
            sweep.ask("get", f"{address}?" + "&".join(f"{name}={value}" for name in names))
    assert sweep.asked > 400
    sweep.verdict()


def test_no_office_list_breaks_on_one_strange_parameter(house, writer):
    sweep = Sweep(writer)
    for route, pattern in walk(get_resolver().url_patterns):
        if "<" not in route and route.startswith("kantor/") and "akun" not in route:
            for name, value in product(read_by(pattern.callback), ONE_BY_ONE):
                sweep.ask("get", f"/{route}?{name}={value}")
    meeting = house["meeting"]
    for address, name in [
        (reverse("desk_commitments", args=[meeting.pk]), "sambutan"),
        (reverse("desk_commitments", args=[meeting.pk]), "keputusan"),
        (
            reverse("desk_commitments", args=[meeting.pk]) + f"?sambutan={house['sambutan'].pk}&",
            "pokok",
        ),
        (reverse("desk_invitation", args=[meeting.pk]), "cari"),
        (reverse("record_history", args=["forums.Meeting", meeting.pk]), "sebelum"),
    ]:
        for value in RAW:
            sweep.ask("get", f"{address}{'' if '?' in address else '?'}{name}={value}")
    sweep.verdict()


HIDDEN = re.compile(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"')
INPUT = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"[^>]*>""")
CHOSEN = re.compile(
    r"""<(?:select|button|input[^>]*?type="(?:radio|checkbox)")\b.*?\bname="([^"]+)\""""
)


POSTED = re.compile(r'<main.*<form[^>]*\bmethod="post"', re.DOTALL)


def names_on(answer):
    return {*INPUT.findall(answer.content.decode())} - {"csrfmiddlewaretoken"}


def test_no_office_form_breaks_on_what_is_typed(house, writer):
    """All fields with one strange value, then each alone, all else as the page would send it."""
    sweep = Sweep(writer)
    seen = set()
    for address in office_addresses(house):
        page = sweep.ask("get", address)
        content = page.content.decode() if page.status_code == 200 else ""
        names = names_on(page) if content else set()
        names |= {"version", "key"} if content else NAMED_IN_VIEWS
        seen |= names
        sent = dict(HIDDEN.findall(content))
        sent = {"key": str(uuid4()), "version": "1"} | sent
        first = sweep.ask("post", address, sent)
        if first.status_code == 404 or (first.status_code == 200 and not POSTED.search(content)):
            continue  # a door that is shut for this person, or a page that only shows
        chosen = {*CHOSEN.findall(content)}
        for name in sorted(names):
            for value in ALONE[:1] if name in chosen else ALONE:
                sweep.ask("post", address, {**sent, name: value})
        for value in TOGETHER:
            everything = dict.fromkeys(names, value) | {"version": sent["version"]}
            sweep.ask("post", address, everything | {"key": sent["key"]})
    assert {"key_points", "owner_name", "due_date", "internal_note", "honorific_prefix"} <= seen
    sweep.verdict()


def row_url(meeting, word, key):
    return reverse("desk_row", kwargs={"pk": meeting.pk, "word": word, "key": key})


FILLED = {
    "acara": {"name": "Pembukaan"},
    "kehadiran": {"name": "Bu Contoh", "status": "hadir"},
    "rombongan": {"label": "Rombongan Contoh"},
    "sambutan": {"type": "sambutan", "fidelity": "ringkasan", "new_speaker": "Pak Contoh",
                 "key_points": "Satu."},
    "keputusan": {"text": "Disepakati.", "classification": "kesepakatan"},
    "tindak-lanjut": {"text": "Menyusun peta.", "direction": "naik"},
}  # fmt: skip


def test_a_speaker_typed_too_long_is_told_so(house, writer):
    """One line of text becomes a name, a role and an institution, each with its own limit."""
    for typed in ("y" * 250, "Nama, " + "y" * 250, "Nama, Ketua, " + "y" * 250, ",,,"):
        sent = {**FILLED["sambutan"], "new_speaker": typed, "version": 0}
        answer = writer.post(row_url(house["meeting"], "sambutan", uuid4()), sent)
        assert answer.status_code == 422, typed[:20]
    key = uuid4()
    for version, typed in ((0, "Bu Contoh"), (1, "Pak Contoh")):
        sent = {**FILLED["sambutan"], "new_speaker": typed, "version": version}
        answer = writer.post(row_url(house["meeting"], "sambutan", key), sent)
        assert answer.status_code in (302, 422), typed


@pytest.mark.parametrize("word", [*FILLED])
def test_a_row_key_of_another_meeting_neither_moves_nor_overwrites_that_row(word, house, writer):
    mine, other = house["meeting"], builders.meeting("Forum Contoh Tetangga")
    model = KINDS[word].form._meta.model
    sent = writer.post(row_url(other, word, key := uuid4()), {**FILLED[word], "version": 0})
    assert sent.status_code == 302
    before = model.objects.filter(pk=key).values().get()
    for version in (0, 1):
        answer = writer.post(row_url(mine, word, key), {**FILLED[word], "version": version})
        assert answer.status_code in (404, 409, 422), version
    assert model.objects.filter(pk=key).values().get() == before
    assert writer.post(f"{row_url(mine, word, key)}hapus/", {"version": 1}).status_code == 302
    assert model.objects.filter(pk=key).values().get() == before


def test_a_key_of_another_row_makes_no_second_institution_person_or_meeting(house, writer):
    """A new form posted with a key that is taken elsewhere changes nothing there."""
    registrar = Client()
    registrar.force_login(builders.user("registrar", area=builders.subdistrict("33.71.02.1001")))
    theirs = house["lembaga"]
    answer = registrar.post(
        reverse("organization_create"),
        {"key": theirs.pk, "version": 0, "name": "LPMK Contoh Rebutan",
         "classification": theirs.classification_id,
         "area": builders.subdistrict("33.71.02.1001").pk},
    )  # fmt: skip
    assert answer.status_code in (404, 409, 422)
    assert Organization.objects.get(pk=theirs.pk).name == theirs.name
    note_taker = Client()
    note_taker.force_login(builders.user("note_taker", area=builders.district("33.71.02")))
    meeting = house["meeting"]
    answer = note_taker.post(
        reverse("meeting_create"),
        {"key": meeting.pk, "version": 0, "name": "Rebutan", "forum": meeting.forum_id,
         "date": "2025-12-22", "area": builders.district("33.71.02").pk, "status": "held",
         "classification": "forum"},
    )  # fmt: skip
    assert answer.status_code in (404, 409, 422)
    assert Meeting.objects.get(pk=meeting.pk).name == meeting.name


def test_rows_of_another_meeting_cannot_be_pointed_to(house, writer):
    mine, other = house["meeting"], builders.meeting("Forum Contoh Tetangga")
    item, speech = builders.agenda_item(other), builders.speech(other)
    decision = builders.decision(other)
    for word, field, row in [
        ("acara", "parent", item), ("sambutan", "attendance", speech.attendance),
        ("sambutan", "agenda_item", item), ("keputusan", "source_speech", speech),
        ("keputusan", "agenda_item", item), ("tindak-lanjut", "source_speech", speech),
        ("tindak-lanjut", "source_decision", decision),
    ]:  # fmt: skip
        data = {**FILLED[word], field: row.pk, "version": 0}
        if field == "attendance":
            del data["new_speaker"]
        answer = writer.post(row_url(mine, word, uuid4()), data)
        assert answer.status_code == 422, (word, field)
    assert AgendaItem.objects.filter(meeting=mine).count() == 1
    assert Speech.objects.filter(meeting=mine).count() == 1
    assert Decision.objects.filter(meeting=mine).count() == 1


# ----------------------------------------------------------------------------------- files
def picture(form="PNG", size=(40, 30)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "green").save(buffer, form)
    return buffer.getvalue()


def bomb():
    """A PNG of a few hundred bytes that says it is 60,000 pixels wide and high."""
    data = bytearray(picture())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(data)


STRANGE_FILES = {
    "kosong.jpg": b"",
    "iphone.heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
    "bom.png": bomb(),
    "gambar.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "bukan.pdf": b"MZ\x90\x00 this program",
    "putus.pdf": b"%PDF-1.7\n1 0 obj",
    "putus.png": picture()[:60],
    "html.jpg": b"<html><script>alert(1)</script>",
    "palsu.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
}


@pytest.mark.parametrize("name", [*STRANGE_FILES])
def test_a_strange_file_is_refused_with_a_sentence(name, house, writer):
    files = StoredFile.objects.count()
    answer = writer.post(
        row_url(house["meeting"], "berkas", uuid4()),
        {"version": 0, "name": "Foto", "alternative_text": "Foto.", "is_public": "on",
         "upload": SimpleUploadedFile(name, STRANGE_FILES[name])},
    )  # fmt: skip
    assert answer.status_code == 422
    assert not Attachment.objects.exists()
    assert StoredFile.objects.count() == files


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../../x.png", "a" * 300 + ".png", "\u202egpj.png", NASTY, "😀.png"]
)
def test_the_name_of_a_file_is_only_a_name(name, house, writer):
    key = uuid4()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="version"\r\n\r\n0\r\n'
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nFoto\r\n'
        b'--x\r\nContent-Disposition: form-data; name="alternative_text"\r\n\r\nFoto.\r\n'
        b'--x\r\nContent-Disposition: form-data; name="upload"; filename="'
        + name.replace('"', "%22").encode()
        + b'"\r\nContent-Type: image/png\r\n\r\n'
        + picture()
        + b"\r\n--x--\r\n"
    )
    answer = writer.generic(
        "POST",
        row_url(house["meeting"], "berkas", key),
        body,
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code in (302, 422)


# --------------------------------------------------------------- what people type is only text
def test_markup_in_names_is_text_everywhere(house, writer, client):
    """In the office, before the public, in JSON, in history; also behind a title."""
    reviewer = builders.user("reviewer", name=f"Pak {NASTY}")
    institution = builders.organization(NASTY, source=NASTY, other_names=[NASTY])
    Organization.objects.filter(pk=institution.pk).update(version=2, slug="nasty")
    institution.refresh_from_db()
    person = Person.objects.create(name=NASTY, slug="nasty-orang", honorific_suffix=NASTY)
    post = builders.post(NASTY, organization=institution)
    builders.membership(person=person, post=post, source=NASTY)
    meeting = builders.meeting("Forum Contoh Jahil", abstract=NASTY, location=NASTY,
                               organizer=institution, source=NASTY, chaired_by=NASTY,
                               summary_agreed=NASTY, roll_note=NASTY)  # fmt: skip
    Meeting.objects.filter(pk=meeting.pk).update(name=NASTY, version=2)
    meeting.refresh_from_db()
    builders.agenda_item(meeting, NASTY, notes=NASTY)
    line = builders.attendance(meeting, NASTY, role_label=NASTY, organization_label=NASTY,
                               group_label=NASTY, person=person)  # fmt: skip
    builders.speech(meeting, NASTY, attendance=line, text=NASTY, source=NASTY)
    builders.decision(meeting, NASTY, owner_label=NASTY)
    builders.commitment(meeting, NASTY, indicator=NASTY, owner_label=NASTY, unit=NASTY)
    meeting.remarks.create(section="acara", text=NASTY, made_by=reviewer, is_resolved=False)
    for row in (person, institution):
        row.publish(by=reviewer)
    ours = {"meeting": meeting, "lembaga": institution, "orang": person, "post": post,
            "term": post.memberships.get(), "kehadiran": line}  # fmt: skip
    wrong, seen = [], 0

    def look(client, address):
        nonlocal seen
        answer = client.get(address)
        content = b"" if answer.streaming else answer.content
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            seen += b"&lt;script&gt;" in content
            if b"<script>alert" in content or b"<img src=x" in content:
                wrong.append(address)

    for address in office_addresses({**house, **ours}):
        look(writer, address)
    meeting.submit(by=builders.user("note_taker"))
    look(writer, reverse("meeting_review", args=[meeting.pk]))
    meeting.publish(by=reviewer)
    meeting.reopen(by=reviewer, reason=NASTY)
    builders.agenda_item(meeting, NASTY + " lagi")
    builders.published(meeting)
    for kind, row in (("meeting", meeting), ("organization", institution), ("person", person)):
        for language in ("", "/en"):
            for page in ("detail", "history"):
                look(client, language + reverse(f"{kind}_{page}", args=[row.slug]))
        look(client, reverse(f"{kind}_history", args=[row.slug]) + "?versi=1")
        answer = client.get(reverse(f"{kind}_json", args=[row.slug]))
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
    look(client, reverse("meeting_compare", args=[meeting.slug, 1, 2]))
    for address in ("/", "/pertemuan/", "/lembaga/", "/tindak-lanjut/", "/wilayah/33.71.01.1011/",
                    "/bukti/", "/periksa/?sidik=" + NASTY):  # fmt: skip
        look(client, address)
    assert seen > 25
    assert not wrong, wrong


def test_markup_in_names_is_text_on_the_paper(client):
    meeting = builders.meeting("Forum #panic() Jahil", abstract='#read("/etc/passwd") $x$ @a <b>',
                               location="\\ # * _ ` = - + / [ ]")  # fmt: skip
    builders.speech(meeting, NASTY, text='#{panic("x")}\n\n= Judul\n\n- daftar')
    builders.published(meeting)
    answer = client.get(reverse("meeting_pdf", args=[meeting.slug]))
    assert answer.status_code == 200
    assert answer.content[:5] == b"%PDF-"


def test_two_rows_whose_keys_begin_alike_can_both_be_published():
    """A quotation's address comes from the row's key; keys come from browsers."""
    meeting = builders.meeting()
    for last in (1, 2):
        builders.agenda_item(meeting, f"Acara {last}", id=UUID(int=(0xABCDEF01 << 96) + last))
    builders.published(meeting)
    assert Publication.objects.current().get(record_id=meeting.pk).version == 1


def test_the_longest_names_that_can_be_typed_can_be_published(house):
    reviewer = house["user"]
    person = Person.objects.create(
        name="a" * 150, honorific_prefix="b" * 60, honorific_suffix="c" * 100, slug="d" * 120
    )
    person.publish(by=reviewer)
    meeting = builders.meeting("n" * 200, slug="s" * 120)
    builders.published(meeting)
    assert Publication.objects.current().get(record_id=person.pk).body["title"] == person.full_name
    assert len(person.full_name) > 300


def test_somebody_with_the_longest_titles_can_be_invited():
    """Name and titles together are longer than a line of the roll once was."""
    person = Person.objects.create(
        name="a" * 150, honorific_prefix="b" * 60, honorific_suffix="c" * 100, slug="panjang"
    )
    post = builders.post("L" * 150)
    builders.membership(person=person, post=post)
    made = Attendance.objects.invite(builders.meeting(), [post])
    assert len(made) == 1
