"""The citable units of a document.

A document marks each of them as a dictionary with an ``anchor`` (its address on the page), a
``type`` (speech, decision, commitment …) and a ``text``. Nothing else about kinds is known here.
"""

from collections.abc import Iterator
from typing import Any


def passages(node: Any) -> Iterator[dict[str, Any]]:
    """Every citable unit below ``node``, in reading order."""
    if isinstance(node, dict):
        if node.get("anchor") and node.get("text"):
            yield node
        for value in node.values():
            yield from passages(value)
    elif isinstance(node, list):
        for value in node:
            yield from passages(value)
