"""What the public may know of a promise after the meeting: its accepted reports, and no more."""

from decimal import Decimal
from typing import Any

from .document import anchor, commitment_entry, day, exact, public_slugs
from .models import Commitment, ProgressReport

DONE, DROPPED = ProgressReport.Kind.DONE, ProgressReport.Kind.DROPPED


def progress_document(commitment: Commitment) -> dict[str, Any]:
    """One promise with its accepted reports, the oldest first, and where it stands after them.

    ``about`` tells the catalogue which passage this is laid over, and what that passage now says.
    """
    meeting = commitment.meeting
    owners = [commitment.owner, *commitment.co_owners.all()]
    entry = commitment_entry(commitment, public_slugs([owner.pk for owner in owners if owner]))
    accepted = commitment.reports.filter(status=ProgressReport.Status.ACCEPTED)
    reports, target, due = [], commitment.target, commitment.due_date
    value, status, changed = None, "", False
    last = None
    for report in accepted.select_related("evidence"):
        entry_of = report_entry(report, target, due)
        if report.kind == ProgressReport.Kind.CHANGED:
            target = report.new_target if report.new_target is not None else target
            due = report.new_due_date or due
            changed = True
        else:
            status = report.kind if report.kind in (DONE, DROPPED) else ""
        value = report.value if report.value is not None else value
        last = report
        reports.append(entry_of)
    slug = f"{meeting.slug}-{commitment.pk.hex[:8]}"
    percent = percent_of(commitment.baseline, value, target)
    words = mentions_after(entry, day(due), status, changed=changed)
    says = {
        "date": day(due),
        "mentions": words,
        "progress": {
            "slug": slug,
            "status": status,
            "value": exact(value),
            "target": exact(target),
            "percent": percent,
            "reported": day(last.date) if last else None,
            "is_changed": changed,
        },
    }
    return {
        "schema": 1,
        "kind": "progress",
        "id": str(commitment.pk),
        "slug": slug,
        "title": commitment.text[:200],
        "is_example": meeting.is_example,
        "meeting": {"slug": meeting.slug, "title": meeting.name, "date": day(meeting.date)},
        "anchor": entry["anchor"],
        "promise": commitment.text,
        "owner": entry["owner"],
        "owner_slug": entry["owner_slug"],
        "co_owners": entry["co_owners"],
        "indicator": commitment.indicator,
        "unit": commitment.unit,
        "direction": commitment.direction,
        "baseline": exact(commitment.baseline),
        "target": exact(commitment.target),
        "due": day(commitment.due_date),
        "reports": reports,
        "about": {"record": str(meeting.pk), "anchor": entry["anchor"], "says": says},
        "date": day(last.date) if last else None,
        "files": sorted({report.evidence_id for report in accepted if report.evidence_id}),
        "mentions": [f"about:{meeting.pk}", *words],
        "card": {
            "title": commitment.text[:200],
            "is_example": meeting.is_example,
            "about": {"record": str(meeting.pk), "anchor": entry["anchor"], "says": says},
        },
    }


def report_entry(report: ProgressReport, target: Decimal | None, due: Any) -> dict[str, Any]:
    """One report as it was accepted; a change tells the old beside the new."""
    file = report.evidence
    return {
        "anchor": anchor("laporan", report.pk),
        "type": "report",
        "text": report.note,
        "kind": report.kind,
        "date": day(report.date),
        "value": exact(report.value),
        "old_target": exact(target) if report.new_target is not None else None,
        "new_target": exact(report.new_target),
        "old_due": day(due) if report.new_due_date else None,
        "new_due": day(report.new_due_date),
        "evidence_url": report.evidence_url,
        "evidence": (
            {"sha256": file.pk, "name": file.name, "media_type": file.media_type} if file else None
        ),
    }


def mentions_after(
    entry: dict[str, Any], due: str | None, status: str, *, changed: bool
) -> list[str]:
    """The words by which the promise is found now; a settled one is no longer due."""
    is_example = "example" in entry["mentions"]
    words = [word for word in entry["mentions"] if not word.startswith(("due:", "example_due:"))]
    for prefix in ("", *(["example_"] if is_example else [])):
        if status:
            words.append(f"{prefix}state:{status}")
        elif due:
            words.append(f"{prefix}due:{due}")
    if changed:
        words.append("changed:yes")
    # Every promise that has this document was reported on.
    held = [word for word in words if word.removeprefix("example_").startswith("promised")]
    words += [word.replace("promised", "reported", 1) for word in held]
    return sorted(words)


def percent_of(
    baseline: Decimal | None, value: Decimal | None, target: Decimal | None
) -> str | None:
    """How much of the way from baseline to target is done; whole per cent, between 0 and 100."""
    start = baseline or Decimal(0)
    if value is None or target is None or target == start:
        return None
    part = (value - start) * 100 / (target - start)
    return str(int(min(max(part, Decimal(0)), Decimal(100))))
