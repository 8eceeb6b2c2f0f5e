"""Score sheets: one juror on one nominee in one stage, row by row, signed once."""

import secrets
from decimal import Decimal
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from publications.models import Versioned, remembered
from publications.models.record import version_moves_on

from .entry import Nominee
from .instrument import Criterion
from .jury import Seat


def new_salt() -> str:
    return secrets.token_hex(32)


# What was signed stays as it was signed, whoever writes, and nothing is scored outside its stage.
scores_follow_the_sheet = pgtrigger.Trigger(
    name="scores_follow_the_sheet",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("sheet", "RECORD"), ("key", "UUID")],
    func="""
    key := CASE WHEN TG_OP = 'DELETE' THEN OLD.sheet_id ELSE NEW.sheet_id END;
    SELECT s.signed_at, st.status, st.id AS stage_id, c.scale_maximum INTO sheet
      FROM awards_scoresheet s
      JOIN awards_seat seat ON seat.id = s.seat_id
      JOIN awards_stage st ON st.id = seat.stage_id
      JOIN awards_contest c ON c.id = st.contest_id
     WHERE s.id = key;
    IF sheet.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed sheet is not written to' USING ERRCODE = 'check_violation';
    END IF;
    IF sheet.status <> 'open' THEN
        RAISE EXCEPTION 'the stage is not open' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.value > sheet.scale_maximum THEN
        RAISE EXCEPTION 'above the scale' USING ERRCODE = 'check_violation';
    END IF;
    IF sheet.stage_id <> (SELECT stage_id FROM awards_criterion WHERE id = NEW.criterion_id) THEN
        RAISE EXCEPTION 'a criterion of another stage' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
    """,
)


@remembered(exclude=("salt",))
class ScoreSheet(Versioned):
    """What one juror gives one nominee in one stage.

    ``commitment`` is SHA-256 over the canonical JSON of the scores and ``salt``, published when the
    stage closes; salt and scores are opened after the announcement.
    """

    history_is_secret = True  # what the jury gave and found is told by the result alone

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sheets", verbose_name="juri")
    nominee = models.ForeignKey(
        Nominee, models.PROTECT, related_name="sheets", verbose_name="peserta"
    )
    note = models.TextField("catatan juri", blank=True)
    is_paper = models.BooleanField(
        "dari lembar kertas",
        default=False,
        help_text="Diketik dua kali oleh dua orang yang tidak saling melihat.",
    )
    first_typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    second_typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    signed_at = models.DateTimeField("ditandatangani", null=True, editable=False)
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    commitment = models.CharField(max_length=64, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = "lembar nilai"
        verbose_name_plural = "lembar nilai"
        triggers: ClassVar = [
            version_moves_on,
            pgtrigger.Trigger(
                name="signed_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                IF OLD.signed_at IS NOT NULL AND (
                    NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.note <> OLD.note
                    OR NEW.salt <> OLD.salt OR (OLD.commitment <> '' AND
                       NEW.commitment <> OLD.commitment)) THEN
                    RAISE EXCEPTION 'a signed sheet is not written to'
                    USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seat", "nominee"], name="one_sheet_per_nominee"),
            models.CheckConstraint(
                condition=Q(first_typed_by__isnull=True)
                | Q(second_typed_by__isnull=True)
                | ~Q(first_typed_by=models.F("second_typed_by")),
                name="two_people_type_a_paper_sheet",
                violation_error_message="Pengetik kedua harus orang lain.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} menilai {self.nominee}"


@remembered()
class Score(Versioned):
    """One value on one criterion."""

    history_is_secret = True  # what the jury gave and found is told by the result alone

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    value = models.DecimalField(
        "nilai", max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    note = models.CharField("catatan", max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "nilai"
        verbose_name_plural = "nilai"
        triggers: ClassVar = [version_moves_on, scores_follow_the_sheet]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="no_score_below_zero",
                violation_error_message="Nilai tidak boleh di bawah nol.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.value)


class PaperEntry(models.Model):
    """A value typed from paper, the first or the second time. Equal pairs become the score."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="entries")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField(choices=[(1, "pertama"), (2, "kedua")])
    value = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        verbose_name = "ketikan lembar kertas"
        verbose_name_plural = "ketikan lembar kertas"
        triggers: ClassVar = [scores_follow_the_sheet]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion", "turn"], name="one_entry_per_turn"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="no_entry_below_zero"),
        ]

    def __str__(self) -> str:
        return str(self.value)
