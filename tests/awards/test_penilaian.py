"""The worked example of docs/penilaian.md: its tables are read, and the code gets exactly them."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from awards import ranking

PAGE = Path(__file__).resolve().parents[2] / "docs" / "penilaian.md"


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    below = re.split(rf"^#+ {re.escape(heading)}$", PAGE.read_text(), flags=re.MULTILINE)[1]
    lines = below.strip().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows[2:]


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "."))


def instrument() -> ranking.Instrument:
    weights: dict[str, Decimal] = {}
    fields: dict[tuple[str, str], Decimal] = {}
    variables: dict[tuple[str, str], list[ranking.Criterion]] = {}
    for stage, weight, field, share, variable, part in table("Bobot"):
        weights[stage] = number(weight)
        fields[stage, field] = number(share)
        below = variables.setdefault((stage, field), [])
        if variable:
            below.append(ranking.Criterion(f"{stage} {variable}", number(part)))
    return ranking.Instrument(
        stages=tuple(
            ranking.Stage(
                stage,
                weight,
                tuple(
                    ranking.Criterion(f"{stage} {field}", share, tuple(variables[of, field]))
                    for (of, field), share in fields.items()
                    if of == stage
                ),
            )
            for stage, weight in weights.items()
        ),
        trim=1,
        ties=tuple(
            ranking.TieStep("field", f"{stage} {field}")
            if field
            else ranking.TieStep("stage", stage)
            for _, _, stage, field in table("Rantai penentu")
        ),
    )


@pytest.fixture(scope="module")
def scores():
    marks: dict = {}
    for nominee, stage, variable, *given, _ in table("Nilai juri"):
        marks.setdefault(nominee, {}).setdefault(stage, {})[f"{stage} {variable}"] = {
            f"Juri {juror}": number(mark) for juror, mark in enumerate(given, 1) if mark != "-"
        }
    rules = instrument()
    return {
        nominee: {
            stage.key: ranking.stage_score(stage, of[stage.key], trim=rules.trim)
            for stage in rules.stages
        }
        for nominee, of in marks.items()
    }


def test_each_rounded_mean():
    rows = table("Contoh pembulatan")
    assert len(rows) == 5
    for marks, maximum, mean in rows:
        found = ranking.mean(
            ranking.scaled(number(mark), number(maximum)) for mark in marks.split(";")
        )
        assert str(found) == str(number(mean))


def test_each_variable(scores):
    rows = table("Nilai juri")
    assert len(rows) == 25
    for nominee, stage, variable, *_, value in rows:
        found = scores[nominee][stage].by_criterion[f"{stage} {variable}"]
        assert str(found) == str(number(value))


def test_each_field_and_stage(scores):
    rows = table("Nilai bidang dan tahap")
    assert len(rows) == 10
    for nominee, stage, a, b, value in rows:
        of = scores[nominee][stage]
        figures = (of.by_criterion[f"{stage} A"], of.by_criterion[f"{stage} B"], of.score)
        assert [str(figure) for figure in figures] == [str(number(cell)) for cell in (a, b, value)]


def test_each_total(scores):
    rows = table("Nilai akhir")
    assert len(rows) == 5
    for nominee, first, second, value in rows:
        assert number(first) == Decimal("0.4") * scores[nominee]["Administrasi"].score
        assert number(second) == Decimal("0.6") * scores[nominee]["Lapangan"].score
        assert number(first) + number(second) == number(value)
        assert str(ranking.total(instrument(), scores[nominee])) == str(number(value))


def test_each_rank_and_place(scores):
    standings = ranking.order(instrument(), scores)
    names = [name for name, _ in table("Tempat")]
    minimums = [number(cell) if cell else None for _, cell in table("Tempat")]
    places = ranking.places(standings, minimums, skip=True)
    found = [
        [
            str(one.rank),
            one.nominee,
            str(one.total).replace(".", ","),
            "-" if one.decided_by is None else str(one.decided_by),
            names[places[one.nominee]] if one.nominee in places else "-",
        ]
        for one in standings
    ]
    assert found == table("Peringkat dan tempat")


def test_the_example_shows_what_it_promises(scores):
    """A trimmed mean, a tie decided at step 2, a shared rank, a place that is not given."""
    standings = ranking.order(instrument(), scores)
    assert [one.decided_by for one in standings] == [2, 0, None, 0, None]
    assert [one.rank for one in standings] == [1, 2, 3, 3, 5]
    plain = ranking.mean([Decimal(80), Decimal(85), Decimal(90), Decimal(0)])
    assert plain != ranking.mean([Decimal(80), Decimal(85), Decimal(90), Decimal(0)], 1)
