"""What the meeting agreed, and what somebody promised to do by when."""

from typing import Any

from django.db import models
from django.db.models import Q

from organizations.models import Organization, Post
from publications.models import Versioned, remembered

from .agenda import AgendaItem
from .meeting import Meeting
from .speech import Speech


@remembered()
class Decision(Versioned):
    """Something the meeting settled, apart from the discussion; numbered within its kind."""

    class Kind(models.TextChoices):
        DECISION = "keputusan", "Keputusan"
        AGREEMENT = "kesepakatan", "Kesepakatan"
        RECOMMENDATION = "rekomendasi", "Rekomendasi"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="decisions", verbose_name="pertemuan"
    )
    classification = models.CharField(
        "jenis", max_length=12, choices=Kind.choices, default=Kind.AGREEMENT
    )
    number = models.PositiveSmallIntegerField("nomor")
    text = models.TextField("isi")
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="butir acara",
    )
    source_speech = models.ForeignKey(
        Speech,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="asal sambutan",
    )
    owner = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="pengampu",
    )
    owner_label = models.CharField("pengampu", max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "keputusan"
        verbose_name_plural = "keputusan"
        ordering = ["classification", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "classification", "number"],
                name="one_decision_per_number",
                violation_error_message="Nomor ini sudah dipakai.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_classification_display()} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.owner and not self.owner_label:
            self.owner_label = self.owner.name
        super().save(*args, **kwargs)


@remembered()
class Commitment(Versioned):
    """A promise (Open Raadsinformatie *toezegging*): who does what, measured how, by when.

    ``baseline`` and ``target`` are exact numbers in ``unit``; ``direction`` says which way is
    better. The owner is an institution or a post and needs no sign-in. Its label is frozen.
    """

    class Direction(models.TextChoices):
        UP = "naik", "Makin besar makin baik"
        DOWN = "turun", "Makin kecil makin baik"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="commitments", verbose_name="pertemuan"
    )
    text = models.TextField("janji")
    indicator = models.CharField("ukuran", max_length=200, blank=True)
    measurement = models.CharField("cara mengukur", max_length=300, blank=True)
    baseline = models.DecimalField(
        "nilai awal", max_digits=14, decimal_places=2, null=True, blank=True
    )
    target = models.DecimalField("sasaran", max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField("satuan", max_length=60, blank=True)
    direction = models.CharField(
        "arah", max_length=5, choices=Direction.choices, default=Direction.UP
    )
    due_date = models.DateField("tenggat", null=True, blank=True)
    owner = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="penanggung jawab",
    )
    owner_post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="jabatan penanggung jawab",
    )
    owner_label = models.CharField("penanggung jawab", max_length=200, blank=True)
    co_owners = models.ManyToManyField(
        Organization,
        through="CoOwner",
        blank=True,
        related_name="shared_commitments",
        verbose_name="bersama",
    )
    source_speech = models.ForeignKey(
        Speech,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="asal sambutan",
    )
    source_decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name="asal keputusan",
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Versioned.Meta):
        verbose_name = "tindak lanjut"
        verbose_name_plural = "tindak lanjut"
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline__isnull=True)
                | Q(target__isnull=True)
                | Q(direction="naik", target__gte=models.F("baseline"))
                | Q(direction="turun", target__lte=models.F("baseline")),
                name="a_target_lies_in_its_direction",
                violation_error_message="Sasaran berlawanan dengan arah yang dipilih.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.owner_label and (self.owner_post or self.owner):
            self.owner_label = str(self.owner_post or self.owner)
        super().save(*args, **kwargs)


@remembered()
class CoOwner(models.Model):
    """An institution that answers for a promise together with its owner."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, verbose_name="tindak lanjut")
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="lembaga")

    class Meta:
        db_table = "forums_commitment_co_owners"
        verbose_name = "penanggung jawab bersama"
        verbose_name_plural = "penanggung jawab bersama"
        unique_together = ("commitment", "organization")

    def __str__(self) -> str:
        return str(self.organization)
