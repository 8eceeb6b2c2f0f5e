"""The evidence book (buku bukti): the dossier of a nominee on paper, for a jury's table.

A working paper: it says what the portal held when it was printed, with the moment, and is kept
nowhere. Photographs are small and few; the portal has them all.
"""

import base64
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from organizations.document import public_slugs
from publications import papers
from publications.models.stored_file import path_of
from publications.papers import LANGUAGE, qr
from publications.templatetags.portal import moment, number, plain_date, rupiah, short_date

from ..dossier import Dossier, FieldPart, Variable
from ..evidence import Found, Picture
from ..labour import Labour, shortest
from ..models import Activity, Evidence
from .words import breakable

TEMPLATE = "evidence_book.typ"
MOST_PHOTOS = 48  # in one book
PER_ACTIVITY = 3
UNKNOWN = "tidak dicatat"


def evidence_book_pdf(dossier: Dossier, *, base_url: str, wage: Decimal | None = None) -> bytes:
    """The book as it stands now; ``wage`` is what the reader takes an hour to be worth."""
    now = timezone.now()
    with translation.override(LANGUAGE):
        data = evidence_book_data(dossier, base_url=base_url, wage=wage) | {
            "printed": moment(now),
        }
    with papers.alone():
        return papers.typeset(TEMPLATE, data, now)


def evidence_book_data(
    dossier: Dossier, *, base_url: str, wage: Decimal | None = None
) -> dict[str, Any]:
    """The whole book in words."""
    nominee, contest, round = dossier.nominee, dossier.nominee.contest, dossier.round
    page = public_page_of(dossier, base_url)
    album = Album(dossier.found)
    labour = dossier.labour
    gaps, variables = dossier.gaps, dossier.variables
    return {
        "title": f"Buku bukti {nominee.name}",
        "is_example": round.is_example,
        "kop": [breakable(text) for text in (nominee.name, round.organizer_label) if text],
        "nominee": breakable(nominee.name),
        "contest": breakable(contest.name),
        "round": breakable(f"{round.name}{f' (edisi {round.edition})' if round.edition else ''}"),
        "period": dossier.period_words,
        "page": page,
        "qr": qr(page) if page else "",
        "labour": [
            ["Kegiatan", f"{number(labour.activities)} kegiatan." if labour.activities
             else "Belum ada kegiatan yang dicatat dalam masa penilaian."],
            *([["Kehadiran", labour.people_words], ["Tenaga", labour.hours_words],
               ["Swadaya", labour.value_words]] if labour.activities else []),
            *([["Tenaga dalam rupiah", worth_words(labour, wage)]] if wage else []),
            *([["Keajekan", dossier.steady_words]] if dossier.steady_words else []),
            *([["Semua tahun", dossier.years_words]] if dossier.years_words else []),
        ],
        "counted": (
            f"{number(len(variables) - len(gaps))} dari {number(len(variables))} variabel "
            "sudah ada buktinya."
        ),
        "gaps": [
            {
                "code": row.criterion.code,
                "name": breakable(row.criterion.name),
                "words": f"Tahap {breakable(row.criterion.stage.name)}. {row.words}",
            }
            for row in gaps
        ],
        "stages": [
            {
                "name": breakable(part.stage.name),
                "fields": [field_block(field) for field in part.fields],
            }
            for part in dossier.stages
        ],
        "activities": [
            {
                "name": work.name,
                "words": [
                    work.labour.people_words, work.labour.hours_words, work.labour.value_words,
                ],
                "rows": [activity_row(row) for row in work.activities],
                "photos": album.of_activities(work.activities),
            }
            for work in dossier.by_field
        ],
        "meetings": [meeting_row(row, base_url) for row in dossier.found.own],
        "rolls": [
            {**meeting_row(row, base_url), "came": f"{number(row.came)} dari {number(row.listed)}"}
            for row in dossier.found.rolls
        ],
        "letters": letters(dossier.found, base_url),
        "boards_without_decree": [breakable(name) for name in dossier.found.boards_without_decree],
        "photos": album.of_meetings(),
        "left_out": album.left_out,
        "lacks_letters": False,
    }  # fmt: skip


def public_page_of(dossier: Dossier, base_url: str) -> str:
    """Where readers find the nominee in public, if they do."""
    nominee = dossier.nominee
    organization, area = nominee.organization, nominee.area
    slugs = public_slugs([organization.pk if organization else None, area.pk if area else None])
    if organization and (slug := slugs.get(organization.pk)):
        return whole(base_url, "organization_detail", slug)
    if area and slugs.get(area.pk):
        return whole(base_url, "area_detail", slugs[area.pk])
    return ""


def whole(base_url: str, name: str, *args: Any) -> str:
    return f"{base_url.rstrip('/')}{reverse(name, args=args)}"


def worth_words(labour: Labour, wage: Decimal) -> str:
    return (
        f"{rupiah(labour.worth(wage))}, bila satu jam dihargai {rupiah(wage)}. "
        "Angka per jam ini pilihan pencetak; tidak dijumlahkan dengan swadaya, "
        "yang dapat sudah memuat tenaga."
    )


def field_block(field: FieldPart) -> dict[str, Any]:
    return {
        "title": breakable(f"{field.criterion.code} {field.criterion.name}"),
        "words": f"{number(field.missing)} dari {number(len(field.variables))} variabel belum ada "
        "buktinya." if field.missing else "Semua variabel ada buktinya.",
        "rows": [variable_row(row) for row in field.variables],
    }  # fmt: skip


def variable_row(row: Variable) -> dict[str, Any]:
    return {
        "code": row.criterion.code,
        "name": breakable(row.criterion.name),
        "words": row.words,
        "is_missing": row.is_missing,
        "added": [added(evidence) for evidence in row.added],
    }


def added(evidence: Evidence) -> dict[str, Any]:
    stored = evidence.file
    is_pdf = stored is not None and stored.media_type == "application/pdf"
    drawing = None
    if stored and not is_pdf:
        measure = (stored.width, stored.height)
        drawing = drawn(stored.pk, stored.variants, measure, evidence.name)
    return {
        "name": breakable(evidence.name),
        "note": breakable(evidence.note),
        "file": f"berkas PDF, SHA-256 {stored.pk[:16]}…" if stored and is_pdf else "",
        "photo": drawing,
    }


def activity_row(row: Activity) -> list[str]:
    where = ", ".join(filter(None, (row.location, str(row.area))))
    return [
        short_date(row.date),
        breakable(row.name),
        breakable(where),
        number(row.people) or UNKNOWN,
        number(shortest(row.hours)) if row.hours else UNKNOWN,
        rupiah(row.self_help_value) or UNKNOWN,
    ]


def meeting_row(row: Any, base_url: str) -> dict[str, Any]:
    return {
        "day": short_date(row.day),
        "title": breakable(row.title),
        "place": breakable(row.place),
        "roll": "" if row.has_roll else "tanpa daftar hadir",
        "link": whole(base_url, "meeting_detail", row.slug),
        "is_example": row.is_example,
    }


def letters(found: Found, base_url: str) -> list[dict[str, Any]]:
    return [
        {
            "number": breakable(letter.decree.number),
            "day": plain_date(letter.decree.date) or UNKNOWN,
            "subject": breakable(letter.decree.subject),
            "signed_by": breakable(letter.decree.signed_by),
            "institutions": [
                {
                    "name": breakable(name),
                    "link": whole(base_url, "organization_detail", slug) if slug else "",
                }
                for name, slug in letter.institutions
            ],
        }
        for letter in found.letters
    ]


# ------------------------------------------------------------------------------------ photographs
class Album:
    """The photographs of one book: no picture twice, and no more than a book holds."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.taken: set[str] = set()
        self.left_out = 0

    def of_activities(self, rows: list[Activity]) -> list[dict[str, str]]:
        photos = []
        for row in rows:
            own = list(row.photos.all())
            self.left_out += max(0, len(own) - PER_ACTIVITY)
            for photo in own[:PER_ACTIVITY]:
                words = photo.caption or f"Foto {row.name}"
                measure = (photo.file.width, photo.file.height)
                photos.append(
                    self.take(photo.file_id, photo.file.variants, measure, words, row.date)
                )
        return [photo for photo in photos if photo]

    def of_meetings(self) -> list[dict[str, str]]:
        published = [picture for picture in self.found.pictures() if picture.is_public]
        photos = [self.take_picture(picture) for picture in published]
        return [photo for photo in photos if photo]

    def take_picture(self, picture: Picture) -> dict[str, str] | None:
        return self.take(
            picture.sha256, picture.variants, picture.measure, picture.words, picture.day
        )

    def take(
        self, sha256: str, variants: dict[str, str], measure: Any, words: str, day: Any
    ) -> dict[str, str] | None:
        if sha256 in self.taken:
            return None
        if len(self.taken) >= MOST_PHOTOS:
            self.left_out += 1
            return None
        photo = drawn(sha256, variants, measure, words)
        if photo:
            self.taken.add(sha256)
            photo["caption"] = breakable(f"{short_date(day)} · {words}" if day else words)
        return photo


def drawn(
    sha256: str, variants: dict[str, str], measure: tuple[int | None, int | None], words: str
) -> dict[str, str] | None:
    """A small photograph inside an SVG, which can travel with the words of the paper."""
    path = path_of(variants.get("480.jpg", sha256))
    width, height = measure
    if not path.is_file() or not width or not height:
        return None
    picture = base64.b64encode(path.read_bytes()).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
        f'href="data:image/jpeg;base64,{picture}"/></svg>'
    )
    return {"svg": svg, "alt": words, "caption": breakable(words)}
