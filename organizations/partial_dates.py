"""Dates as exactly as a source knows them: 22 Desember 2025, Desember 2025, or 2025."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from publications.templatetags.portal import MONTHS, SHORT_MONTHS, month_year, plain_date

DAY, MONTH, YEAR = "day", "month", "year"  # how much of a date is known

MONTH_NUMBERS = {
    name.casefold(): number
    for names in (MONTHS["id"], SHORT_MONTHS["id"])
    for number, name in enumerate(names, start=1)
} | {"agt": 8, "sept": 9, "nop": 11}
EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True)
class PartialDate:
    """The first or last day of what is known, and how much of it is known."""

    day: date
    precision: str = DAY

    def __str__(self) -> str:
        if self.precision == YEAR:
            return str(self.day.year)
        return month_year(self.day) if self.precision == MONTH else plain_date(self.day)

    def typed(self) -> str:
        """As an official would type it."""
        if self.precision == YEAR:
            return str(self.day.year)
        if self.precision == MONTH:
            return f"{self.day.month:02}/{self.day.year}"
        return f"{self.day.day:02}/{self.day.month:02}/{self.day.year}"

    @classmethod
    def read(cls, text: str, *, at_end: bool = False) -> "PartialDate":
        """From "22/12/2025", "12/2025", "2025", with month names too; never month-first."""
        words = re.split(r"[\s/.\-]+", text.strip().casefold())
        numbers = [MONTH_NUMBERS.get(word) or int(word) for word in words]
        if len(words[0]) == 4 and len(numbers) > 1:  # 2025-12-22
            numbers.reverse()
        year = numbers[-1]
        if not EARLIEST <= year <= LATEST or len(numbers) > 3:
            raise ValueError(text)
        if len(numbers) == 1:
            return cls(date(year, 12, 31) if at_end else date(year, 1, 1), YEAR)
        month = numbers[-2]
        if len(numbers) == 2:
            last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
            return cls(date(year, month, last if at_end else 1), MONTH)
        return cls(date(year, month, numbers[0]))


class PartialDateField(forms.Field):
    """A date typed as far as it is known; ``at_end``: a month or year lasts to its last day."""

    def __init__(self, *, at_end: bool = False, **kwargs: Any) -> None:
        self.at_end = at_end
        super().__init__(required=kwargs.pop("required", False), **kwargs)
        self.widget.attrs |= {"placeholder": "22/12/2025", "autocomplete": "off"}
        self.help_text = self.help_text or "Tanggal, bulan, atau tahun: 22/12/2025, 12/2025, 2025."

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return PartialDate.read(text[:40], at_end=self.at_end)
        except ValueError:
            raise ValidationError(
                "Tulis seperti 22/12/2025, atau 12/2025, atau 2025 saja.", code="invalid"
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return value.typed() if isinstance(value, PartialDate) else value
