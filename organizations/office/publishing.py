"""The door for institutions and people: see the difference to what is public, then one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from publications.canonical import canonical, sha256
from publications.compare import compare
from publications.models import Listing, Publishable

from ..duties import ADMINISTRATOR, REGISTRAR, on_duty
from ..forms import ReasonForm
from ..models import Organization, Person


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def organization_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Publishing a board offers to publish its people too, so that their names lead somewhere."""
    rows = Organization.objects.editable_by(request.user).select_related("classification", "area")
    organization = get_object_or_404(rows.select_for_update(of=("self",)), pk=pk)
    return publish_or_show(
        request, organization, "organization_publish", "organization_desk", unknown(organization)
    )


def unknown(organization: Organization) -> list[Person]:
    """People of the board whom readers cannot open yet; nobody who was withdrawn, no minors."""
    known = Listing.objects.filter(kind=Person.kind).values("record_id")
    return list(
        Person.objects.filter(memberships__post__organization=organization, is_minor=False)
        .exclude(pk__in=known)
        .distinct()
    )


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def person_publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nobody under 18 has a page."""
    rows = Person.objects.editable_by(request.user).select_for_update()
    person = get_object_or_404(rows, pk=pk)
    if person.is_minor:
        context = {"record": person, "published": person.published()}
        status = 422 if request.method == "POST" else 200
        return render(request, "organizations/office/person_publish.html", context, status=status)
    return publish_or_show(request, person, "person_publish", "person_desk", [])


def publish_or_show(
    request: HttpRequest, record: Publishable, name: str, back: str, people: list[Person]
) -> HttpResponse:
    """The difference and the button; ``seen`` is the seal of the words that were on the screen."""
    published = record.published()
    document = record.document()
    seen = sha256(canonical(document))
    is_posted = request.method == "POST"
    is_same = published is not None and published.digest == seen and not people
    if is_posted and is_same:
        messages.info(request, f"{record} tidak berubah sejak terbit.")
        return redirect(back, pk=record.pk)
    form = ReasonForm(request.POST if is_posted else None) if published else None
    ticked = set(request.POST.getlist("people")) if is_posted else {str(row.pk) for row in people}
    is_stale = is_posted and request.POST.get("seen") != seen
    if is_posted and not is_stale and (form is None or form.is_valid()):
        chosen = [person for person in people if str(person.pk) in ticked]
        for person in chosen:
            person.publish(by=request.user)
        record.publish(by=request.user, reason=form.cleaned_data["reason"] if form else "")
        also = f" bersama {len(chosen)} orang" if chosen else ""
        messages.success(request, f"{record} terbit{also}.")
        return redirect(back, pk=record.pk)
    body = (published.body if published else None) or {}
    context = {
        "record": record,
        "published": published,
        "sections": compare(body, document),
        "seen": seen,
        "is_stale": is_stale,
        "is_same": is_same,
        "form": form,
        "people": people,
        "ticked": ticked,
    }
    status = 409 if is_stale else 422 if is_posted else 200
    return render(request, f"organizations/office/{name}.html", context, status=status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def organization_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Organization.objects.editable_by(request.user).select_for_update(of=("self",))
    return withdraw_or_show(
        request, get_object_or_404(rows, pk=pk), "organization_withdraw", "organization_desk"
    )


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def person_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Person.objects.editable_by(request.user).select_for_update()
    return withdraw_or_show(
        request, get_object_or_404(rows, pk=pk), "person_withdraw", "person_desk"
    )


def withdraw_or_show(
    request: HttpRequest, record: Publishable, name: str, back: str
) -> HttpResponse:
    published = record.published()
    if published is None or published.is_withdrawn:
        messages.info(request, f"{record} memang tidak terbit.")
        return redirect(back, pk=record.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        record.withdraw(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"{record} ditarik. Halamannya tetap ada dan menyebut alasannya.")
        return redirect(back, pk=record.pk)
    context: dict[str, Any] = {"record": record, "published": published, "form": form}
    status = 422 if form.errors else 200
    return render(request, f"organizations/office/{name}.html", context, status=status)
