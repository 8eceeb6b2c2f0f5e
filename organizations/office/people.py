"""The register of people: names with titles, spellings, and the posts they held."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import F, Func, Prefetch, Q, TextField, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from publications.history import address
from publications.models import Listing

from ..duties import ADMINISTRATOR, REGISTRAR, on_duty
from ..forms import PersonForm
from ..models import Membership, Person
from ..names import similar_people
from ..rules import holds
from .institutions import PAGE, below, minted
from .states import STATES, in_state, people_with_state, say_state


@on_duty()
def office_person_list(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("cari", "terbit")}
    today = timezone.localdate()
    rows = people_with_state(Person.objects.visible_to(request.user))
    if asked["cari"]:
        spelled = Func(
            F("other_names"), Value(" "), function="array_to_string", output_field=TextField()
        )
        rows = rows.annotate(spelled=spelled).filter(
            Q(name__icontains=asked["cari"]) | Q(spelled__icontains=asked["cari"])
        )
    rows = in_state(rows, asked["terbit"])
    rows = below(rows, "sort_name", request.GET.get("sesudah", ""))
    now = Membership.objects.on(today).select_related("post__organization")
    page = list(
        rows.prefetch_related(Prefetch("memberships", now, to_attr="now")).order_by(
            "sort_name", "pk"
        )[: PAGE + 1]
    )
    more = page[PAGE:] and urlencode({**asked, "sesudah": page[PAGE - 1].pk})
    context = {
        "people": say_state(page[:PAGE]),
        "alike": similar_people(asked["cari"]) if asked["cari"] and not page else [],
        "asked": asked,
        "states": STATES,
        "next_url": f"?{more}" if more else "",
        "first_url": f"?{urlencode(asked)}" if "sesudah" in request.GET else "",
        "may_register": bool(request.user.codes_on_duty(REGISTRAR, ADMINISTRATOR)),
    }
    return render(request, "organizations/office/office_person_list.html", context)


@on_duty()
def person_desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One person: every post held, and whether readers know."""
    rows = people_with_state(Person.objects.visible_to(request.user))
    person = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    terms = list(
        person.memberships.select_related(
            "post__organization__area", "appointed_by", "ended_by"
        ).order_by(F("start_date").desc(nulls_last=True), "id")
    )
    for term in terms:
        term.is_now = holds(term, today)
    context = {
        "person": say_state([person])[0],
        "terms": terms,
        "may_edit": bool(request.user.codes_on_duty(REGISTRAR, ADMINISTRATOR)),
        "still_named": still_named(person) if person.is_minor else [],
    }
    return render(request, "organizations/office/person_desk.html", context)


def still_named(person: Person) -> list[tuple[str, str | None]]:
    """Public pages that were published with this person's name, and are read until renewed."""
    pages = Listing.objects.readable().filter(
        Q(record_id=person.pk) | Q(mentions__contains=[f"person:{person.slug}"])
    )
    return [(page.title, address(page.kind, "detail", page.slug)) for page in pages.for_rows()]


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def person_create(request: HttpRequest) -> HttpResponse:
    key = minted(request)
    form = PersonForm.opened(
        request,
        rows=Person.objects.editable_by(request.user),
        key=key,
        new=lambda key: Person(pk=key),
    )
    if request.method == "POST" and form.saved():
        messages.success(request, f"{form.instance} tercatat.")
        return redirect("person_desk", pk=key)
    context = {"form": form, "key": key}
    template = "organizations/office/person_create.html"
    return render(request, template, context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def person_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Person.objects.editable_by(request.user)
    form = PersonForm.opened(request, rows=rows, key=pk)
    name = form.instance.full_name if request.method != "POST" else form.initial["name"]
    if request.method == "POST" and form.saved():
        messages.success(request, "Perubahan tersimpan.")
        return redirect("person_desk", pk=pk)
    context = {"form": form, "person": form.instance, "name": name}
    template = "organizations/office/person_edit.html"
    return render(request, template, context, status=form.status)
