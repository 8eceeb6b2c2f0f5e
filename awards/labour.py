"""What people gave: how many came, how long they worked, what it was worth; and what is unknown.

A figure that nobody wrote down is not zero. Each total says how many activities it was drawn
from, and how many it could not count.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Sum

from publications.templatetags.portal import number, rupiah

from .models import Activity

BOTH = Q(people__isnull=False, hours__isnull=False)


def shortest(value: Decimal) -> Decimal:
    """12.50 is 12.5 and 40.0 is 40, without ever becoming 4E+1."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


class Labour(NamedTuple):
    """The labour of some activities, and in how many of them each figure was counted."""

    activities: int = 0
    people: int = 0  # who came, added up over activities: the same neighbour counts each time
    with_people: int = 0
    person_hours: Decimal = Decimal(0)  # people × hours
    with_hours: int = 0  # both people and hours known
    value: Decimal = Decimal(0)  # self-help in rupiah, as it was typed
    with_value: int = 0

    @classmethod
    def of(cls, activities: Iterable[Activity]) -> "Labour":
        rows = list(activities)
        counted = [row for row in rows if row.people is not None]
        timed = [row for row in counted if row.hours is not None]
        valued = [row for row in rows if row.self_help_value is not None]
        return cls(
            activities=len(rows),
            people=sum(row.people or 0 for row in counted),
            with_people=len(counted),
            person_hours=sum(
                ((row.people or 0) * (row.hours or Decimal(0)) for row in timed), Decimal(0)
            ),
            with_hours=len(timed),
            value=sum((row.self_help_value or Decimal(0) for row in valued), Decimal(0)),
            with_value=len(valued),
        )

    @classmethod
    def summed(cls, activities: QuerySet[Activity]) -> "Labour":
        """The same by the database, however many rows; one query."""
        found: dict[str, Any] = activities.order_by().aggregate(
            all_activities=Count("pk"),
            all_people=Sum("people"),
            all_with_people=Count("people"),
            all_person_hours=Sum(F("people") * F("hours"), filter=BOTH),
            all_with_hours=Count("pk", filter=BOTH),
            all_value=Sum("self_help_value"),
            all_with_value=Count("self_help_value"),
        )
        return cls(
            **{name[len("all_") :]: value for name, value in found.items() if value is not None}
        )

    @property
    def people_words(self) -> str:
        """412 orang dalam 9 kegiatan; 3 kegiatan tidak dihitung orangnya."""
        if not self.with_people:
            return "Jumlah orang belum dicatat."
        said = f"{number(self.people)} orang hadir dalam {number(self.with_people)} kegiatan"
        return said + self._rest(self.with_people, "tidak dihitung orangnya")

    @property
    def hours_words(self) -> str:
        if not self.with_hours:
            return "Lama kerja belum dicatat."
        said = (
            f"{number(shortest(self.person_hours))} jam kerja (orang × jam) "
            f"dari {number(self.with_hours)} kegiatan"
        )
        return said + self._rest(self.with_hours, "belum lengkap orang dan jamnya")

    @property
    def value_words(self) -> str:
        if not self.with_value:
            return "Nilai swadaya belum dicatat."
        said = f"{rupiah(self.value)} swadaya dari {number(self.with_value)} kegiatan"
        return said + self._rest(self.with_value, "belum dinilai")

    def _rest(self, counted: int, words: str) -> str:
        left = self.activities - counted
        return f"; {number(left)} kegiatan {words}." if left else "."

    def worth(self, wage: Decimal) -> Decimal:
        """The hours in rupiah at ``wage`` an hour. No wage is official: whoever asks names it."""
        return (self.person_hours * wage).quantize(Decimal(1))
