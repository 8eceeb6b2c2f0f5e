"""A recap has thousands of figures; they are written here and not by the template engine."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from publications.templatetags.portal import number

register = template.Library()


@register.simple_tag
def figure_cells(figures: Iterable[str | None]) -> SafeString:
    """A table cell for each figure, as it was printed; a dash where nobody marked."""
    return SafeString(
        "".join(f'<td class="num">{number(figure) or "–"}</td>' for figure in figures)
    )
