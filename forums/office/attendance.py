"""Who is invited, by post, and who came: the roll of a meeting."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from organizations.duties import within
from organizations.models import Membership, Organization, OrganizationKind, Post

from ..completeness import blocking
from ..forms import WALK_INS, RollNoteForm, SpeechForm, as_speaker, walk_in
from ..greetings import greetings, to_greet
from ..models import Attendance, Meeting
from ..models.meeting import Section
from .desk import NOT_NOW, at_desk, page, save_note, section_url
from .rows import blank, form_context, roll_counts, roll_line, row_url

FOUND_AT_MOST = 20
FIRST_ROLES = ("camat", "lurah", "kepala", "ketua")


# ------------------------------------------------------------------- invitation
@at_desk
def desk_invitation(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Put posts on the roll: a whole group, or single ones found by name."""
    if request.method == "POST":
        if meeting.is_editable:
            made = Attendance.objects.invite(meeting, chosen_posts(request, meeting))
            tell_invited(request, made)
        else:
            messages.warning(request, NOT_NOW[meeting.record_status])
        return redirect("desk_invitation", pk=meeting.pk)
    groups = post_groups(meeting)
    query = request.GET.get("cari", "").strip()
    context = {
        "groups": [group for group in groups if group["is_first"]],
        "more_groups": [group for group in groups if not group["is_first"]],
        "query": query,
        "found": found_posts(request, meeting, query) if query else [],
        "found_at_most": FOUND_AT_MOST,
        "roll": roll_counts(meeting),
    }
    return page(request, meeting, Section.INVITATION, "desk_invitation", context)


def posts_here(meeting: Meeting) -> Any:
    """Posts of institutions in the meeting's area that existed on that day."""
    institutions = Organization.objects.active(meeting.date).filter(
        within({meeting.area.identifier}, "area__identifier")
    )
    return Post.objects.filter(organization__in=institutions)


def post_groups(meeting: Meeting) -> list[dict[str, Any]]:
    """All camat, all lurah, all ketua LPMK …: with how many, vacant and invited already."""
    held = Membership.objects.on(meeting.date).order_by().filter(post=OuterRef("pk"))
    invited = meeting.attendances.order_by().filter(post=OuterRef("pk"))
    found = (
        posts_here(meeting)
        .annotate(is_held=Exists(held), is_invited=Exists(invited))
        .values("role", "organization__classification")
        .annotate(
            total=Count("pk"),
            vacant=Count("pk", filter=Q(is_held=False)),
            invited=Count("pk", filter=Q(is_invited=True)),
        )
        .filter(total__gte=2)
        .order_by()
    )
    kinds = OrganizationKind.objects.in_bulk()
    groups = []
    for row in found:
        kind = kinds[row["organization__classification"]]
        role = row["role"].replace("-", " ")
        names_itself = row["role"] in ("lurah", "camat")
        short = kind.abbreviation or kind.name
        groups.append(
            {
                **row,
                "code": f"{kind.code}:{row['role']}",
                "label": f"Semua {role}" if names_itself else f"Semua {role} {short}",
                "left": row["total"] - row["invited"],
                "is_first": row["role"] in FIRST_ROLES,
                "place": (kind.sector != kind.Sector.GOVERNMENT, kind.position, row["role"]),
            }
        )
    return sorted(groups, key=lambda group: group["place"])


def chosen_posts(request: HttpRequest, meeting: Meeting) -> Any:
    """The posts that a button stands for; nothing when it names none."""
    try:
        if group := request.POST.get("kelompok"):
            code, _, role = group.partition(":")
            return posts_here(meeting).filter(organization__classification__code=code, role=role)
        keys = [UUID(key) for key in request.POST.getlist("jabatan")]
    except ValueError:
        raise BadRequest("Jabatan tidak dikenal.") from None
    institutions = Organization.objects.visible_to(request.user)
    return Post.objects.filter(pk__in=keys, organization__in=institutions)


def tell_invited(request: HttpRequest, made: list[Attendance]) -> None:
    vacant = sum(not row.person_id for row in made)
    if not made:
        messages.info(request, "Semua yang dipilih sudah diundang.")
        return
    tail = f" {vacant} di antaranya tanpa nama: jabatannya kosong hari itu." if vacant else ""
    messages.success(request, f"{len(made)} jabatan masuk daftar hadir.{tail}")


def found_posts(request: HttpRequest, meeting: Meeting, query: str) -> list[Post]:
    """Single posts by label, institution or the holder's name; any institution may be invited."""
    institutions = Organization.objects.visible_to(request.user).active(meeting.date)
    posts = Post.objects.filter(organization__in=institutions)
    holders = Membership.objects.on(meeting.date).order_by()
    for word in query.split()[:6]:
        posts = posts.filter(
            Q(label__icontains=word)
            | Q(organization__name__icontains=word)
            | Q(organization__abbreviation__iexact=word)
            | Exists(holders.filter(post=OuterRef("pk"), person__name__icontains=word))
        )
    keys = [post.pk for post in posts.in_order()[:FOUND_AT_MOST]]
    found = Post.objects.filter(pk__in=keys).in_order().with_holders(on=meeting.date)
    known = set(meeting.attendances.exclude(post=None).values_list("post_id", flat=True))
    for post in found:
        post.is_invited = post.pk in known  # type: ignore[attr-defined]
    return found


# --------------------------------------------------------------------- the roll
@at_desk
def desk_attendance(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The roll, line by line; beside it the speech being held and what is promised in it."""
    note = RollNoteForm(instance=meeting)
    if request.method == "POST":
        note = RollNoteForm.opened(request, rows=Meeting.objects.all(), key=meeting.pk)
        if save_note(request, meeting, note, Section.ATTENDANCE):
            return redirect(section_url(meeting, Section.ATTENDANCE) + "#catatan")
    # Read once for all that this page says of them.
    prefetch_related_objects([meeting], "attendances", "attendance_groups", "speeches")
    rows = list(meeting.attendances.all())
    for row in rows:
        row.meeting = meeting
    walk_ins = [roll_line(row) for row in rows if row.group_label == WALK_INS]
    roll = roll_counts(meeting, rows)
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        lines.setdefault(row.group_label or "Undangan lain", []).append(roll_line(row))
    last = list(meeting.speeches.all())[-1:]
    speech = last[0] if last and not last[0].end else None
    context = {
        "roll": roll,
        "headings": [
            heading | {"lines": lines[heading["label"]]}
            for heading in roll["headings"]
            if heading["label"] != WALK_INS
        ],
        "walk_ins": walk_ins,
        "walk_ins_heading": next(
            (item for item in roll["headings"] if item["label"] == WALK_INS), None
        ),
        "suggestions": [row for row in rows if row.status == ""],
        "new_key": uuid4(),
        "note": note,
        "note_url": section_url(meeting, Section.ATTENDANCE),
        "groups": list(meeting.attendance_groups.all()),
    }
    if moment := request.GET.get("ditandai", ""):
        context |= {"marked": marked_at(meeting, moment).count(), "marked_at": moment}
    if meeting.is_editable:
        form = speech_in_progress(meeting, speech)
        form.fields["attendance"].choices = [
            ("", form.fields["attendance"].empty_label),
            *((row.pk, as_speaker(row)) for row in rows),
        ]
        context |= {
            "group_url": row_url(meeting.pk, "rombongan", uuid4()),
            "speech_form": form_context(meeting, "sambutan", form, stays=True),
            "speech": speech,
            "commitment_form": form_context(
                meeting,
                "tindak-lanjut",
                blank(meeting, "tindak-lanjut", source_speech=speech),
                is_short=True,
            ),
            "institutions": sorted(
                {row.organization_label for row in rows if row.organization_label}
            ),
        }
    return page(request, meeting, Section.ATTENDANCE, "desk_roll", context, note.status)


def speech_in_progress(meeting: Meeting, speech: Any) -> Any:
    if speech is None:
        return blank(meeting, "sambutan")
    speech.meeting = meeting
    return SpeechForm(instance=speech)


def institution_names(meeting: Meeting) -> list[str]:
    """What is offered while an owner is typed: government bodies, and who is on the roll."""
    on_roll = meeting.attendances.order_by().exclude(organization=None).values("organization")
    names = Organization.objects.filter(
        Q(classification__sector="government") | Q(pk__in=on_roll)
    ).values_list("name", "abbreviation")
    return sorted({name for pair in names for name in pair if name})


@require_safe
@at_desk
def desk_greetings(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Who is to be greeted, in protocol order, large enough to be read out."""
    roll = list(meeting.attendances.all())
    lines = greetings(to_greet(roll), meeting.attendance_groups.all())
    context = {
        "lines": lines,
        "is_folded": any(line.names for line in lines),
        "is_recorded": any(row.status for row in roll),
        "open": sum(row.status == "" for row in roll),
        "back": section_url(meeting, Section.ATTENDANCE),
    }
    return page(request, meeting, Section.ATTENDANCE, "desk_greetings", context)


@require_POST
@at_desk
def desk_walk_in(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """One line on top of the roll: whoever stands there already is marked present, others added."""
    text = " ".join(request.POST.get("siapa", "").split())
    try:
        key = UUID(request.POST["key"])
    except (KeyError, ValueError):
        raise BadRequest("Kunci isian tidak disertakan.") from None
    row, is_new, refusal = None, False, ""
    if not meeting.is_editable:
        refusal = NOT_NOW[meeting.record_status]
    elif not text:
        refusal = "Tuliskan nama atau lembaga yang datang."
    else:
        row = meeting.attendances.filter(pk=key).first() or on_the_roll(meeting, text)
        is_new = row is None
        try:
            row = row or walk_in(meeting, key, text)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        else:
            if is_new or row.status == "":
                row.status = Attendance.Status.PRESENT
                row.save()
    context = {
        "meeting": meeting,
        "new_key": key if refusal else uuid4(),
        "typed": text if refusal else "",
        "refusal": refusal,
    }
    if not request.htmx and not refusal:
        return redirect(section_url(meeting, Section.ATTENDANCE, row.pk))
    status = (409 if not meeting.is_editable else 422) if refusal else 200
    if not request.htmx:
        return page(request, meeting, Section.ATTENDANCE, "desk_walk_in", context, status)
    if row and not refusal:
        context |= {
            "row": row,
            "lines": [roll_line(row)],
            "is_new": is_new,
            "roll": roll_counts(meeting),
            "blocking": len(blocking(meeting)),
        }
    return render(request, "forums/office/desk_walk_in_saved.html", context, status=status)


def on_the_roll(meeting: Meeting, text: str) -> Attendance | None:
    """The one line that is named exactly so, by person, role, or both as the page offers them."""
    typed = text.casefold()
    found = [
        row
        for row in meeting.attendances.all()
        if typed in {row.name.casefold(), row.role_label.casefold(), roll_name(row).casefold()}
    ]
    return found[0] if len(found) == 1 else None


def roll_name(row: Attendance) -> str:
    return " · ".join(filter(None, [row.role_label, row.name]))


@at_desk
def desk_all_present(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Mark everybody not recorded yet as present, after one look at how many that is.

    ``batalkan`` takes such a mark back: it names the moment at which it was made, which a row
    still carries unless somebody has changed it since.
    """
    open_rows = meeting.attendances.filter(status="")
    if request.method == "POST":
        address, now = section_url(meeting, Section.ATTENDANCE), timezone.now()
        if not meeting.is_editable:
            messages.warning(request, NOT_NOW[meeting.record_status])
        elif "batalkan" in request.POST:
            marked = marked_at(meeting, request.POST["batalkan"])
            count = marked.update(status="", version=F("version") + 1, changed_at=now)
            messages.success(request, f"{count} baris dikembalikan ke belum dicatat.")
        elif open_rows.update(
            status=Attendance.Status.PRESENT, version=F("version") + 1, changed_at=now
        ):
            address += f"?{urlencode({'ditandai': now.isoformat()})}"
        return redirect(address)
    context = {"rows": list(open_rows), "back": section_url(meeting, Section.ATTENDANCE)}
    return page(request, meeting, Section.ATTENDANCE, "desk_all_present", context)


def marked_at(meeting: Meeting, moment: str) -> Any:
    """The lines that were marked present together at a moment, and not touched since."""
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            return meeting.attendances.none()
        return meeting.attendances.filter(status=Attendance.Status.PRESENT, changed_at=at)
    except (ValueError, OverflowError):
        return meeting.attendances.none()


@require_POST
@at_desk
def desk_speech_end(request: HttpRequest, meeting: Meeting, key: UUID) -> HttpResponse:
    """The speaker has finished: note the hour, and make the panel free for the next one."""
    speech = get_object_or_404(meeting.speeches, pk=key)
    now = timezone.localtime().time().replace(second=0, microsecond=0)
    if meeting.is_editable and not speech.end:
        speech.end = now if not speech.start or speech.start <= now else speech.start
        speech.save()
    return redirect(section_url(meeting, Section.ATTENDANCE) + "#sedang-berbicara")
