"""A contest of a round: who competes, how marks are joined, and how far it has come."""

from decimal import Decimal
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from organizations.models import OrganizationKind
from publications.models import Versioned, remembered
from publications.models.record import published_is_kept, version_moves_on

from .round import Round

HUNDRED = Decimal(100)


class Phase(models.TextChoices):
    """How far a contest has come; each step is a verb, and none goes back by itself."""

    DRAFT = "draft", "Menyusun instrumen"
    SCORING = "scoring", "Penilaian berlangsung"
    CLOSED = "closed", "Penilaian ditutup"
    PROPOSED = "proposed", "Usulan pleno"
    FIXED = "fixed", "Ditetapkan"
    ANNOUNCED = "announced", "Diumumkan"


rules_stand = pgtrigger.Trigger(
    name="rules_stand_once_scoring_opens",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    IF OLD.phase <> 'draft' AND NEW.phase <> 'draft' AND
       ROW(NEW.round_id, NEW.nominee_type, NEW.organization_kind_id, NEW.method, NEW.trim,
           NEW.ties, NEW.scale_maximum, NEW.outlier_points, NEW.edition)
       IS DISTINCT FROM
       ROW(OLD.round_id, OLD.nominee_type, OLD.organization_kind_id, OLD.method, OLD.trim,
           OLD.ties, OLD.scale_maximum, OLD.outlier_points, OLD.edition) THEN
        RAISE EXCEPTION 'the instrument is locked once scoring is open'
        USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.phase <> 'draft' AND NEW.phase = 'draft' THEN
        RAISE EXCEPTION 'a contest does not go back to its draft'
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


class ContestQuerySet(models.QuerySet["Contest"]):
    def running(self) -> Self:
        return self.filter(round__standing=Round.Standing.RUNNING)


@remembered()
class Contest(Versioned):
    """One contest of a round: kelurahan, kecamatan, LPMK administration, …"""

    class NomineeType(models.TextChoices):
        SUBDISTRICT = "kelurahan", "Kelurahan"
        DISTRICT = "kecamatan", "Kecamatan"
        ORGANIZATION = "lembaga", "Lembaga"
        GROUP = "kelompok", "Kelompok"

    class Method(models.TextChoices):
        MEAN = "mean", "Rata-rata juri"
        TRIMMED = "trimmed", "Rata-rata terpangkas"

    class Ties(models.TextChoices):
        SHARE_AND_SKIP = "skip", "Juara kembar; tempat berikutnya dilewati"
        SHARE_AND_GO_ON = "dense", "Juara kembar; tempat berikutnya tetap diberikan"

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="contests", verbose_name="putaran"
    )
    name = models.CharField("nama lomba", max_length=160)
    slug = models.SlugField("alamat", max_length=120, unique=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)
    nominee_type = models.CharField(
        "peserta", max_length=12, choices=NomineeType.choices, default=NomineeType.SUBDISTRICT
    )
    organization_kind = models.ForeignKey(
        OrganizationKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="jenis lembaga",
        help_text="Untuk lomba antarlembaga.",
    )
    edition = models.PositiveSmallIntegerField(
        "versi instrumen", default=1, editable=False, help_text="Bertambah tiap kali disalin."
    )
    copied_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name="disalin dari",
    )
    method = models.CharField(
        "cara menggabung nilai juri", max_length=8, choices=Method.choices, default=Method.MEAN
    )
    trim = models.PositiveSmallIntegerField(
        "pangkas tiap sisi",
        default=0,
        help_text=(
            "Berapa nilai tertinggi dan terendah yang dibuang. "
            "Bila jurinya terlalu sedikit, tidak ada yang dibuang."
        ),
    )
    ties = models.CharField(
        "bila nilai tetap sama", max_length=5, choices=Ties.choices, default=Ties.SHARE_AND_SKIP
    )
    scale_maximum = models.DecimalField(
        "nilai tertinggi skala",
        max_digits=6,
        decimal_places=2,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    outlier_points = models.DecimalField(
        "batas nilai jauh",
        max_digits=5,
        decimal_places=2,
        default=Decimal(15),
        help_text=(
            "Lembar yang nilainya berjarak lebih dari ini (skala 100) dari rata-rata juri lain "
            "ditandai. Nilainya tidak diubah."
        ),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(HUNDRED)],
    )
    phase = models.CharField(
        "tahap", max_length=10, choices=Phase.choices, default=Phase.DRAFT, editable=False
    )
    weights_source = models.CharField(
        "dasar bobot",
        max_length=200,
        blank=True,
        help_text="Bobot ditetapkan kota ini sendiri; tulis keputusan yang menetapkannya.",
    )
    certificate_text = models.CharField(
        "untuk apa piagam diberikan",
        max_length=300,
        blank=True,
        help_text="Misalnya: Pelaksana Terbaik BBGRM Tahun 2025 Tingkat Kelurahan.",
    )
    computed_at = models.DateTimeField("dihitung", null=True, editable=False)
    first_fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ditetapkan pertama oleh",
    )
    first_fixed_at = models.DateTimeField("ditetapkan pertama", null=True, editable=False)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ditetapkan kedua oleh",
    )
    fixed_at = models.DateTimeField("ditetapkan", null=True, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "lomba"
        verbose_name_plural = "lomba"
        ordering = ["round", "position", "name"]
        triggers: ClassVar = [version_moves_on, published_is_kept, rules_stand]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"],
                name="one_contest_per_name",
                violation_error_message="Lomba dengan nama ini sudah ada dalam putaran itu.",
            ),
            models.CheckConstraint(
                condition=~Q(phase__in=["fixed", "announced"])
                | (
                    Q(first_fixed_by__isnull=False)
                    & Q(fixed_by__isnull=False)
                    & ~Q(first_fixed_by=models.F("fixed_by"))
                ),
                name="two_people_fix_a_result",
                violation_error_message="Hasil ditetapkan oleh dua orang yang berbeda.",
            ),
            models.CheckConstraint(
                condition=~Q(method="trimmed") | Q(trim__gte=1),
                name="a_trimmed_mean_trims",
                violation_error_message="Tuliskan berapa nilai yang dipangkas tiap sisi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round}"

    @property
    def is_locked(self) -> bool:
        return self.phase != Phase.DRAFT

    @property
    def results_are_secret(self) -> bool:
        """Until the announcement, scores, totals and order are the jury's own."""
        return self.phase != Phase.ANNOUNCED
