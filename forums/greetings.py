"""Who is greeted at a meeting, in protocol order, in the words a master of ceremonies reads out.

The roll knows role, name and titles; whether somebody is Bapak or Ibu it does not know, and no
line guesses it.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from .forms import WALK_INS

ONE_BY_ONE = 3  # lines of one heading that are still greeted each by name
BY_NAME = {"Pimpinan daerah"}  # however many they are
# How many of one heading are greeted together, where the heading itself is not what they are.
TOGETHER = {
    "": "para undangan",
    "Undangan": "para undangan",
    "Undangan lain": "para undangan",
    "Perangkat daerah": "para pimpinan perangkat daerah",
    WALK_INS: "para hadirin",
}


class Greeting(NamedTuple):
    """One line to read out; ``names`` are those it stands for, where it stands for several."""

    words: str
    names: list[str]


def greetings(rows: Iterable[Any], groups: Iterable[Any]) -> list[Greeting]:
    """A line for each row of the roll as it is ordered; last the groups nobody recorded by name.

    Many of one heading become one line, at the place of the first of them.
    """
    rows = list(rows)
    sizes = Counter(row.group_label for row in rows)
    found: dict[Any, Greeting] = {}
    for row in rows:
        label = row.group_label
        if sizes[label] > ONE_BY_ONE and label not in BY_NAME:
            together = TOGETHER.get(label, f"para {label}")
            found.setdefault(label, greeting(together)).names.append(whom(row))
        else:
            found[row.pk] = greeting(whom(row))
    return [*found.values(), *(greeting(group.label) for group in groups)]


def greeting(words: str) -> Greeting:
    return Greeting(f"Yang terhormat {words}", [])


def whom(row: Any) -> str:
    """Role and full name, and who stands in for whom; as on the day of the meeting."""
    role = role_of(row)
    if row.status == "diwakili":
        return f"{role or named(row)}, diwakili {row.represented_by}"
    behalf = f"mewakili {row.on_behalf_of}" if row.on_behalf_of else ""
    return ", ".join(filter(None, [role, row.name if role else named(row), behalf]))


def named(row: Any) -> str:
    return ", ".join(filter(None, [row.name, row.organization_label]))


def role_of(row: Any) -> str:
    """The role with the institution it belongs to.

    A post names its institution itself. Of who came without one it is said, unless the role ends
    in the same place: Lurah Cacaban, but Bendahara PKK Cacaban.
    """
    role, institution = row.role_label, row.organization_label
    if not role or not institution or row.post_id:
        return str(role)
    if {*institution.casefold().split()[-1:]} <= {*role.casefold().split()}:
        return str(role)
    return f"{role} {institution}"


def to_greet(roll: Iterable[Any]) -> list[Any]:
    """Who came or is represented; all who are invited while nobody's coming was recorded."""
    roll = list(roll)
    if not any(row.status for row in roll):
        return [row for row in roll if row.is_invited]
    return [row for row in roll if row.status in ("hadir", "diwakili")]
