"""What a department asks of all boards at once: which posts are empty, which terms end."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ..duties import on_duty, within
from ..models import Area, Capacity, Membership, Organization, Post

SOON = 90  # days
MOST_ROWS = 500  # on the page; the CSV holds all
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run what follows


def safe_cell(value: Any) -> str:
    """Text that a spreadsheet shows and never computes."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) or text.startswith(RISKY) else text


def csv_answer(name: str, heading: list[str], rows: Iterable[list[Any]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    today = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{today}.csv"'
    response.write("\ufeff")  # so that Excel reads it as UTF-8
    writer = csv.writer(response)
    writer.writerow(heading)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return response


def asked_area(request: HttpRequest) -> tuple[str, set[str]]:
    """The area in the address, or else those of my duties."""
    code = request.GET.get("wilayah", "")
    mine = request.user.codes_on_duty()  # type: ignore[union-attr]
    if not code and len(mine) == 1:
        code = next(iter(mine))
    return code, {code} if code else mine


@on_duty()
def vacant_posts(request: HttpRequest) -> HttpResponse:
    """Posts that nobody holds today, in institutions whose board is on record.

    Of a board that nobody wrote down we do not know who sits there: it is counted, not listed.
    """
    today = timezone.localdate()
    code, codes = asked_area(request)
    organizations = Organization.objects.active(today).filter(within(codes, "area__identifier"))
    recorded = Exists(Membership.objects.filter(post__organization=OuterRef("pk")))
    rows = (
        Post.objects.filter(organization__in=organizations.filter(recorded))
        .filter(~Exists(Membership.objects.on(today).filter(post=OuterRef("pk"))))
        .annotate(last_day=Max("memberships__end_date"))
        .select_related("organization__area")
        .order_by("-is_mandatory", "organization__area__identifier", "organization__name", "label")
    )
    if request.GET.get("jabatan") != "semua":
        rows = rows.filter(is_mandatory=True)
    if request.GET.get("format") == "csv":
        return csv_answer(
            "jabatan-kosong",
            ["jabatan", "lembaga", "wilayah", "kode_wilayah", "wajib", "kosong_sesudah"],
            (
                [
                    post.label,
                    post.organization.name,
                    post.organization.area,
                    post.organization.area.identifier,
                    "ya" if post.is_mandatory else "tidak",
                    post.last_day.isoformat() if post.last_day else "",
                ]
                for post in rows.iterator()
            ),
        )
    posts = list(rows[: MOST_ROWS + 1])
    context = {
        "posts": posts[:MOST_ROWS],
        "is_cut": len(posts) > MOST_ROWS,
        "unrecorded": organizations.filter(~recorded).count(),
        "shows_all": request.GET.get("jabatan") == "semua",
        "code": code,
        "areas": Area.objects.all(),
        "csv_query": query(request),
    }
    return render(request, "organizations/office/vacant_posts.html", context)


@on_duty()
def ending_terms(request: HttpRequest) -> HttpResponse:
    """Terms that are over without a successor, and those that end within ninety days or a year."""
    today = timezone.localdate()
    code, codes = asked_area(request)
    year = request.GET.get("tahun", "")
    rows = Membership.objects.filter(
        within(codes, "post__organization__area__identifier"), end_date__isnull=False
    ).select_related("person", "post__organization__area", "appointed_by")
    if year.isdecimal() and len(year) == 4 and int(year):
        rows = rows.filter(end_date__year=int(year))
    else:
        year = ""
        later = Membership.objects.filter(
            Q(end_date__isnull=True) | Q(end_date__gt=OuterRef("end_date")),
            post=OuterRef("post"),
            seat=OuterRef("seat"),
        )
        rows = rows.filter(
            Q(end_date__range=(today, today + timedelta(days=SOON)))
            | Q(end_date__lt=today) & ~Exists(later)
        )
    rows = rows.order_by("end_date", "post__organization__name", "post__position", "pk")
    if request.GET.get("format") == "csv":
        return csv_answer(
            "masa-bakti",
            ["nama", "jabatan", "lembaga", "wilayah", "kode_wilayah", "kapasitas", "mulai",
             "berakhir", "sk"],
            (
                [
                    term.person,
                    term.post.label,
                    term.post.organization.name,
                    term.post.organization.area,
                    term.post.organization.area.identifier,
                    Capacity(term.capacity).label,
                    term.start_words,
                    term.end_words,
                    term.appointed_by.number if term.appointed_by else "",
                ]
                for term in rows.iterator()
            ),
        )  # fmt: skip
    terms: list[Any] = list(rows[: MOST_ROWS + 1])
    for term in terms:
        term.days_left = (term.end_date - today).days
    context = {
        "ended": [term for term in terms[:MOST_ROWS] if term.end_date < today],
        "ending": [term for term in terms[:MOST_ROWS] if term.end_date >= today],
        "is_cut": len(terms) > MOST_ROWS,
        "year": year,
        "years": [today.year + ahead for ahead in range(-1, 6)],
        "code": code,
        "areas": Area.objects.all(),
        "csv_query": query(request),
        "soon": SOON,
    }
    return render(request, "organizations/office/ending_terms.html", context)


def query(request: HttpRequest) -> str:
    """The filters of this page, for the same rows as CSV."""
    asked = request.GET.copy()
    asked["format"] = "csv"
    return asked.urlencode()
