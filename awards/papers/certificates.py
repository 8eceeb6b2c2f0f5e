"""The certificate (piagam): one sheet to frame, and all those of a contest in one ZIP.

A published certificate is kept under its seal like any paper. While a fixed contest waits for its
announcement its certificates can be printed for the ceremony: the same sheet, kept nowhere.
"""

import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from publications import papers
from publications.history import address
from publications.models import Publication
from publications.page_cache import public_page
from publications.papers import LANGUAGE, qr
from publications.public import current_or_moved
from publications.templatetags.portal import plain_date

from ..actions import WrongMoment
from ..models import Certificate, Contest
from ..models.contest import Phase
from .words import breakable

TEMPLATE = "certificate.typ"
BATCH = 20  # papers from one process; others may print between two batches
READY = (Phase.FIXED, Phase.ANNOUNCED)
UNSAFE = re.compile(r"[^A-Za-z0-9]+")


# --------------------------------------------------------------------------------- one certificate
@require_safe
@public_page
def certificate_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """``/piagam/<kode>.pdf``."""
    publication = current_or_moved("certificate", slug)
    base_url = request.build_absolute_uri("/")
    return papers.answer(
        request,
        place(publication, base_url),
        f"piagam-{publication.slug}.pdf",
        lambda: certificate_pdf(publication, base_url),
    )


def certificate_pdf(publication: Publication, base_url: str) -> bytes:
    """The paper of a published certificate; made once."""
    path = place(publication, base_url)
    data = certificate_data(publication.body or {}, base_url, publication)
    papers.keep(path, lambda: papers.typeset(TEMPLATE, data, publication.published_at))
    return path.read_bytes()


def place(publication: Publication, base_url: str) -> Path:
    return papers.place(publication, page_of(publication.slug, base_url))


def page_of(code: str, base_url: str) -> str:
    """The page that vouches for a certificate, as the QR code has it."""
    with translation.override(LANGUAGE):
        path = address("certificate", "detail", code) or f"/piagam/{code}/"
    return f"{base_url.rstrip('/')}{path}"


def certificate_data(
    body: dict[str, Any], base_url: str, publication: Publication | None = None
) -> dict[str, Any]:
    """The whole sheet in words."""
    verification = page_of(body["slug"], base_url)
    recipient, signatory, round = body["recipient"], body["signatory"], body["round"]
    office = " ".join(filter(None, (signatory["capacity"], signatory["role"])))
    nominee = body.get("nominee") or ""
    with translation.override(LANGUAGE):
        given_on = plain_date(body["given_on"])
    return {
        "title": f"Piagam Penghargaan: {recipient['name']}",
        "is_example": bool(body.get("is_example")),
        "giver": breakable(round.get("organizer") or ""),
        "number": breakable(body.get("number") or ""),
        "recipient": breakable(recipient["name"]),
        "role": breakable(recipient.get("role") or ""),
        # A group's or institution's own certificate would name it twice.
        "nominee": "" if nominee == recipient["name"] else breakable(nominee),
        "place": breakable(body.get("place") or ""),
        "text": breakable(body.get("text") or ""),
        "given": f"{body['given_at_place']}, {given_on}",
        "office": breakable(office),
        "signatory": breakable(signatory["name"]),
        "code": body["slug"],
        "version": publication.version if publication else 0,
        "seal": publication.seal if publication else "",
        "verification": verification,
        "qr": qr(verification),
        "lacks_letters": False,
    }


# ------------------------------------------------------------------------------- many in one file
class Sheet(NamedTuple):
    """A certificate to be put into a ZIP: its name there, and where its PDF comes from."""

    name: str
    publication: Publication | None
    certificate: Certificate


def certificate_zip(contests: Iterable[Contest], base_url: str) -> IO[bytes]:
    """All certificates of these contests, ready to be read from the start.

    Withdrawn ones are left out, and so are those of a contest that two people have not fixed.
    """
    waiting = list(sheets(contests))
    if not waiting:
        raise WrongMoment(
            "Belum ada piagam yang dapat dicetak. Piagam dicetak sesudah hasilnya ditetapkan."
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by whoever answers with it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for begin in range(0, len(waiting), BATCH):
            batch = waiting[begin : begin + BATCH]
            for sheet, pdf in zip(batch, typeset(batch, base_url), strict=True):
                archive.writestr(sheet.name, pdf)
    file.seek(0)
    return file


def sheets(contests: Iterable[Contest]) -> Iterator[Sheet]:
    """In the order of the places; a folder for each contest where there are several."""
    chosen = [contest for contest in contests if contest.phase in READY or is_archive(contest)]
    rows = (
        Certificate.objects.filter(placing__contest__in=chosen)
        .filter(Q(placing__final_place__isnull=False))
        .select_related("placing__nominee__area", "placing__final_place", "placing__contest__round")
        .order_by(
            "placing__contest__position", "placing__contest__name",
            "placing__final_place__position", "placing__nominee__name",
            "recipient_role", "recipient_name", "pk",
        )
    )  # fmt: skip
    found = list(rows)
    records = [row.pk for row in found]
    published = {
        row.record_id: row for row in Publication.objects.current().filter(record_id__in=records)
    }
    alone = _numbers(row.placing_id for row in found)
    position: dict[Any, int] = {}
    for row in found:
        publication = published.get(row.pk)
        if publication and publication.is_withdrawn:
            continue
        contest = row.placing.contest
        position[contest.pk] = position.get(contest.pk, 0) + 1
        name = file_name(row, position[contest.pk], is_alone=alone[row.placing_id] == 1)
        folder = f"{contest.slug}/" if len(chosen) > 1 else ""
        yield Sheet(f"{folder}{name}", publication, row)


def is_archive(contest: Contest) -> bool:
    return contest.round.standing != contest.round.Standing.RUNNING


def _numbers(keys: Iterable[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def file_name(row: Certificate, position: int, *, is_alone: bool) -> str:
    """01-Juara-I-Tidar-Selatan.pdf; with the recipient where a place has several."""
    nominee = row.placing.nominee
    is_area = (
        nominee.area and not nominee.organization_id and nominee.name == nominee.area.full_name
    )
    who = nominee.area.name if is_area and nominee.area else nominee.name
    place = row.placing.final_place.name if row.placing.final_place else ""
    parts = [place, who] if is_alone else [place, who, row.recipient_role or row.recipient_name]
    return f"{position:02}-{'-'.join(filter(None, map(plain, parts)))}.pdf"


def plain(text: str) -> str:
    """Letters, digits and hyphens that every system can store."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", letters)[:60].strip("-")


def typeset(batch: list[Sheet], base_url: str) -> list[bytes]:
    """The PDFs of a batch: those that are kept as they are, the others from one process."""
    found: dict[int, bytes] = {}
    orders: dict[int, papers.Paper] = {}
    with papers.alone():
        for index, (_, publication, row) in enumerate(batch):
            if publication:
                path = place(publication, base_url)
                if path.is_file():
                    found[index] = path.read_bytes()
                    continue
                data = certificate_data(publication.body or {}, base_url, publication)
                orders[index] = (data, publication.published_at)
            else:
                orders[index] = (certificate_data(row.document(), base_url), row.changed_at)
        made = papers.typeset_all(TEMPLATE, list(orders.values())) if orders else []
        for index, pdf in zip(orders, made, strict=True):
            found[index] = pdf
            if (publication := batch[index].publication) is not None:
                papers.save(place(publication, base_url), pdf)
    return [found[index] for index in range(len(batch))]
