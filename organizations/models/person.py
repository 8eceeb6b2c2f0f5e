"""People, as the public knows them: a name with its titles. No NIK, birth date or home address."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from publications.models import Publishable, remembered

from ..duties import ADMINISTRATOR, REGISTRAR


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Any) -> Self:
        return self if user.codes_on_duty() else self.none()

    def editable_by(self, user: Any) -> Self:
        """A person belongs to no area: whoever keeps a register anywhere may keep people."""
        return self if user.codes_on_duty(REGISTRAR, ADMINISTRATOR) else self.none()


@remembered()
class Person(Publishable):
    """Somebody who speaks, holds a post or receives an award (Popolo ``Person``).

    Many people here have one name and no family name, so ``name`` is one field, without titles;
    lists sort by it. ``other_names`` holds spellings met in sources (Sapta, Septa).
    """

    kind = "person"

    honorific_prefix = models.CharField("gelar depan", max_length=60, blank=True)
    name = models.CharField("nama", max_length=150, help_text="Tanpa gelar.")
    honorific_suffix = models.CharField("gelar belakang", max_length=100, blank=True)
    sort_name = models.CharField("nama urut", max_length=150, editable=False)
    other_names = ArrayField(
        models.CharField(max_length=150),
        verbose_name="ejaan lain",
        default=list,
        blank=True,
        help_text="Ejaan lain yang dijumpai dalam sumber, dipisahkan koma.",
    )
    source = models.CharField("sumber", max_length=300, blank=True)
    is_minor = models.BooleanField(
        "di bawah 18 tahun", default=False, help_text="Namanya tidak pernah terbit."
    )
    internal_note = models.TextField("catatan internal", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "orang"
        verbose_name_plural = "orang"
        ordering = ["sort_name", "id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = " ".join(self.name.split()).casefold()
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """With titles: "dr. Siti Aminah, S.H."; a title behind a name follows a comma."""
        name = " ".join(filter(None, [self.honorific_prefix, self.name]))
        return f"{name}, {self.honorific_suffix}" if self.honorific_suffix else name

    def document(self) -> dict[str, Any]:
        from ..document import person_document

        return person_document(self)
