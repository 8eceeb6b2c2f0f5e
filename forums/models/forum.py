"""The forum as a standing body; each meeting is one of its sittings."""

from django.db import models

from organizations.models import Area, Organization
from publications.models import Versioned, remembered


@remembered()
class Forum(Versioned):
    """A series of meetings, such as the Forum Kemitraan Kelembagaan Kemasyarakatan."""

    name = models.CharField("nama", max_length=200, unique=True)
    slug = models.SlugField("alamat", max_length=120, unique=True)
    organizer = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forums",
        verbose_name="penyelenggara",
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="forums", verbose_name="wilayah")
    source = models.CharField("sumber", max_length=300, blank=True)
    is_example = models.BooleanField("data contoh", default=False)

    class Meta(Versioned.Meta):
        verbose_name = "forum"
        verbose_name_plural = "forum"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
