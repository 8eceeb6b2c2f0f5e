"""Blank score sheets for jurors who write by hand: one per nominee, with the tree and the scale."""

from typing import Any

from publications import papers

from ..actions import competing
from ..models import Nominee, Stage
from .tables import in_tree
from .words import breakable, percent

TEMPLATE = "score_sheet.typ"


def score_sheets(stage: Stage, nominees: list[Nominee] | None = None) -> bytes:
    """One PDF with a sheet for each nominee of the stage, or for those given."""
    data = score_sheet_data(stage, competing(stage) if nominees is None else nominees)
    with papers.alone():
        return papers.typeset(TEMPLATE, data, stage.changed_at)


def score_sheet_data(stage: Stage, nominees: list[Nominee]) -> dict[str, Any]:
    contest = stage.contest
    criteria = list(stage.criteria.all())
    parents = {row.parent_id for row in criteria}
    codes = {row.pk: row.code for row in criteria}
    flat = [
        {
            "code": row.code,
            "name": breakable(row.name),
            "weight": percent(row.weight),
            "guidance": breakable(row.guidance),
            "is_scored": row.pk not in parents,
            "parent": codes.get(row.parent_id, "") if row.parent_id else "",
        }
        for row in criteria
    ]
    return {
        "title": f"Lembar nilai: {contest.name}, tahap {stage.name}",
        "is_example": contest.round.is_example,
        "kop": [
            breakable(text) for text in (contest.round.organizer_label, contest.round.name) if text
        ],
        "contest": breakable(contest.name),
        "stage": breakable(stage.name),
        "is_practice": stage.is_practice,
        "maximum": percent(contest.scale_maximum),
        "scale": [
            {"value": percent(step.value), "words": breakable(step.words)}
            for step in contest.scale.all()
        ],
        "rows": [{**row, "depth": depth} for depth, row in in_tree(flat)],
        "nominees": [
            {"name": breakable(nominee.name), "number": str(nominee.number or "")}
            for nominee in nominees
        ],
        "lacks_letters": False,
    }
