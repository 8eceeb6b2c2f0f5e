"""The log of gotong royong, as a kelurahan keeps it from the field."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from organizations.duties import ADMINISTRATOR, NOTE_TAKER, on_duty, within
from organizations.models import Area
from organizations.office.institutions import minted
from publications.models import StoredFile
from publications.models.stored_file import path_of

from ..forms.activities import ActivityForm, ActivityPhotoForm
from ..labour import Labour
from ..models import Activity, ActivityPhoto, Criterion

PAGE = 40
FIELDS = dict(Criterion.Field.choices[1:])
SOMEBODY_ELSE = "Orang lain baru saja mengubahnya. Periksa dulu."


@on_duty(NOTE_TAKER, ADMINISTRATOR)
def activity_list(request: HttpRequest) -> HttpResponse:
    """The newest first, with what all that match add up to."""
    user: Any = request.user
    mine = Activity.objects.visible_to(user)
    areas = list(
        Area.objects.filter(within(user.codes_on_duty(NOTE_TAKER, ADMINISTRATOR), "identifier"))
    )
    asked = {name: request.GET.get(name, "") for name in ("tahun", "bidang", "wilayah")}
    rows = filtered(mine, asked, {area.identifier for area in areas})
    page = list(
        below(rows, request.GET.get("sesudah", ""))
        .select_related("area", "organization")
        .annotate(photographs=Count("photos"))
        .order_by("-date", "-pk")[: PAGE + 1]
    )
    more = page[PAGE:] and urlencode({**asked, "sesudah": page[PAGE - 1].pk})
    years = mine.order_by().annotate(year=ExtractYear("date")).values_list("year", flat=True)
    context = {
        "activities": page[:PAGE],
        "labour": Labour.summed(rows),
        "asked": asked,
        "fields": FIELDS,
        "years": sorted({*years.distinct()}, reverse=True),
        "areas": areas,
        "next_url": f"?{more}" if more else "",
        "first_url": f"?{urlencode(asked)}" if "sesudah" in request.GET else "",
        "is_filtered": any(asked.values()),
    }
    return render(request, "awards/office/activity_list.html", context)


def filtered(rows: QuerySet[Any], asked: dict[str, str], codes: set[str]) -> QuerySet[Any]:
    """Rows of a year, a field and an area; what is not among the choices narrows nothing."""
    year = asked["tahun"]
    if year.isascii() and year.isdecimal() and len(year) == 4 and int(year):
        rows = rows.filter(date__year=int(year))
    else:
        asked["tahun"] = ""
    if asked["bidang"] in FIELDS:
        rows = rows.filter(field=asked["bidang"])
    else:
        asked["bidang"] = ""
    if asked["wilayah"] in codes:
        rows = rows.filter(within({asked["wilayah"]}, "area__identifier"))
    else:
        asked["wilayah"] = ""
    return rows


def below(rows: QuerySet[Any], place: str) -> QuerySet[Any]:
    """The rows after the one with this key, the newest first."""
    if not place:
        return rows
    try:
        last = rows.model.objects.filter(pk=UUID(place)).values("date").first()
    except ValueError:
        raise BadRequest("Alamat halaman ini tidak utuh.") from None
    if last is None:
        return rows
    return rows.filter(Q(date__lt=last["date"]) | Q(date=last["date"], pk__lt=UUID(place)))


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def activity_create(request: HttpRequest) -> HttpResponse:
    """A new activity: of today, and of my area where there is only one."""
    user: Any = request.user
    key = minted(request)
    form = ActivityForm.opened(
        request,
        rows=Activity.objects.editable_by(user),
        key=key,
        new=lambda key: Activity(pk=key, recorded_by=user, is_example=user.is_demonstration),
        user=user,
    )
    if request.method != "POST":
        only = list(form.fields["area"].queryset[:2])  # type: ignore[attr-defined]
        form.initial = dict(form.initial) | {
            "date": timezone.localdate(),
            "area": only[0].pk if len(only) == 1 else None,
            "field": request.GET.get("bidang", ""),
        }
    elif form.saved():
        return saved(request, form)
    context = {"form": form, "key": key}
    return render(request, "awards/office/activity_create.html", context, status=form.status)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def activity_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    rows = Activity.objects.editable_by(request.user)
    form = ActivityForm.opened(request, rows=rows, key=pk, user=request.user)
    if request.method == "POST" and form.saved():
        return saved(request, form)
    context = {
        "form": form,
        "activity": form.instance,
        "name": form.initial["name"],
        "photographs": form.instance.photos.select_related("file"),
    }
    return render(request, "awards/office/activity_edit.html", context, status=form.status)


def saved(request: HttpRequest, form: ActivityForm) -> HttpResponse:
    """The activity stands; its photographs join it, and each that failed is named."""
    added = form.attach_photos()
    with_photos = f" dengan {added} foto baru" if added else ""
    messages.success(request, f"Kegiatan tersimpan{with_photos}.")
    for sentence in form.refused:
        messages.warning(request, f"Foto tidak tersimpan. {sentence}")
    return redirect("activity_edit", pk=form.instance.pk)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def activity_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once, then remove the activity with its photographs; its history stays."""
    rows = Activity.objects.editable_by(request.user)
    activity = rows.select_related("area").filter(pk=pk).first()
    if activity is None:
        return gone(request, Activity, pk, "activity_list")
    refusal = ""
    if request.method == "POST":
        if seen(request) == activity.version:
            activity.delete()
            messages.success(request, "Kegiatan dihapus.")
            return redirect("activity_list")
        refusal = SOMEBODY_ELSE
    context = {
        "activity": activity,
        "photographs": activity.photos.count(),
        "refusal": refusal,
    }
    template = "awards/office/activity_delete.html"
    return render(request, template, context, status=409 if refusal else 200)


def gone(request: HttpRequest, model: Any, pk: UUID, back: str, *args: Any) -> HttpResponse:
    """A second click on delete finds nothing; somebody else's row was never there."""
    if request.method != "POST" or model.objects.filter(pk=pk).exists():
        raise Http404
    messages.info(request, "Sudah dihapus.")
    return redirect(back, *args)


def seen(request: HttpRequest) -> int:
    """The version that was on the page when the button was pressed."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest("Versi isian tidak disertakan.") from None


# -------------------------------------------------------------------------------- photographs
def photos_of(user: Any) -> QuerySet[ActivityPhoto]:
    """Photographs of the activities that this user keeps."""
    return ActivityPhoto.objects.filter(activity__in=Activity.objects.editable_by(user))


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def activity_photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One photograph, and what it shows."""
    rows = photos_of(request.user).select_related("activity", "file")
    form = ActivityPhotoForm.opened(request, rows=rows, key=pk)
    photo = form.instance
    if request.method == "POST" and form.saved():
        messages.success(request, "Keterangan foto tersimpan.")
        return redirect("activity_edit", pk=photo.activity_id)
    context = {"form": form, "photo": photo, "activity": photo.activity}
    return render(request, "awards/office/activity_photo.html", context, status=form.status)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
@transaction.atomic
def activity_photo_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a photograph away from its activity."""
    photo = photos_of(request.user).select_related("activity").filter(pk=pk).first()
    if photo is None:
        return gone(request, ActivityPhoto, pk, "activity_list")
    refusal = ""
    if request.method == "POST":
        if seen(request) == photo.version:
            photo.delete()
            messages.success(request, "Foto dihapus dari kegiatan ini.")
            return redirect("activity_edit", pk=photo.activity_id)
        refusal = SOMEBODY_ELSE
    context = {"photo": photo, "activity": photo.activity, "refusal": refusal}
    template = "awards/office/activity_photo_delete.html"
    return render(request, template, context, status=409 if refusal else 200)


@on_duty(NOTE_TAKER, ADMINISTRATOR)
def activity_picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The picture itself for those who keep the log; ``?kecil`` for a small one."""
    photo = get_object_or_404(photos_of(request.user).select_related("file"), pk=pk)
    return picture(photo.file, is_small="kecil" in request.GET)


def picture(stored: StoredFile, *, is_small: bool) -> FileResponse:
    digest, media_type = stored.pk, stored.media_type
    small = stored.variants.get("480.webp")
    if small and is_small:
        digest, media_type = small, "image/webp"
    return FileResponse(path_of(digest).open("rb"), content_type=media_type)
