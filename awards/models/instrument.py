"""The instrument of a contest: what is scored in which stage, with what weight, for which places.

It is open while the contest is a draft. Once scoring opens, the database refuses every change to
it: whoever is judged by a rule must have been able to know it before.
"""

from decimal import Decimal
from typing import Any, ClassVar

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from publications.models import Versioned, remembered
from publications.models.record import version_moves_on

from .contest import HUNDRED, Contest

LOCKED = """
    IF EXISTS (SELECT 1 FROM awards_contest WHERE phase <> 'draft' AND id = {contest}) THEN
        RAISE EXCEPTION 'the instrument is locked once scoring is open'
        USING ERRCODE = 'check_violation';
    END IF;
"""


def instrument_is_locked(contest: str) -> pgtrigger.Trigger:
    """A row of the instrument cannot be written once its contest has left the draft.

    ``contest`` is SQL for the contest's key, with ``ROW`` for the row (OLD or NEW).
    """
    check = LOCKED.replace("{contest}", contest)
    return pgtrigger.Trigger(
        name="locked_once_scoring_opens",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
        IF TG_OP <> 'INSERT' THEN {check.replace("ROW", "OLD")} END IF;
        IF TG_OP <> 'DELETE' THEN {check.replace("ROW", "NEW")} RETURN NEW; END IF;
        RETURN OLD;
        """,
    )


OF_CONTEST = instrument_is_locked("ROW.contest_id")
OF_STAGE = instrument_is_locked("(SELECT contest_id FROM awards_stage WHERE id = ROW.stage_id)")


@remembered()
class Stage(Versioned):
    """A step of the judging with its own criteria: administration, field, presentation.

    A practice stage is scored like any other and never counts. The plenary is no stage: it decides,
    it does not score (``Plenary``).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "Belum dibuka"
        OPEN = "open", "Dibuka"
        CLOSED = "closed", "Ditutup"

    contest = models.ForeignKey(
        Contest, models.CASCADE, related_name="stages", verbose_name="lomba"
    )
    name = models.CharField("nama tahap", max_length=80)
    position = models.PositiveSmallIntegerField("urutan", default=1)
    weight = models.DecimalField(
        "bobot tahap (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(HUNDRED)],
        help_text="Bobot semua tahap harus berjumlah 100.",
    )
    is_practice = models.BooleanField(
        "tahap latihan", default=False, help_text="Untuk menyamakan ukuran; tidak pernah dihitung."
    )
    cutoff_count = models.PositiveSmallIntegerField(
        "yang maju",
        null=True,
        blank=True,
        help_text="Berapa peserta terbaik yang maju ke tahap berikutnya; kosong: semua.",
    )
    cutoff_score = models.DecimalField(
        "nilai terendah untuk maju",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Nilai kumulatif, skala 100; kosong: tanpa batas.",
    )
    status = models.CharField(
        "keadaan", max_length=8, choices=Status.choices, default=Status.WAITING, editable=False
    )
    opened_at = models.DateTimeField("dibuka", null=True, editable=False)
    closed_at = models.DateTimeField("ditutup", null=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = "tahap"
        verbose_name_plural = "tahap"
        ordering = ["contest", "position"]
        triggers: ClassVar = [
            version_moves_on,
            pgtrigger.Trigger(
                name="locked_once_scoring_opens",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                declare=[("locked", "BOOLEAN")],
                func="""
                SELECT phase <> 'draft' INTO locked FROM awards_contest
                 WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.contest_id
                                 ELSE OLD.contest_id END;
                IF locked AND (TG_OP <> 'UPDATE' OR
                   ROW(NEW.contest_id, NEW.name, NEW.position, NEW.weight, NEW.is_practice,
                       NEW.cutoff_count, NEW.cutoff_score)
                   IS DISTINCT FROM
                   ROW(OLD.contest_id, OLD.name, OLD.position, OLD.weight, OLD.is_practice,
                       OLD.cutoff_count, OLD.cutoff_score)) THEN
                    RAISE EXCEPTION 'the instrument is locked once scoring is open'
                    USING ERRCODE = 'check_violation';
                END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "position"],
                name="one_stage_per_position",
                violation_error_message="Urutan tahap ini sudah dipakai.",
            ),
            models.CheckConstraint(
                condition=~Q(is_practice=True) | Q(weight__isnull=True) | Q(weight=0),
                name="practice_has_no_weight",
                violation_error_message="Tahap latihan tidak boleh berbobot.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@remembered()
class Criterion(Versioned):
    """A field (*bidang*) or, below it, a variable. Only variables are scored.

    Siblings share 100: the fields of a stage, and the variables of each field. A field without
    variables is scored itself.
    """

    class Evidence(models.TextChoices):
        NONE = "", "Tidak ada bukti dari portal"
        MEETINGS = "pertemuan", "Pertemuan yang terbit"
        ATTENDANCE = "kehadiran", "Daftar hadir"
        DECREES = "sk", "Surat keputusan"
        PHOTOS = "foto", "Foto"
        ACTIVITIES = "kegiatan", "Kegiatan gotong royong"

    class Field(models.TextChoices):
        """The four fields of Permendagri 42/2005."""

        NONE = "", "Bukan bidang BBGRM"
        COMMUNITY = "kemasyarakatan", "Kemasyarakatan"
        ECONOMY = "ekonomi", "Ekonomi"
        CULTURE = "sosial-budaya-agama", "Sosial budaya dan agama"
        ENVIRONMENT = "lingkungan", "Lingkungan"

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="criteria", verbose_name="tahap")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="bidang",
    )
    code = models.CharField("kode", max_length=12, help_text="Misalnya A atau A.3.")
    name = models.CharField("nama", max_length=200)
    position = models.PositiveSmallIntegerField("urutan", default=1)
    weight = models.DecimalField(
        "bobot (%)",
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(HUNDRED)],
        help_text="Dari induknya: semua yang setingkat harus berjumlah 100.",
    )
    field = models.CharField("bidang BBGRM", max_length=24, choices=Field.choices, blank=True)
    evidence = models.CharField(
        "bukti dari portal", max_length=12, choices=Evidence.choices, blank=True
    )
    guidance = models.TextField(
        "petunjuk bagi juri", blank=True, help_text="Apa yang dilihat dan ditanyakan."
    )

    class Meta(Versioned.Meta):
        verbose_name = "kriteria"
        verbose_name_plural = "kriteria"
        ordering = ["stage", "position", "code"]
        triggers: ClassVar = [version_moves_on, OF_STAGE]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "code"],
                name="one_criterion_per_code",
                violation_error_message="Kode ini sudah dipakai dalam tahap itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@remembered()
class ScaleStep(Versioned):
    """What a value on the scale means, in words: 80 Baik."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="scale", verbose_name="lomba")
    value = models.DecimalField("nilai", max_digits=6, decimal_places=2)
    words = models.CharField("artinya", max_length=120)

    class Meta(Versioned.Meta):
        verbose_name = "langkah skala"
        verbose_name_plural = "skala"
        ordering = ["contest", "-value"]
        triggers: ClassVar = [version_moves_on, OF_CONTEST]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "value"],
                name="one_word_per_value",
                violation_error_message="Nilai ini sudah ada dalam skala.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.words}"


@remembered()
class Place(Versioned):
    """A place that is given: Juara I, Harapan I, Terbaik I, with its prize."""

    contest = models.ForeignKey(
        Contest, models.CASCADE, related_name="places", verbose_name="lomba"
    )
    position = models.PositiveSmallIntegerField("tempat ke-")
    name = models.CharField("sebutan", max_length=60)
    prize = models.CharField("hadiah", max_length=200, blank=True)
    minimum_score = models.DecimalField(
        "nilai terendah",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Di bawah ini tempat tidak diberikan.",
    )

    class Meta(Versioned.Meta):
        verbose_name = "tempat"
        verbose_name_plural = "tempat"
        ordering = ["contest", "position"]
        triggers: ClassVar = [version_moves_on, OF_CONTEST]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "position"],
                name="one_place_per_position",
                violation_error_message="Tempat ini sudah ada.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@remembered()
class TieStep(Versioned):
    """One step of the chain that decides between equal totals, in the declared order."""

    class Kind(models.TextChoices):
        STAGE = "stage", "Nilai tahap lebih tinggi"
        FIELD = "field", "Nilai bidang lebih tinggi"
        JURORS = "jurors", "Lebih banyak juri menempatkannya di atas"

    contest = models.ForeignKey(
        Contest, models.CASCADE, related_name="tie_steps", verbose_name="lomba"
    )
    position = models.PositiveSmallIntegerField("langkah")
    kind = models.CharField("cara", max_length=8, choices=Kind.choices)
    stage = models.ForeignKey(
        Stage, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="tahap"
    )
    criterion = models.ForeignKey(
        Criterion, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="bidang"
    )

    class Meta(Versioned.Meta):
        verbose_name = "langkah penentu"
        verbose_name_plural = "rantai penentu bila nilai sama"
        ordering = ["contest", "position"]
        triggers: ClassVar = [version_moves_on, OF_CONTEST]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "position"],
                name="one_tie_step_per_position",
                violation_error_message="Langkah ini sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(kind="stage", stage__isnull=False, criterion__isnull=True)
                | Q(kind="field", criterion__isnull=False, stage__isnull=True)
                | Q(kind="jurors", stage__isnull=True, criterion__isnull=True),
                name="a_tie_step_names_what_it_compares",
                violation_error_message="Pilih tahap atau bidang yang dibandingkan.",
            ),
        ]

    def __str__(self) -> str:
        of: Any = self.stage or self.criterion
        return f"{TieStep.Kind(self.kind).label}{f': {of}' if of else ''}"
