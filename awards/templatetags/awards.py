"""How a mark is written."""

from decimal import Decimal
from typing import Any

from django import template

from ..actions import said

register = template.Library()


@register.filter
def mark(value: Any) -> str:
    """82,5 for 82.50; nothing where nothing is known."""
    if value in (None, ""):
        return ""
    return said(value) if isinstance(value, Decimal) else str(value)
