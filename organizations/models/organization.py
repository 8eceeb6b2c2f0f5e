"""Institutions, and the kinds that say how each is built."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from publications.models import Publishable, Versioned, remembered

from ..duties import ADMINISTRATOR, REGISTRAR, within
from .area import Area


@remembered()
class OrganizationKind(Versioned):
    """A kind of institution as data: its level, its term, its posts (Permendagri 18/2018)."""

    class Sector(models.TextChoices):
        GOVERNMENT = "government", "Pemerintah"
        COMMUNITY = "community", "Lembaga kemasyarakatan"

    code = models.SlugField("kode", max_length=40, unique=True)
    name = models.CharField("nama", max_length=100)
    abbreviation = models.CharField("singkatan", max_length=20, blank=True)
    sector = models.CharField("unsur", max_length=12, choices=Sector.choices)
    territory_level = models.CharField(
        "tingkat wilayah", max_length=10, choices=Area.Classification.choices, blank=True
    )
    term_years = models.PositiveSmallIntegerField(
        "masa bakti", null=True, blank=True, help_text="Dalam tahun."
    )
    maximum_terms = models.PositiveSmallIntegerField("batas masa bakti", null=True, blank=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    source = models.CharField("dasar", max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "jenis lembaga"
        verbose_name_plural = "jenis lembaga"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


@remembered()
class KindPost(Versioned):
    """A post that every institution of a kind has, or may have."""

    organization_kind = models.ForeignKey(
        OrganizationKind, models.CASCADE, related_name="posts", verbose_name="jenis lembaga"
    )
    role = models.SlugField("peran", max_length=40, help_text="Misalnya ketua atau sekretaris.")
    label = models.CharField("sebutan", max_length=100)
    is_mandatory = models.BooleanField("wajib ada", default=False)
    maximum_holders = models.PositiveSmallIntegerField("paling banyak pemegang", default=1)
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Versioned.Meta):
        verbose_name = "jabatan baku"
        verbose_name_plural = "jabatan baku"
        ordering = ["organization_kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization_kind", "role"],
                name="one_kind_post_per_role",
                violation_error_message="Jenis lembaga ini sudah punya jabatan itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.organization_kind}"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def active(self, on: Any) -> Self:
        """Institutions that existed on a day."""
        return self.filter(
            models.Q(founding_date__isnull=True) | models.Q(founding_date__lte=on),
            models.Q(dissolution_date__isnull=True) | models.Q(dissolution_date__gte=on),
        )

    def visible_to(self, user: Any) -> Self:
        """The register is open to every official: a roll may invite any institution."""
        return self if user.codes_on_duty() else self.none()

    def editable_by(self, user: Any) -> Self:
        codes = user.codes_on_duty(REGISTRAR, ADMINISTRATOR)
        return self.filter(within(codes, "area__identifier"))


@remembered()
class Organization(Publishable):
    """An institution or a government body (Popolo ``Organization``)."""

    kind = "organization"

    name = models.CharField("nama", max_length=200)
    abbreviation = models.CharField("singkatan", max_length=40, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=200), verbose_name="nama lain", default=list, blank=True
    )
    classification = models.ForeignKey(
        OrganizationKind, models.PROTECT, related_name="organizations", verbose_name="jenis"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="induk"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="organizations", verbose_name="wilayah"
    )
    founding_date = models.DateField("tanggal dibentuk", null=True, blank=True)
    dissolution_date = models.DateField("tanggal bubar", null=True, blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)
    internal_note = models.TextField(
        "catatan internal", blank=True, help_text="Tidak pernah terbit: kontak, hal yang diurus."
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "lembaga"
        verbose_name_plural = "lembaga"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(dissolution_date__isnull=True)
                | models.Q(founding_date__isnull=True)
                | models.Q(dissolution_date__gte=models.F("founding_date")),
                name="organization_ends_after_it_begins",
                violation_error_message="Tanggal bubar mendahului tanggal dibentuk.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        return self.abbreviation or self.name

    def document(self) -> dict[str, Any]:
        from ..document import organization_document

        return organization_document(self)
