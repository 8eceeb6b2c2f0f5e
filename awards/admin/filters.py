"""Filters that stay short: the contests of one round, not those of twenty."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ..models import Contest, Round, Stage
from ..models.contest import Phase


def as_key(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


class KeyFilter(admin.SimpleListFilter):
    """Chosen by a key in the address; what is no key chooses nothing."""

    where = ""

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        key = as_key(self.value()) if self.value() else None
        return rows.filter(**{self.where: key}) if key else rows


class RoundFilter(KeyFilter):
    title = "putaran"
    parameter_name = "putaran"

    def lookups(self, request: HttpRequest, page: Any) -> list[Any]:
        return [(str(row.pk), row.name) for row in Round.objects.only("name")]


class ContestFilter(KeyFilter):
    """The contests of the chosen round; without one, those that are still under way."""

    title = "lomba"
    parameter_name = "lomba"
    most = 60

    def lookups(self, request: HttpRequest, page: Any) -> list[Any]:
        rows = Contest.objects.select_related("round").order_by("round", "position", "name")
        chosen, round = as_key(request.GET.get("lomba")), as_key(request.GET.get("putaran"))
        if round:
            rows = rows.filter(round=round)
        elif chosen:
            rows = rows.filter(round__contests=chosen)
        else:
            rows = rows.exclude(phase=Phase.ANNOUNCED)
        return [(str(row.pk), str(row)) for row in rows[: self.most]]


class StageFilter(KeyFilter):
    """The stages of the chosen contest."""

    title = "tahap"
    parameter_name = "tahap"

    def lookups(self, request: HttpRequest, page: Any) -> list[Any]:
        chosen, contest = as_key(request.GET.get("tahap")), as_key(request.GET.get("lomba"))
        if contest:
            rows = Stage.objects.filter(contest=contest)
        else:
            rows = Stage.objects.filter(contest__stages=chosen) if chosen else Stage.objects.none()
        return [(str(row.pk), row.name) for row in rows]


def by_round(path: str) -> type[RoundFilter]:
    return type("RoundFilter", (RoundFilter,), {"where": path})


def by_contest(path: str) -> type[ContestFilter]:
    return type("ContestFilter", (ContestFilter,), {"where": path})


def by_stage(path: str) -> type[StageFilter]:
    return type("StageFilter", (StageFilter,), {"where": path})
