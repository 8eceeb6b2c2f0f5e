"""How papers of awards write numbers, days and rules."""

import datetime as dt
from decimal import Decimal
from typing import Any

from publications.templatetags.portal import DAYS, MONTHS, number

from ..explaining import NO_PLACE

ONES = (
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()  # noqa: SIM905
)
LONGEST_WORD = 32  # letters; a longer one may break anywhere
ZERO_WIDTH = "\u200b"


def in_words(value: int) -> str:
    """2025 → dua ribu dua puluh lima; for 0 to 999.999."""
    if not 0 <= value < 1_000_000:
        raise ValueError(value)
    if value < 12:
        return ONES[value]
    if value < 20:
        return f"{ONES[value - 10]} belas"
    for size, name in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if value >= size:
            many, rest = divmod(value, size)
            # One hundred and one thousand have their own word.
            head = f"se{name}" if many == 1 else f"{in_words(many)} {name}"
            return f"{head} {in_words(rest)}" if rest else head
    raise AssertionError(value)


def day_in_words(day: dt.date) -> str:
    """Senin, tanggal dua puluh dua, bulan Desember, tahun dua ribu dua puluh lima (22-12-2025)."""
    return (
        f"{DAYS['id'][day.weekday()]}, tanggal {in_words(day.day)}, "
        f"bulan {MONTHS['id'][day.month - 1]}, tahun {in_words(day.year)} ({day:%d-%m-%Y})"
    )


def figure(value: Any) -> str:
    """82,5000: all four decimals, because the next step is computed from them."""
    return number(value) or "–"


def percent(value: Any) -> str:
    """62,5: a weight without the zeros that its column keeps."""
    if value in (None, ""):
        return "–"
    text = f"{Decimal(value):f}"
    return number(text.rstrip("0").rstrip(".") if "." in text else text)


def breakable(text: str) -> str:
    """A word that no line can hold may break; nothing else changes."""
    if all(len(word) <= LONGEST_WORD for word in text.split()):
        return text
    return " ".join(
        ZERO_WIDTH.join(
            word[begin : begin + LONGEST_WORD // 2]
            for begin in range(0, len(word), LONGEST_WORD // 2)
        )
        if len(word) > LONGEST_WORD
        else word
        for word in text.split()
    )


def tie_words(step: dict[str, Any]) -> str:
    """One step of the chain; ``step`` as the published rules have it."""
    of = step.get("of") or ""
    return {
        "stage": f"nilai tahap {of} lebih tinggi",
        "field": f"nilai bidang {of} lebih tinggi",
        "jurors": "lebih banyak juri menempatkannya di atas",
    }.get(step.get("kind", ""), "langkah yang diumumkan")


def decided_words(decided_by: int | None, steps: list[dict[str, Any]]) -> str:
    """What set a nominee apart from the next one."""
    if decided_by is None:
        return ""
    if decided_by == 0:
        return "nilai akhir"
    step = steps[decided_by - 1] if decided_by <= len(steps) else {}
    return f"langkah {decided_by}: {tie_words(step)}"


def moved(name: str, before: str, after: str, reason: str) -> dict[str, str]:
    """A place that was given otherwise than it stood before; ``moves`` in paper.typ prints it."""
    return {
        "name": breakable(name),
        "before": before or NO_PLACE,
        "after": after or NO_PLACE,
        "reason": breakable(reason),
    }
