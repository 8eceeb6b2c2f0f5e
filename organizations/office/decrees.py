"""Decrees: one letter that may fill, or empty, many posts; its scan is kept once."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from ..duties import ADMINISTRATOR, REGISTRAR, on_duty
from ..forms import AppointmentForm, DecreeForm
from ..models import Capacity, Decree, Membership, Organization, Post
from .institutions import PAGE, minted

MOST_ROWS = 3  # empty rows offered for one post that several people hold


@on_duty()
def decree_list(request: HttpRequest) -> HttpResponse:
    """The newest first. Offset paging: the list is one office's and short."""
    words = request.GET.get("cari", "").strip()
    number = request.GET.get("halaman", "1")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    rows = Decree.objects.visible_to(request.user)
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(subject__icontains=words))
    rows = rows.select_related("organization").annotate(
        appointed=Count("appoints", distinct=True), dismissed=Count("ends", distinct=True)
    )
    found = list(rows.order_by("-date", "number")[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "decrees": found[:PAGE],
        "words": words,
        "next_url": f"?{urlencode({'cari': words, 'halaman': str(page + 1)})}"
        if found[PAGE:]
        else "",
        "first_url": f"?{urlencode({'cari': words})}" if page > 1 else "",
        "may_register": bool(request.user.codes_on_duty(REGISTRAR, ADMINISTRATOR)),
    }
    return render(request, "organizations/office/decree_list.html", context)


@on_duty()
def decree_desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A decree with everybody it appoints and everybody it dismisses."""
    decree = get_object_or_404(
        Decree.objects.visible_to(request.user).select_related("organization", "file"), pk=pk
    )
    context = {
        "decree": decree,
        "appoints": list(in_order(decree.appoints)),
        "ends": list(in_order(decree.ends)),
        "may_edit": Decree.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "organizations/office/decree_desk.html", context)


def in_order(terms: Any) -> Any:
    return terms.select_related("person", "post__organization").order_by(
        "post__organization__name", "post__position", "person__sort_name"
    )


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def decree_create(request: HttpRequest) -> HttpResponse:
    """A new decree; opened from an institution it belongs to that institution."""
    key = minted(request)
    organization = asked_organization(request)
    form = DecreeForm.opened(
        request,
        rows=Decree.objects.editable_by(request.user),
        key=key,
        new=lambda key: Decree(pk=key, organization=organization),
    )
    if request.method == "POST" and form.saved():
        messages.success(request, f"{form.instance} tercatat. Catat siapa yang diangkat.")
        return redirect("decree_desk", pk=key)
    context = {"form": form, "key": key, "organization": organization}
    template = "organizations/office/decree_create.html"
    return render(request, template, context, status=form.status)


def asked_organization(request: HttpRequest) -> Organization | None:
    """The institution named in the address, if it is mine to edit."""
    key = request.GET.get("lembaga", "")
    if not key:
        return None
    try:
        return get_object_or_404(Organization.objects.editable_by(request.user), pk=UUID(key))
    except ValueError:
        raise Http404 from None


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def decree_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = DecreeForm.opened(request, rows=Decree.objects.editable_by(request.user), key=pk)
    if request.method == "POST" and form.saved():
        messages.success(request, "SK tersimpan.")
        return redirect("decree_desk", pk=pk)
    context = {"form": form, "decree": form.instance, "name": f"SK {form.initial['number']}"}
    template = "organizations/office/decree_edit.html"
    return render(request, template, context, status=form.status)


@on_duty()
def decree_scan(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The scan carries signatures: for officials only, never public."""
    rows = Decree.objects.visible_to(request.user).filter(file__isnull=False)
    decree = get_object_or_404(rows.select_related("file"), pk=pk)
    return FileResponse(
        decree.file.path.open("rb"), filename=decree.file.name, content_type="application/pdf"
    )


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def decree_appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Several people take their posts by one decree: all rows are saved, or none."""
    decree = get_object_or_404(Decree.objects.editable_by(request.user), pk=pk)
    organization = decree.organization or asked_organization(request)
    context: dict[str, Any] = {"decree": decree, "organization": organization}
    template = "organizations/office/decree_appoint.html"
    if organization is None:
        context["organizations"] = Organization.objects.editable_by(request.user)
        return render(request, template, context)
    posts = list(
        Post.objects.editable_by(request.user).filter(organization=organization).in_order()
    )
    if request.method != "POST":
        context["rows"] = empty_rows(posts)
        return render(request, template, context)
    rows = typed_rows(request, decree, posts)
    filled = [row for row in rows if row["form"]]
    with transaction.atomic():
        # Every row is asked, so that all mistakes show at once.
        saved = [row["form"].saved() for row in filled]
        if not all(saved):
            transaction.set_rollback(True)
    if filled and all(saved):
        messages.success(request, f"{len(filled)} orang diangkat dengan {decree}.")
        return redirect("decree_desk", pk=pk)
    context |= {
        "rows": rows,
        "is_empty": not filled,
        "typed": request.POST,
        "problems": [row for row in filled if row["form"].errors],
    }
    conflict = any(row["form"].conflict for row in filled)
    return render(request, template, context, status=409 if conflict else 422)


def empty_rows(posts: list[Post]) -> list[dict[str, Any]]:
    """One row for each seat that may be filled, with the key of the term it would become."""
    on = timezone.localdate()
    holders: dict[UUID, list[Membership]] = {}
    for term in Membership.objects.on(on).filter(post__in=posts).select_related("person"):
        holders.setdefault(term.post_id, []).append(term)
    return [
        {
            "post": post,
            "key": uuid4(),
            "prefix": f"{post.pk.hex}-{number}",
            "holders": holders.get(post.pk, []) if number == 0 else [],
            "capacities": Capacity.choices,
        }
        for post in posts
        for number in range(min(post.maximum_holders, MOST_ROWS))
    ]


def new_term(post: Post, key: UUID) -> Membership:
    return Membership(pk=key, post=post)


def typed_rows(request: HttpRequest, decree: Decree, posts: list[Post]) -> list[dict[str, Any]]:
    """The rows as they came back; a row without a name is left alone."""
    data = request.POST.copy()
    rows = empty_rows(posts)
    for row in rows:
        prefix = row["prefix"]
        try:
            row["key"] = UUID(data.get(f"{prefix}-key", ""))
        except ValueError:
            row["key"] = uuid4()
        for name in ("start_date", "end_date"):  # the same for all whom the decree appoints
            data[f"{prefix}-{name}"] = data.get(name, "")
        if data.get("replace") and row["post"].maximum_holders == 1:
            data[f"{prefix}-replace"] = "on"
        data[f"{prefix}-appointed_by"] = str(decree.pk)
    request.POST = data  # type: ignore[assignment]
    for row in rows:
        prefix = row["prefix"]
        row["name"] = data.get(f"{prefix}-name", "")
        row["capacity"] = data.get(f"{prefix}-capacity", Capacity.DEFINITIVE)
        row["form"] = row["name"].strip() and AppointmentForm.opened(
            request,
            rows=row["post"].memberships.select_related("person", "post"),
            key=row["key"],
            new=partial(new_term, row["post"]),
            prefix=prefix,
            user=request.user,
        )
    return rows
