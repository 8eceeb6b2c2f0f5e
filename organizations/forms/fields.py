"""Fields that several forms of the register ask for."""

from django import forms

from ..models import Person


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def already(similar: list[Person]) -> str:
    return f"Sudah ada {len(similar)} orang bernama mirip. Pilih orangnya, atau catat yang baru."
