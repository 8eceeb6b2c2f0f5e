import pytest
from django.db import DatabaseError, IntegrityError, transaction

from publications.canonical import GENESIS, canonical, sha256
from publications.models import Listing, Passage, Publication, Tally
from tests import builders

pytestmark = pytest.mark.django_db


def test_one_document_has_one_spelling():
    assert canonical({"b": 1, "a": "e\u0301"}) == '{"a":"é","b":1}'.encode()
    with pytest.raises(TypeError):
        canonical({"nilai": 0.1})


def test_each_publication_names_the_seal_before_it():
    first = builders.published(builders.meeting()).published()
    second = builders.published(builders.meeting()).published()
    assert first.previous == GENESIS
    assert second.previous == first.seal
    assert second.seal == second.computed_seal()
    assert second.digest == sha256(canonical(second.body))


@pytest.mark.parametrize(
    "change",
    [
        lambda row: Publication.objects.filter(pk=row.pk).update(reason="diubah"),
        lambda row: Publication.objects.filter(pk=row.pk).delete(),
        lambda row: Publication(
            sequence=99, kind="x", record_id=row.record_id, slug="x", version=9, act="publish",
            published_at=row.published_at, body={}, digest="", previous="x", seal="y",
            prepared_by=row.prepared_by, published_by=row.published_by,
        ).save(force_insert=True),
    ],
)  # fmt: skip
def test_a_publication_is_never_changed_removed_or_put_out_of_line(change):
    row = builders.published(builders.meeting()).published()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(row)
    row.refresh_from_db()
    assert row.seal == row.computed_seal()


def test_the_database_refuses_an_author_who_publishes():
    meeting = builders.meeting()
    author = builders.user("note_taker", "reviewer")
    with pytest.raises(IntegrityError, match="publisher_is_not_the_author"):
        Publication.objects.seal(
            kind="meeting", record_id=meeting.pk, slug=meeting.slug, body=meeting.document(),
            prepared_by=author, published_by=author,
        )  # fmt: skip


def test_a_correction_replaces_listing_passages_and_tallies_and_keeps_the_old_version():
    meeting = builders.meeting()
    builders.speech(meeting, "Pokok lama.")
    builders.commitment(meeting)
    builders.published(meeting)
    meeting.reopen(by=builders.user("note_taker"), reason="Ejaan diperbaiki.")
    speech = meeting.speeches.get()
    speech.key_points = "Pokok baru."
    speech.save()
    builders.published(meeting)
    assert [row.version for row in Publication.objects.of_record(meeting.pk)] == [2, 1]
    assert Listing.objects.get(record_id=meeting.pk).publication.version == 2
    assert [p.text for p in Passage.objects.filter(kind="point")] == ["Pokok baru."]
    assert Tally.objects.numbers("meeting", "year:") == {"2025": 1}
    assert Tally.objects.numbers("commitment", "due:") == {"2026-03-31": 1}
    assert meeting.record_status == "corrected"


def test_a_withdrawal_leaves_a_listing_that_counts_for_nothing():
    meeting = builders.published(builders.meeting())
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    listing = Listing.objects.get(record_id=meeting.pk)
    assert listing.is_withdrawn
    assert listing.publication.body is None
    assert not Listing.objects.readable().exists()
    assert Tally.objects.numbers("meeting", "year:") == {}


def test_a_stale_write_fails_loudly():
    row = builders.meeting()
    same = type(row).objects.get(pk=row.pk)
    row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        same.save()
