"""The recap of an announced result as a paper: enough to count it again with pencil and paper.

Made from the publication alone. Jurors are not named.
"""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from publications import papers
from publications.models import Publication
from publications.page_cache import public_page
from publications.papers import LANGUAGE, qr
from publications.public import current_or_moved
from publications.templatetags.portal import moment, plain_date

from .tables import stage_tables
from .words import breakable, decided_words, figure, moved, percent, tie_words

TEMPLATE = "result.typ"


@require_safe
@public_page
def result_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """``/penghargaan/hasil/<lomba>.pdf``."""
    publication = current_or_moved("award_result", slug)
    base_url = request.build_absolute_uri("/")
    return papers.answer(
        request,
        place(publication, base_url),
        f"rekap-{publication.slug}-versi-{publication.version}.pdf",
        lambda: result_pdf(publication, base_url),
    )


def result_pdf(publication: Publication, base_url: str) -> bytes:
    """The recap of a published result; made once."""
    path = place(publication, base_url)
    data = result_data(publication, verification_of(publication, base_url))
    papers.keep(path, lambda: papers.typeset(TEMPLATE, data, publication.published_at))
    return path.read_bytes()


def place(publication: Publication, base_url: str) -> Path:
    return papers.place(publication, verification_of(publication, base_url))


def verification_of(publication: Publication, base_url: str) -> str:
    with translation.override(LANGUAGE):
        return base_url.rstrip("/") + reverse("verify_seal", args=[publication.seal])


def result_data(publication: Publication, verification: str) -> dict[str, Any]:
    """The whole paper in words."""
    with translation.override(LANGUAGE):
        return laid_out(publication.body or {}, publication, verification)


def laid_out(body: dict[str, Any], row: Publication, verification: str) -> dict[str, Any]:
    recap = body.get("recap") or {}
    steps = recap.get("tie_steps") or []
    source = body.get("source") or {}
    round = body["round"]
    return {
        "title": body["title"],
        "is_example": bool(body.get("is_example")),
        "kop": [breakable(text) for text in (round.get("organizer"), round["title"]) if text],
        "contest": breakable(body["contest"]),
        "errata": [{"title": "Ralat.", "text": row.reason}] if row.reason else [],
        "source": " · ".join(filter(None, (source.get("label"), source.get("url")))),
        "has_recap": bool(recap),
        "winners": [winner_line(winner, steps) for winner in body["winners"]],
        "explanations": [
            breakable(winner["explanation"])
            for winner in body["winners"]
            if winner.get("explanation")
        ],
        "rules": rules(recap) if recap else [],
        "tie_steps": [tie_words(step) for step in steps],
        "stages": [stage_tables(stage) for stage in recap.get("stages", [])],
        "dropped": [
            {
                "name": breakable(one["name"]),
                "stage": one["stage"] or "–",
                "reason": breakable(one["reason"]),
            }
            for one in body.get("dropped") or []
        ],
        "plenary": plenary_lines(body.get("plenary")),
        "departures": [
            moved(
                winner["name"],
                winner["computed_place"],
                (winner.get("correction") or winner)["place"],
                winner["departure_reason"],
            )
            for winner in body["winners"]
            if winner.get("departure_reason")
        ],
        "corrections": [
            moved(winner["name"], mended["place"], winner["place"], mended["reason"])
            for winner in body["winners"]
            if (mended := winner.get("correction"))
        ],
        "sheets": len(body.get("sheets") or []),
        "version": row.version,
        "published_at": moment(row.published_at),
        "published_on": plain_date(row.published_at),
        "seal": row.seal,
        "verification": verification,
        "qr": qr(verification),
        "lacks_letters": False,
    }


def winner_line(winner: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, str]:
    return {
        "place": winner["place"] or "–",
        "name": breakable(winner["name"]),
        "total": figure(winner.get("total")),
        "rank": str(winner.get("rank") or "–"),
        "decided": decided_words(winner.get("decided_by"), steps),
    }


def rules(recap: dict[str, Any]) -> list[str]:
    """How the figures lead to one another, in the order of the counting."""
    trim = recap.get("trim") or 0
    mean = "Nilai sebuah variabel adalah rata-rata nilai para juri"
    if recap.get("method") == "trimmed" and trim:
        mean += (
            f", setelah {trim} nilai tertinggi dan {trim} nilai terendah dibuang "
            f"(bila jurinya lebih dari {2 * trim})"
        )
    highest = percent(recap.get("scale_maximum"))
    found = []
    if highest not in ("100", "–"):
        found.append(f"Nilai juri diubah ke skala 100: nilai dikali 100, lalu dibagi {highest}.")
    weights = ", ".join(
        f"{stage['name']} {percent(stage['weight'])}%" for stage in recap.get("stages", [])
    )
    return [
        *found,
        f"{mean}.",
        "Nilai bidang adalah jumlah nilai variabelnya dikali bobot, dibagi 100. "
        "Nilai tahap dihitung sama dari bidangnya.",
        f"Nilai akhir adalah jumlah nilai tahap dikali bobotnya ({weights}), dibagi 100.",
        "Setiap angka dibulatkan ke empat desimal; setengah dibulatkan ke atas. "
        "Langkah berikutnya memakai angka yang sudah dibulatkan.",
        {
            "skip": "Peserta yang tetap sama berbagi tempat; tempat sesudahnya dilewati.",
            "dense": "Peserta yang tetap sama berbagi tempat; tempat sesudahnya tetap diberikan.",
        }.get(recap.get("ties", ""), "Peserta yang tetap sama berbagi tempat."),
    ]


def plenary_lines(plenary: dict[str, Any] | None) -> list[list[str]]:
    if not plenary:
        return []
    decree = plenary.get("decree_number") or ""
    if decree and plenary.get("decree_date"):
        decree += f", {plain_date(plenary['decree_date'])}"
    rows = [
        ["Tanggal pleno", plain_date(plenary["held_on"])],
        [
            "Keputusan",
            "menguatkan hasil hitungan" if plenary["confirms"] else "menyimpang dari hitungan",
        ],
        ["Alasan", breakable(plenary.get("reason") or "")],
        [
            "Suara",
            f"{plenary['for']} setuju, {plenary['against']} tidak setuju, "
            f"{plenary['abstained']} tidak bersuara",
        ],
        ["Keputusan penetapan", breakable(decree)],
    ]
    return [row for row in rows if row[1]]
