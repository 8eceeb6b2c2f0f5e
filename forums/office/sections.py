"""The sections that are lists of rows with one empty form beneath: agenda, speeches, outcomes,
files."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from publications.models.stored_file import path_of

from ..forms import OutcomeNoteForm
from ..models import Meeting
from ..models.meeting import Section
from .agenda import agenda_of
from .attendance import institution_names
from .desk import at_desk, page, save_note, section_url
from .rows import KINDS, blank, form_context


def list_page(
    request: HttpRequest,
    meeting: Meeting,
    word: str,
    rows: Any,
    *,
    status: int = 200,
    initial: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """The rows of one kind and, while the record is a draft, the form of the next one."""
    kind = KINDS[word]
    rows = list(rows)
    for row in rows:
        row.meeting = meeting
    context = {
        "rows": rows,
        "word": word,
        "noun": kind.noun,
        "template": f"forums/office/desk_{kind.template}.html",
        **more,
    }
    if meeting.is_editable:
        form = blank(meeting, word, **(initial or {}))
        context |= {
            "new": form_context(meeting, word, form),
            "institutions": institution_names(meeting) if word in OWNED else [],
        }
    return page(request, meeting, kind.section, "desk_list", context, status)


OWNED = {"keputusan", "tindak-lanjut"}


@at_desk
def desk_agenda(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The agenda, items below items indented; above it how far the meeting is from its plan."""
    agenda = agenda_of(meeting)
    return list_page(request, meeting, "acara", agenda["rows"], agenda=agenda)


@at_desk
def desk_speeches(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who spoke and what they said."""
    rows = meeting.speeches.select_related("agenda_item").prefetch_related("commitments")
    return list_page(request, meeting, "sambutan", rows)


@at_desk
def desk_decisions(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """What was settled; or in one sentence why there is nothing."""
    note = OutcomeNoteForm.opened(request, rows=Meeting.objects.all(), key=meeting.pk)
    if request.method == "POST" and save_note(request, meeting, note, Section.DECISIONS):
        return redirect(section_url(meeting, Section.DECISIONS) + "#catatan")
    rows = meeting.decisions.select_related("source_speech", "agenda_item", "owner")
    url = section_url(meeting, Section.DECISIONS)
    return list_page(
        request, meeting, "keputusan", rows, status=note.status, note=note, note_url=url
    )


@at_desk
def desk_commitments(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """What was promised; the empty form may come filled from a point of a speech."""
    rows = meeting.commitments.select_related(
        "source_speech", "source_decision", "owner"
    ).prefetch_related("co_owners")
    return list_page(request, meeting, "tindak-lanjut", rows, initial=from_where(request, meeting))


def from_where(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    """The point of a speech (``?sambutan=…&pokok=2``) or the decision that becomes a promise."""
    try:
        if key := request.GET.get("sambutan"):
            speech = meeting.speeches.get(pk=UUID(key))
            points = speech.points
            place = int(request.GET.get("pokok", 0)) - 1
            text = points[place] if 0 <= place < len(points) else ""
            return {"text": text, "source_speech": speech}
        if key := request.GET.get("keputusan"):
            decision = meeting.decisions.get(pk=UUID(key))
            return {
                "text": decision.text,
                "source_decision": decision,
                "owner_name": decision.owner_label,
            }
    except (ValueError, meeting.speeches.model.DoesNotExist, meeting.decisions.model.DoesNotExist):
        pass  # an address typed by hand: the form stays empty
    return {}


@at_desk
def desk_files(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Photographs and documents; each is public only when it is marked so."""
    return list_page(request, meeting, "berkas", meeting.attachments.select_related("file"))


@at_desk
def desk_file(request: HttpRequest, meeting: Meeting, key: UUID) -> FileResponse:
    """The file itself for those who write this record, public or not; a photograph in small."""
    attachment = get_object_or_404(meeting.attachments.select_related("file"), pk=key)
    digest, media_type = attachment.file_id, attachment.file.media_type
    small = attachment.file.variants.get("480.webp")
    if small and "kecil" in request.GET:
        digest, media_type = small, "image/webp"
    return FileResponse(path_of(digest).open("rb"), content_type=media_type)
