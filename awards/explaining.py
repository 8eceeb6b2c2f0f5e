"""Why a nominee stands where it stands, in one sentence made from the figures."""

from collections.abc import Iterable
from typing import Any

from .models import Contest, Placing
from .recap import Recap


def explanations(contest: Contest, placings: Iterable[Placing], recap: Recap) -> dict[str, str]:
    """nominee's key → its sentence."""
    words: dict[str, Any] = {}
    return words
