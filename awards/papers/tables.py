"""The recap of a stage as tables that fit on a sheet: criteria down, nominees across."""

from typing import Any

from .words import breakable, figure, percent

ACROSS = 6  # nominees in one table; more get another table below


def stage_tables(stage: dict[str, Any]) -> dict[str, Any]:
    """``stage`` as ``document.recap_document`` writes it."""
    rows = list(in_tree(stage["criteria"]))
    nominees = stage["nominees"]
    blocks = [nominees[begin : begin + ACROSS] for begin in range(0, len(nominees), ACROSS)]
    return {
        "name": stage["name"],
        "weight": percent(stage["weight"]),
        "agreement": figure(stage["agreement"]) if stage.get("agreement") else "",
        "tables": [
            {
                "names": [breakable(nominee["name"]) for nominee in block],
                "rows": [
                    {
                        "code": row["code"],
                        "name": breakable(row["name"]),
                        "weight": percent(row["weight"]),
                        "depth": depth,
                        "figures": [
                            figure(nominee["by_criterion"].get(row["code"])) for nominee in block
                        ],
                    }
                    for depth, row in rows
                ],
                "scores": [figure(nominee["score"]) for nominee in block],
            }
            for block in blocks
        ],
    }


def in_tree(criteria: list[dict[str, Any]], parent: str = "", depth: int = 0) -> Any:
    """Each field, then its variables."""
    for row in criteria:
        if row.get("parent", "") == parent:
            yield depth, row
            yield from in_tree(criteria, row["code"], depth + 1)
