"""The address of a public page: made from the name once, and the same ever after."""

from django.db import connection, models
from django.utils.text import slugify

NAMING_LOCK = 3371_0001  # two people who name at once wait for each other


def free_slug(model: type[models.Model], name: str, *more: str) -> str:
    """The name as an address; if it is taken, with ``more`` words, then with a number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMING_LOCK])
    base = slugify(name)[:100] or "tanpa-nama"
    longer = slugify(" ".join([name, *more]))[:100] or base
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    for wanted in (base, longer):
        if wanted not in taken:
            return wanted
    number = 2
    while f"{longer}-{number}" in taken:
        number += 1
    return f"{longer}-{number}"
