"""How the award secretary's pages bear a full house: seconds and queries per page.

`./portal test -q -s benchmarks/awards.py`, on a database of its own: 20 rounds × 10 contests × 50
nominees × 15 jurors × 71 variables, with sheets and marks for a stage of one contest, since no page
may read those of another. It prints; the tests hold the number of queries.
"""

import time

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards import actions
from awards.models import Contest, Criterion, Juror, Nominee, Round, Score, ScoreSheet, Seat, Stage
from tests import builders

ROUNDS, CONTESTS, NOMINEES, JURORS = 20, 10, 50, 15
VARIABLES = {"A": 24, "B": 8, "C": 26, "D": 13}  # 71
STAGES = [("Administrasi", 40), ("Lapangan", 60)]


def fill():
    """All rounds; the first contest of the last one is opened and half scored."""
    for number in range(ROUNDS):
        of = Round.objects.create(
            name=f"Putaran {number}", slug=f"putaran-{number}", year=2001 + number
        )
        jurors = Juror.objects.bulk_create(Juror(round=of, name=f"Juri {n}") for n in range(JURORS))
        for place in range(CONTESTS):
            contest = Contest.objects.create(
                round=of, name=f"Lomba {place}", slug=f"lomba-{number}-{place}", position=place
            )
            contest.places.create(position=1, name="Juara I")
            Nominee.objects.bulk_create(
                Nominee(contest=contest, name=f"Peserta {n}", number=n) for n in range(NOMINEES)
            )
            for position, (name, weight) in enumerate(STAGES, 1):
                stage = Stage.objects.create(
                    contest=contest, name=name, position=position, weight=weight
                )
                Seat.objects.bulk_create(Seat(stage=stage, juror=juror) for juror in jurors)
                criteria(stage)
    actions.open_scoring(contest, by=builders.user("award_secretary"))
    stage = contest.stages.first()
    leaves = list(stage.criteria.exclude(parent=None))
    for sheet in ScoreSheet.objects.filter(seat__stage=stage)[: NOMINEES * JURORS // 2]:
        Score.objects.bulk_create(Score(sheet=sheet, criterion=leaf, value=80) for leaf in leaves)
    return contest


def criteria(stage):
    tops = Criterion.objects.bulk_create(
        Criterion(stage=stage, code=code, name=code, weight=25, position=n)
        for n, code in enumerate(VARIABLES)
    )
    rows = []
    for top in tops:
        number = VARIABLES[top.code]
        for n in range(1, number + 1):
            weight = 100 - (number - 1) * (100 // number) if n == 1 else 100 // number
            rows.append(
                Criterion(stage=stage, parent=top, code=f"{top.code}.{n}", name=f"Variabel {n}",
                          weight=weight, position=n)
            )  # fmt: skip
    Criterion.objects.bulk_create(rows)


@pytest.mark.django_db
def test_the_pages_of_the_secretary_bear_a_full_house(client):
    contest = fill()
    client.force_login(builders.user("award_secretary"))
    stage = contest.stages.first()
    pages = {
        f"daftar {model._meta.verbose_name_plural}": reverse(
            f"admin:awards_{model._meta.model_name}_changelist"
        )
        for model in admin.site._registry
        if model._meta.app_label == "awards"
    }
    pages |= {
        "lomba": reverse("admin:awards_contest_change", args=[contest.pk]),
        "tahap": reverse("admin:awards_stage_change", args=[stage.pk]),
        "putaran": reverse("admin:awards_round_change", args=[contest.round_id]),
        "bidang": reverse(
            "admin:awards_criterion_change", args=[stage.criteria.filter(parent=None).last().pk]
        ),
        "konfirmasi tutup tahap": reverse("admin:awards_stage_step", args=[stage.pk, "tutup"]),
        "cari peserta": reverse("admin:awards_nominee_changelist") + "?q=Peserta+7",
    }
    for name, address in pages.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = client.get(address)
            took = time.perf_counter() - start
        assert answer.status_code == 200, name
        print(f"{name:40} {took:6.3f} s {len(queries):4} kueri {len(answer.content) // 1024:5} KB")
        assert len(queries) < 60, name
        assert took < 5, name
