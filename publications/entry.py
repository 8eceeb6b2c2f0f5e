"""One piece of a document as readers compare it."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One piece of text, where it stands and what it is called."""

    key: tuple[str, ...]  # the same in every version
    group: tuple[str, ...]  # what it belongs to: ("speeches", "sambutan-1a2b3c4d")
    section: str
    heading: str  # of the group; empty for the section's own fields
    label: str
    text: str

    @property
    def is_named(self) -> bool:
        """Its label is a name or a title from the record, not a word of ours."""
        return self.key[0].startswith(
            ("agenda", "roll ", "groups", "posts", "memberships", "winners", "contests")
        )
