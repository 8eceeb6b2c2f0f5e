"""Promises as readers see them: where each stands today, and how many were kept.

A promise is a passage of a published meeting. What its owner reported later is a publication of its
own (kind ``progress``) that is laid over the passage, so that lists and figures know it.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from publications.filters import DONE, DROPPED, SILENT_DAYS
from publications.history import address
from publications.models import Passage, Tally


def promises(*words: str) -> Any:
    """Published promises that mention every one of ``words``; the latest deadline first."""
    found = Passage.objects.of_kind("commitment").mentioning(*words)
    return found.order_by(F("date").desc(nulls_last=True), "-id")


def state_of(promise: dict[str, Any], today: date) -> dict[str, str]:
    """Where a promise stands: ``kind`` is one of the badges, ``words`` say it.

    ``promise`` is its entry in a meeting's document, with ``progress`` once something was reported.
    """
    progress, due = promise.get("progress") or {}, promise.get("date")
    if progress.get("status") == DONE:
        return {"kind": "done", "words": _("Selesai")}
    if progress.get("status") == DROPPED:
        return {"kind": "dropped", "words": _("Dihentikan")}
    if not due:
        return {"kind": "no_report", "words": _("Tenggat belum ditetapkan")}
    if date.fromisoformat(due) < today:
        if progress:
            return {"kind": "late", "words": _("Terlambat")}
        return {"kind": "no_report", "words": _("Lewat tenggat, belum ada laporan")}
    if not progress:
        return {"kind": "open", "words": _("Belum jatuh tenggat")}
    if date.fromisoformat(progress["reported"]) < today - timedelta(days=SILENT_DAYS):
        return {"kind": "no_report", "words": _("60 hari tanpa laporan")}
    return {"kind": "on_track", "words": _("Berjalan")}


def promise_row(passage: Passage, today: date) -> dict[str, Any]:
    """A promise as a list shows it."""
    data = passage.data
    meeting, progress = data["meeting"], data.get("progress") or {}
    page = address("meeting", "detail", meeting["slug"])
    return {
        "text": passage.text,
        "url": f"{page}#{passage.anchor}" if page else None,
        "progress_url": address("progress", "detail", progress["slug"]) if progress else None,
        "meeting": meeting["title"],
        "owner": data.get("owner") or "",
        "owner_slug": data.get("owner_slug"),
        "co_owners": [owner["name"] for owner in data.get("co_owners") or []],
        "due": passage.date,
        "state": state_of(data, today),
        "is_changed": bool(progress.get("is_changed")),
        "percent": progress.get("percent"),
        "value": progress.get("value"),
        "unit": data.get("unit") or "",
        "is_example": data.get("is_example"),
    }


class PromiseNumbers(NamedTuple):
    """How many promises stand in public, and where. Dropped ones stay in the sum."""

    all: int
    waiting: int
    late: int
    undated: int
    done: int
    dropped: int
    are_examples: bool
    examples: int  # beside these, and not among them


def promise_numbers(today: date) -> PromiseNumbers:
    """Real promises alone; where there is none yet, the examples. One query, no promise read."""
    told = Tally.objects.filter(
        Q(mention__in=["", "example"])
        | Q(mention__startswith="due:")
        | Q(mention__startswith="state:")
        | Q(mention__startswith="example_due:")
        | Q(mention__startswith="example_state:"),
        kind="commitment",
    ).aggregate(
        all=Sum("number", filter=Q(mention=""), default=0),
        examples=Sum("number", filter=Q(mention="example"), default=0),
        **sums("", today),
        **sums("example_", today),
    )
    examples = told["examples"]
    real = told["all"] - examples

    def number(name: str) -> int:
        of_examples = told[f"example_{name}"]
        return told[name] - of_examples if real else of_examples

    whole = real or examples
    dated, late, done, dropped = map(number, ("dated", "late", "done", "dropped"))
    return PromiseNumbers(
        all=whole,
        waiting=dated - late,
        late=late,
        undated=whole - dated - done - dropped,
        done=done,
        dropped=dropped,
        are_examples=not real,
        examples=examples if real else 0,
    )


def sums(prefix: str, today: date) -> dict[str, Any]:
    """Of the open promises: those with a deadline, and those past it; then the settled ones."""
    due = Q(mention__startswith=f"{prefix}due:")
    past = Q(mention__lt=f"{prefix}due:{today}")
    return {
        f"{prefix}dated": Sum("number", filter=due, default=0),
        f"{prefix}late": Sum("number", filter=due & past, default=0),
        f"{prefix}done": Sum("number", filter=Q(mention=f"{prefix}state:{DONE}"), default=0),
        f"{prefix}dropped": Sum("number", filter=Q(mention=f"{prefix}state:{DROPPED}"), default=0),
    }


def parts_of(numbers: PromiseNumbers) -> list[dict[str, Any]]:
    """The bar of ``components/stat.html``; what is zero is left out."""
    parts = [
        {"tone": "done", "count": numbers.done, "words": _("selesai")},
        {"tone": "on_track", "count": numbers.waiting, "words": _("belum jatuh tenggat")},
        {"tone": "late", "count": numbers.late, "words": _("lewat tenggat")},
        {"tone": "no_report", "count": numbers.undated, "words": _("tenggat belum ditetapkan")},
        {"tone": "dropped", "count": numbers.dropped, "words": _("dihentikan")},
    ]
    return [part for part in parts if part["count"]]
