"""The board of an institution: its posts, and who takes, holds and leaves them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from ..duties import ADMINISTRATOR, REGISTRAR, on_duty
from ..forms import AppointmentForm, EndForm, MembershipForm, PostForm
from ..models import Membership, Organization, Post
from .institutions import minted


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def post_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.editable_by(request.user), pk=pk)
    key = minted(request)
    form = PostForm.opened(
        request,
        rows=organization.posts,
        key=key,
        new=lambda key: Post(pk=key, organization=organization, area=organization.area),
    )
    if request.method == "POST" and form.saved():
        messages.success(request, f"Jabatan {form.instance} dibuat.")
        return redirect("organization_desk", pk=pk)
    context = {"form": form, "key": key, "organization": organization}
    template = "organizations/office/post_create.html"
    return render(request, template, context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def post_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Post.objects.editable_by(request.user).select_related("organization")
    form = PostForm.opened(request, rows=rows, key=pk)
    organization = form.instance.organization
    if request.method == "POST" and form.saved():
        messages.success(request, "Jabatan tersimpan.")
        return redirect("organization_desk", pk=organization.pk)
    context = {
        "form": form,
        "post": form.instance,
        "name": form.initial["label"],
        "organization": organization,
        "was_held": form.instance.memberships.exists(),
    }
    template = "organizations/office/post_edit.html"
    return render(request, template, context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def membership_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody takes a post; in the same step the one before may leave it."""
    rows = Post.objects.editable_by(request.user).select_related("organization__classification")
    post = get_object_or_404(rows, pk=pk)
    key = minted(request)
    form = AppointmentForm.opened(
        request,
        rows=post.memberships.select_related("person", "post"),
        key=key,
        new=lambda key: Membership(pk=key, post=post),
        user=request.user,
    )
    if request.method == "POST" and form.saved():
        messages.success(
            request, f"{form.instance.person} tercatat sebagai {form.instance.role_label}."
        )
        return redirect("organization_desk", pk=post.organization_id)
    context = {
        "form": form,
        "key": key,
        "post": post,
        "organization": post.organization,
        "holders": list(
            Membership.objects.on(timezone.localdate()).filter(post=post).select_related("person")
        ),
    }
    template = "organizations/office/membership_create.html"
    return render(request, template, context, status=form.status)


def terms(request: HttpRequest) -> Any:
    return Membership.objects.editable_by(request.user).select_related(
        "person", "post__organization"
    )


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def membership_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    return term_form(request, pk, MembershipForm, "membership_edit", "Masa bakti tersimpan.")


@on_duty(REGISTRAR, ADMINISTRATOR)
@transaction.atomic
def membership_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    return term_form(request, pk, EndForm, "membership_end", "Masa bakti diakhiri.")


def term_form(
    request: HttpRequest, pk: UUID, form_class: type[MembershipForm], name: str, done: str
) -> HttpResponse:
    form = form_class.opened(request, rows=terms(request), key=pk, user=request.user)
    term = form.instance
    if request.method == "POST" and form.saved():
        messages.success(request, done)
        return redirect("organization_desk", pk=term.post.organization_id)
    context = {"form": form, "term": term, "organization": term.post.organization}
    return render(request, f"organizations/office/{name}.html", context, status=form.status)


@on_duty(REGISTRAR, ADMINISTRATOR)
@require_POST
@transaction.atomic
def membership_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A term that was written down by mistake; one that really was is ended, not deleted."""
    term = as_seen(request, terms(request), pk)
    organization = term.post.organization
    if removed(request, term, "Masa bakti ini sudah dipakai catatan lain. Akhiri saja."):
        organization.save()  # what readers see of it has changed
        messages.success(request, f"Catatan {term.person} sebagai {term.role_label} dihapus.")
    return redirect("organization_desk", pk=organization.pk)


@on_duty(REGISTRAR, ADMINISTRATOR)
@require_POST
@transaction.atomic
def post_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A post that nobody ever held."""
    rows = Post.objects.editable_by(request.user).select_related("organization")
    post = as_seen(request, rows, pk)
    organization = post.organization
    if removed(request, post, "Jabatan ini pernah dipegang atau diundang, jadi tetap ada."):
        organization.save()
        messages.success(request, f"Jabatan {post} dihapus.")
    return redirect("organization_desk", pk=organization.pk)


def as_seen(request: HttpRequest, rows: Any, pk: UUID) -> Any:
    """The row, locked. Its version must be the one on the screen, or nothing is removed."""
    try:
        seen = int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest("Versi isian tidak disertakan.") from None
    row = get_object_or_404(rows.select_for_update(of=("self",)), pk=pk)
    row.was_seen = row.version == seen
    return row


def removed(request: HttpRequest, row: Any, refusal: str) -> bool:
    if not row.was_seen:
        messages.warning(request, "Orang lain baru saja mengubahnya. Periksa dulu, belum dihapus.")
        return False
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        messages.error(request, refusal)
        return False
    return True
