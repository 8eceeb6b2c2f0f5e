"""A row of the desk: opened, saved, moved and removed by itself, whatever it holds."""

from datetime import time
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from organizations.models import Person
from organizations.names import similar_people

from .. import forms
from ..completeness import blocking
from ..models import Meeting
from ..models.meeting import Section
from .agenda import agenda_of
from .desk import NOT_NOW, at_desk, page, section_url


class Kind(NamedTuple):
    """One kind of row: where it hangs on the meeting, how it is typed, how it is shown."""

    rows: str
    section: Section
    form: type[forms.RowForm]
    template: str
    noun: str


# By the word that stands in the address.
KINDS = {
    "acara": Kind("agenda", Section.AGENDA, forms.AgendaItemForm, "agenda_item", "Butir acara"),
    "kehadiran": Kind(
        "attendances", Section.ATTENDANCE, forms.AttendanceForm, "attendance", "Baris daftar hadir"
    ),
    "rombongan": Kind(
        "attendance_groups", Section.ATTENDANCE, forms.AttendanceGroupForm, "group", "Rombongan"
    ),
    "sambutan": Kind("speeches", Section.SPEECHES, forms.SpeechForm, "speech", "Sambutan"),
    "keputusan": Kind("decisions", Section.DECISIONS, forms.DecisionForm, "decision", "Keputusan"),
    "tindak-lanjut": Kind(
        "commitments", Section.COMMITMENTS, forms.CommitmentForm, "commitment", "Tindak lanjut"
    ),
    "berkas": Kind("attachments", Section.FILES, forms.AttachmentForm, "attachment", "Berkas"),
}


def kind_of(word: str) -> Kind:
    try:
        return KINDS[word]
    except KeyError:
        raise Http404 from None


@lru_cache(maxsize=256)
def _address_before_key(meeting_id: UUID, word: str) -> str:
    nobody = UUID(int=0)
    whole = reverse("desk_row", kwargs={"pk": meeting_id, "word": word, "key": nobody})
    return whole.removesuffix(f"{nobody}/")


def row_url(meeting_id: UUID, word: str, key: UUID) -> str:
    """The address of a row; a page of two hundred asks for it two hundred times."""
    return f"{_address_before_key(meeting_id, word)}{key}/"


def blank(meeting: Meeting, word: str, key: UUID | None = None, **initial: Any) -> forms.RowForm:
    """The form of a row that is not there yet; its key is minted here."""
    form = KINDS[word].form
    row = form._meta.model(id=key or uuid4(), meeting=meeting)
    return form(instance=row, initial=initial)


def form_context(meeting: Meeting, word: str, form: forms.RowForm, **more: Any) -> dict[str, Any]:
    """What the form of a row needs to be drawn, on its own page or among the others."""
    row, kind = form.instance, KINDS[word]
    return {
        "meeting": meeting,
        "form": form,
        "word": word,
        "noun": kind.noun,
        "row": row,
        "action": row_url(meeting.pk, word, row.pk),
        "back": section_url(meeting, kind.section, None if row._state.adding else row.pk),
        "not_now": NOT_NOW.get(meeting.record_status, ""),
        **more,
    }


@at_desk
def desk_row(request: HttpRequest, meeting: Meeting, word: str, key: UUID) -> HttpResponse:
    """One row: its form, what came of saving it, or (``?lihat``) the row as it stands."""
    kind = kind_of(word)
    rows = getattr(meeting, kind.rows)
    if "lihat" in request.GET and request.method == "GET":
        row = get_object_or_404(rows, pk=key)
        template = f"forums/office/desk_{kind.template}.html"
        row.meeting = meeting
        context = {"row": row, "meeting": meeting, "word": word}
        if word == "kehadiran":
            context["lines"] = [roll_line(row)]
        elif word == "acara":
            context["row"] = beside_the_others(agenda_of(meeting), row)
        return render(request, template, context)
    form = kind.form.opened(
        request, rows=rows, key=key, new=lambda key: kind.form._meta.model(id=key, meeting=meeting)
    )
    form.instance.meeting = meeting  # the same object, so nothing asks for it again
    is_new = form.instance._state.adding
    stays = "tetap" in request.GET  # the speech being held stays open beneath the roll
    if request.method == "POST":
        if not meeting.is_editable:
            form.is_locked = True
        elif form.saved():
            return saved(request, meeting, word, form, is_new=is_new, stays=stays)
    # Beside the roll a form is short; a conflict shows everything.
    is_short = (stays or "ringkas" in request.GET) and not form.conflict
    context = form_context(meeting, word, form, stays=stays, is_short=is_short)
    if word == "kehadiran":
        # Opened by "Lainnya", and kept open when what was typed there was not accepted.
        is_full = request.method == "GET" or any(name in request.POST for name, *_ in EXTRA)
        context["lines"] = [roll_line(form.instance, form, is_full=is_full)]
    if request.htmx:
        template = "desk_attendance" if word == "kehadiran" else "desk_form"
        return render(request, f"forums/office/{template}.html", context, status=form.status)
    return page(request, meeting, kind.section, "desk_row", context, form.status)


def saved(
    request: HttpRequest,
    meeting: Meeting,
    word: str,
    form: forms.RowForm,
    *,
    is_new: bool,
    stays: bool,
) -> HttpResponse:
    """Show the row where it now stands; for a new one also the next empty form."""
    kind, row = KINDS[word], form.instance
    if not request.htmx:
        if stays:
            return redirect(section_url(meeting, Section.ATTENDANCE) + "#sedang-berbicara")
        return redirect(section_url(meeting, kind.section, row.pk))
    context: dict[str, Any] = {
        "meeting": meeting,
        "row": row,
        "word": word,
        "blocking": len(blocking(meeting)),
        "is_saved": True,
    }
    if word == "kehadiran":
        context["lines"] = [roll_line(row)]
        context["roll"] = roll_counts(meeting)
        return render(request, "forums/office/desk_attendance_saved.html", context)
    context["template"] = f"forums/office/desk_{kind.template}.html"
    if word == "acara":
        context["agenda"] = agenda_of(meeting)
        context["row"] = beside_the_others(context["agenda"], row)
    if stays:
        again = kind.form(instance=row)
        context |= form_context(meeting, word, again, stays=True, is_short=True)
    elif is_new:
        is_short = "ringkas" in request.GET
        initial = {"source_speech": row.source_speech} if is_short else {}
        form = blank(meeting, word, **initial)
        context["next"] = form_context(meeting, word, form, is_short=is_short)
    return render(request, "forums/office/desk_saved.html", context)


def beside_the_others(agenda: dict[str, Any], row: Any) -> Any:
    """An item as it stands in its agenda: how deep, when it was planned, who missed it."""
    return next((item for item in agenda["rows"] if item.pk == row.pk), row)


@at_desk
def desk_row_delete(request: HttpRequest, meeting: Meeting, word: str, key: UUID) -> HttpResponse:
    """Ask once, then remove the row; its history stays."""
    kind = kind_of(word)
    rows = getattr(meeting, kind.rows)
    row = rows.filter(pk=key).first()
    if row is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, f"{kind.noun} itu sudah dihapus.")
        return redirect(section_url(meeting, kind.section))
    refusal, status = "", 200
    if request.method == "POST":
        try:
            seen = int(request.POST["version"])
        except (KeyError, ValueError):
            raise BadRequest("Versi isian tidak disertakan.") from None
        if not meeting.is_editable:
            refusal, status = NOT_NOW[meeting.record_status], 409
        elif row.version != seen:
            refusal, status = "Orang lain baru saja mengubah baris ini. Periksa dulu.", 409
        else:
            try:
                row.delete()
            except ProtectedError as error:
                users = ", ".join(sorted({in_words(item) for item in error.protected_objects}))
                refusal, status = f"Masih dipakai {users}. Lepaskan dahulu tautannya.", 409
            else:
                messages.success(request, f"{kind.noun} dihapus.")
                return redirect(section_url(meeting, kind.section))
    context = {
        "row": row,
        "word": word,
        "noun": kind.noun,
        "refusal": refusal,
        "children": row.children.count() if word == "acara" else 0,
        "back": section_url(meeting, kind.section, row.pk),
    }
    return page(request, meeting, kind.section, "desk_row_delete", context, status)


def in_words(item: Any) -> str:
    return f"{item._meta.verbose_name} “{item}”"


@require_POST
@at_desk
def desk_row_move(request: HttpRequest, meeting: Meeting, word: str, key: UUID) -> HttpResponse:
    """One place up or down among the rows beside it. Only rows that change place are written."""
    kind = kind_of(word)
    place = "order" if word == "acara" else "position"
    rows = getattr(meeting, kind.rows)
    if word in ("kehadiran", "keputusan"):
        raise Http404  # these follow their own order
    row = get_object_or_404(rows, pk=key)
    beside = list(rows.filter(parent=row.parent_id) if word == "acara" else rows.all())
    here = beside.index(row)
    there = here + (-1 if request.POST.get("ke") == "naik" else 1)
    if meeting.is_editable and 0 <= there < len(beside):
        beside.insert(there, beside.pop(here))
        for number, item in enumerate(beside):
            if getattr(item, place) != number:
                setattr(item, place, number)
                item.save(update_fields=[place])
    return redirect(section_url(meeting, kind.section, row.pk))


# --------------------------------------------------------------- a line of the roll
def roll_line(
    row: Any, form: forms.RowForm | None = None, *, is_full: bool = False
) -> dict[str, Any]:
    """What the template of a line shows: what is stored, or what was typed and what is wrong."""
    bound = form if form is not None and form.is_bound else None

    def value(name: str) -> Any:
        if bound is not None and name in bound.fields:
            return bound[name].value() or ""
        stored = getattr(row, name)
        return stored.strftime("%H:%M") if isinstance(stored, time) else stored or ""

    errors = (
        {name: " ".join(map(str, found)) for name, found in bound.errors.items()} if bound else {}
    )
    return {
        "row": row,
        "key": str(row.pk),
        "url": row_url(row.meeting_id, "kehadiran", row.pk),
        "version": form.fresh_version if form else row.version,
        "status": value("status"),
        "represented_by": value("represented_by"),
        "title": row.role_label if row.post_id and row.role_label else str(row),
        "subtitle": subtitle(row),
        "off": "" if row.meeting.is_editable else " disabled",
        "fields": [
            {
                "name": name,
                "label": label,
                "type": kind,
                "is_wide": name == "reason",
                "value": value(name),
                "error": errors.get(name),
            }
            for name, label, kind in EXTRA
            if not (row.person_id and name == "name")
            and not (row.post_id and name in ("role_label", "organization_label"))
        ]
        if is_full
        else [],
        "people": who_it_may_be(row) if is_full else [],
        "person": str(value("person") if bound else row.person_id or ""),
        "errors": errors,
        "form": bound,
    }


def who_it_may_be(row: Any) -> list[Person]:
    """Whom of the register a line can be linked to: people of a like name, or who it is now."""
    if row.person_id:
        return [] if row.post_id else [row.person]
    return similar_people(row.name)


# What a line asks only when it is opened.
EXTRA = (
    ("arrived_at", "Datang", "time"),
    ("left_at", "Pulang", "time"),
    ("reason", "Alasan (internal, tidak pernah terbit)", "text"),
    ("on_behalf_of", "Hadir mewakili", "text"),
    ("source", "Sumber", "text"),
    ("name", "Nama", "text"),
    ("role_label", "Jabatan", "text"),
    ("organization_label", "Lembaga", "text"),
)


def subtitle(row: Any) -> str:
    """Beneath a post: who held it that day, and how. Beneath a person: as what they came."""
    if row.post_id and row.role_label:
        if not row.name:
            return "Jabatan kosong hari itu"
        acting = "" if row.capacity == "definitif" else f" · {row.get_capacity_display()}"
        return row.name + acting
    return " · ".join(filter(None, [row.role_label, row.organization_label]))


def roll_counts(meeting: Meeting, rows: Any = None) -> dict[str, Any]:
    """How many stand on the roll and how many came, altogether and under each heading."""
    if rows is None:
        rows = meeting.attendances.only("group_label", "status", "is_invited", "meeting_id")
    headings: dict[str, dict[str, Any]] = {}
    for row in rows:
        heading = headings.setdefault(
            row.group_label, {"invited": 0, "listed": 0, "present": 0, "represented": 0, "open": 0}
        )
        heading["listed"] += 1
        heading["invited"] += row.is_invited
        heading["present"] += row.status == "hadir"
        heading["represented"] += row.status == "diwakili"
        heading["open"] += row.status == ""
    for number, (label, heading) in enumerate(headings.items()):
        heading |= {"label": label or "Undangan lain", "number": number}
    names = ("invited", "listed", "present", "represented", "open")
    return {name: sum(heading[name] for heading in headings.values()) for name in names} | {
        "headings": list(headings.values())
    }
