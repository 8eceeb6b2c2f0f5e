"""The register of institutions: the list, one institution with its board, and its form."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ..duties import ADMINISTRATOR, REGISTRAR, on_duty, within
from ..forms import OrganizationForm
from ..models import Area, Decree, Membership, Organization, OrganizationKind, Post
from ..rules import concerns, holds
from .states import STATES, in_state, organizations_with_state, say_state

PAGE = 40
BOARDS = {
    "ada": "Pengurus tercatat",
    "belum": "Pengurus belum dicatat",
    "kosong": "Ada jabatan wajib yang kosong",
}


def minted(request: HttpRequest) -> UUID:
    """The key of a new row: made before the form is shown, so that sent twice it is one row."""
    if request.method != "POST":
        return uuid4()
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError):
        raise BadRequest("Kunci isian tidak disertakan.") from None


def below(rows: QuerySet[Any], field: str, place: str) -> QuerySet[Any]:
    """The rows after a place in a list sorted by ``field`` and key; the place is a row's key."""
    if not place:
        return rows
    try:
        last = rows.model.objects.filter(pk=UUID(place)).values(field).first()
    except ValueError:
        raise BadRequest("Alamat halaman ini tidak utuh.") from None
    if last is None:
        return rows
    value = last[field]
    return rows.filter(Q(**{f"{field}__gt": value}) | Q(**{field: value, "pk__gt": UUID(place)}))


@on_duty()
def office_organization_list(request: HttpRequest) -> HttpResponse:
    """Every official may look, at first at the area of their own duty."""
    asked = {name: request.GET.get(name, "") for name in ("cari", "jenis", "pengurus", "terbit")}
    mine = request.user.codes_on_duty()
    asked["wilayah"] = request.GET.get("wilayah") or (next(iter(mine)) if len(mine) == 1 else "")
    today = timezone.localdate()
    boards = Membership.objects.filter(post__organization=OuterRef("pk"))
    vacancies = Post.objects.filter(
        ~Exists(Membership.objects.on(today).filter(post=OuterRef("pk"))),
        organization=OuterRef("pk"),
        is_mandatory=True,
    )
    rows = organizations_with_state(Organization.objects.visible_to(request.user)).annotate(
        has_board=Exists(boards), has_vacancy=Exists(vacancies)
    )
    rows = rows.filter(within({asked["wilayah"]} if asked["wilayah"] else mine, "area__identifier"))
    if asked["cari"]:
        words = asked["cari"]
        rows = rows.filter(Q(name__icontains=words) | Q(abbreviation__icontains=words))
    if asked["jenis"]:
        rows = rows.filter(classification__code=asked["jenis"])
    if asked["pengurus"] == "kosong":
        rows = rows.filter(has_board=True, has_vacancy=True)
    elif asked["pengurus"] in BOARDS:
        rows = rows.filter(has_board=asked["pengurus"] == "ada")
    rows = in_state(rows, asked["terbit"])
    rows = below(rows, "name", request.GET.get("sesudah", ""))
    page = list(rows.select_related("classification", "area").order_by("name", "pk")[: PAGE + 1])
    more = page[PAGE:] and urlencode({**asked, "sesudah": page[PAGE - 1].pk})
    context = {
        "organizations": say_state(page[:PAGE]),
        "asked": asked,
        "kinds": OrganizationKind.objects.all(),
        "areas": Area.objects.all(),
        "boards": BOARDS,
        "states": STATES,
        "next_url": f"?{more}" if more else "",
        "first_url": f"?{urlencode(asked)}" if "sesudah" in request.GET else "",
        "may_register": bool(request.user.codes_on_duty(REGISTRAR, ADMINISTRATOR)),
    }
    return render(request, "organizations/office/office_organization_list.html", context)


@on_duty()
def organization_desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One institution: its board today and before, what to look at, and whether readers know."""
    rows = organizations_with_state(Organization.objects.visible_to(request.user))
    organization = get_object_or_404(
        rows.select_related("classification", "area", "parent").prefetch_related(
            "classification__posts"
        ),
        pk=pk,
    )
    today = timezone.localdate()
    terms = Membership.objects.select_related("person", "appointed_by", "ended_by").order_by(
        "-start_date", "id"
    )
    posts = list(organization.posts.in_order().prefetch_related(Prefetch("memberships", terms)))
    found = concerns(organization, today)
    for post in posts:
        told = list(post.memberships.all())
        for term in told:
            term.post = post
        post.now = [term for term in told if holds(term, today)]
        post.coming = [term for term in told if term.start_date and term.start_date > today]
        post.past = [term for term in told if term not in post.now and term not in post.coming]
    roles = {post.role for post in posts}
    context = {
        "organization": say_state([organization])[0],
        "posts": posts,
        "has_board": any(post.now or post.past or post.coming for post in posts),
        "concerns": found,
        "decrees": Decree.objects.filter(
            Q(organization=organization) | Q(appoints__post__organization=organization)
        ).distinct(),
        "missing_posts": [
            standard
            for standard in organization.classification.posts.all()
            if standard.role not in roles
        ],
        "may_edit": may_edit(request, organization),
    }
    return render(request, "organizations/office/organization_desk.html", context)


def may_edit(request: HttpRequest, organization: Organization) -> bool:
    return request.user.covers(organization.area.identifier, REGISTRAR, ADMINISTRATOR)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def organization_create(request: HttpRequest) -> HttpResponse:
    key = minted(request)
    form = OrganizationForm.opened(
        request,
        rows=Organization.objects.editable_by(request.user),
        key=key,
        new=lambda key: Organization(pk=key),
        user=request.user,
    )
    with_posts = request.method != "POST" or "with_posts" in request.POST
    if request.method == "POST":
        is_new = form.instance._state.adding
        if form.saved():
            if is_new and with_posts:
                make_standard_posts(form.instance)
            messages.success(request, f"{form.instance} tercatat. Isi pengurusnya.")
            return redirect("organization_desk", pk=key)
    context = {"form": form, "key": key, "with_posts": with_posts}
    template = "organizations/office/organization_create.html"
    return render(request, template, context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def organization_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = OrganizationForm.opened(
        request, rows=Organization.objects.editable_by(request.user), key=pk, user=request.user
    )
    name = form.initial["name"]  # as stored, whatever was typed
    if request.method == "POST" and form.saved():
        messages.success(request, "Perubahan tersimpan.")
        return redirect("organization_desk", pk=pk)
    context = {"form": form, "organization": form.instance, "name": name}
    template = "organizations/office/organization_edit.html"
    return render(request, template, context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@require_POST
@transaction.atomic
def organization_standard_posts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the posts that every institution of this kind has; those that exist stay."""
    rows = Organization.objects.editable_by(request.user).select_for_update(of=("self",))
    organization = get_object_or_404(rows, pk=pk)
    made = make_standard_posts(organization)
    if made:
        messages.success(request, f"{len(made)} jabatan baku dibuat.")
    else:
        messages.info(request, "Semua jabatan baku sudah ada.")
    return redirect("organization_desk", pk=pk)


def make_standard_posts(organization: Organization) -> list[Post]:
    known = set(organization.posts.values_list("role", flat=True))
    where = organization.short_name.replace("Kelurahan ", "").replace("Kecamatan ", "")
    return [
        Post.objects.create(
            organization=organization,
            area=organization.area,
            label=f"{standard.label} {where}"[:150],
            role=standard.role,
            is_mandatory=standard.is_mandatory,
            maximum_holders=standard.maximum_holders,
            position=standard.position,
            precedence=600 if organization.classification.sector == "community" else 500,
        )
        for standard in organization.classification.posts.order_by("position")
        if standard.role not in known
    ]
