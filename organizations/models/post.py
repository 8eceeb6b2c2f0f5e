"""Posts exist apart from whoever holds them, so a vacancy shows by itself."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from publications.models import Versioned, remembered

from ..duties import ADMINISTRATOR, REGISTRAR, within
from .area import Area
from .organization import Organization

if TYPE_CHECKING:
    from .membership import Membership


class PostQuerySet(models.QuerySet["Post"]):
    def in_order(self) -> Self:
        """By protocol rank, then institution, then the kind's own order."""
        return self.order_by("precedence", "organization__name", "position", "label")

    def editable_by(self, user: Any) -> Self:
        codes = user.codes_on_duty(REGISTRAR, ADMINISTRATOR)
        return self.filter(within(codes, "organization__area__identifier"))

    def with_holders(self, on: date) -> list["Post"]:
        """These posts, each with ``holders``: the memberships valid on that day, acting first."""
        from .membership import Membership

        posts: list[Post] = list(self.select_related("organization", "area"))
        by_post: dict[Any, list[Membership]] = {post.pk: [] for post in posts}
        for membership in Membership.objects.on(on).filter(post__in=posts).select_related("person"):
            by_post[membership.post_id].append(membership)
        for post in posts:
            post.holders = by_post[post.pk]
        return posts


@remembered()
class Post(Versioned):
    """A position in an institution (Popolo ``Post``): "Ketua LPMK Tidar Selatan"."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="posts", verbose_name="lembaga"
    )
    label = models.CharField("sebutan", max_length=150, help_text="Misalnya Lurah Panjang.")
    role = models.SlugField("peran", max_length=40, help_text="Misalnya ketua, lurah, sekretaris.")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="wilayah"
    )
    maximum_holders = models.PositiveSmallIntegerField("paling banyak pemegang", default=1)
    is_mandatory = models.BooleanField("wajib ada", default=False)
    precedence = models.PositiveSmallIntegerField(
        "urutan protokol", default=500, help_text="Angka kecil didahulukan; Wali Kota 10."
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)

    holders: list["Membership"]

    objects = PostQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "jabatan"
        verbose_name_plural = "jabatan"
        ordering = ["precedence", "position", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "role", "label"],
                name="one_post_per_label",
                violation_error_message="Jabatan ini sudah ada di lembaga ini.",
            )
        ]

    def __str__(self) -> str:
        return self.label
