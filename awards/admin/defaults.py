"""What a new contest may begin with: the four legal fields, places, a scale in words. No weights.

Permendagri 42/2005 names the fields and gives no weights: those are this city's own, so they stay
empty until somebody fills them in and names the decision.
"""

from decimal import Decimal

from ..models import Contest, Criterion, Place, ScaleStep, Stage
from ..models.contest import HUNDRED

STAGES = ["Administrasi", "Lapangan", "Pemaparan"]
PLACES = {
    "juara": ["Juara I", "Juara II", "Juara III",
              "Juara Harapan I", "Juara Harapan II", "Juara Harapan III"],
    "terbaik": ["Terbaik I", "Terbaik II", "Terbaik III"],
}  # fmt: skip
PLACE_WORDS = {
    "juara": "Juara I–III dan Juara Harapan I–III",
    "terbaik": "Terbaik I–III",
}
SCALE = [(90, "Sangat baik"), (75, "Baik"), (60, "Cukup"), (40, "Kurang"), (0, "Sangat kurang")]
FIELDS = Criterion.Field.choices[1:]


def fill(contest: Contest, *, stages: list[str], places: str) -> None:
    """Fill in what is still empty; what somebody typed stays."""
    if not contest.stages.exists():
        for position, name in enumerate(stages, 1):
            stage = Stage.objects.create(contest=contest, name=name, position=position)
            for number, (field, title) in enumerate(FIELDS):
                Criterion.objects.create(
                    stage=stage, code="ABCD"[number], name=title, field=field, position=number + 1
                )
    if not contest.places.exists():
        for position, name in enumerate(PLACES[places], 1):
            Place.objects.create(contest=contest, position=position, name=name)
    if not contest.scale.exists():
        for value, words in SCALE:
            ScaleStep.objects.create(
                contest=contest, value=Decimal(value) * contest.scale_maximum / HUNDRED, words=words
            )
