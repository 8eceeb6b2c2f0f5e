"""Who judges: jurors, where they sit, whom they may not judge, and how they get in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from organizations.models import Area
from publications.models import Versioned, remembered
from publications.models.record import version_moves_on

from .entry import Nominee
from .instrument import Stage
from .round import Round

CITY_CODE_LENGTH = len("33.71")


@remembered()
class Juror(Versioned):
    """Somebody who judges in a round; never named to the public beside a score."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="jurors", verbose_name="putaran")
    name = models.CharField("nama juri", max_length=160)
    institution = models.CharField("lembaga asal", max_length=200, blank=True)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="wilayah asal",
        help_text="Kelurahan atau kecamatan asal; peserta dari sana tidak boleh dinilainya.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="juror_seats",
        verbose_name="akun",
        help_text="Bila juri masuk dengan akun; bila tidak, buatkan tautan pribadi.",
    )
    is_chair = models.BooleanField("ketua juri", default=False)

    class Meta(Versioned.Meta):
        verbose_name = "juri"
        verbose_name_plural = "juri"
        ordering = ["round", "name"]
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"],
                name="one_juror_per_name",
                violation_error_message="Juri dengan nama ini sudah ada.",
            ),
            models.UniqueConstraint(
                fields=["round", "user"],
                name="one_juror_per_account",
                violation_error_message="Akun ini sudah menjadi juri dalam putaran itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def conflict_with(self, nominee: Nominee) -> str:
        """Why this juror may not judge this nominee, in words; empty where nothing speaks so."""
        if near := self.neighbour_of(nominee):
            return near
        relation = Relation.objects.filter(juror=self, nominee=nominee).first()
        return f"Hubungan dinyatakan: {relation.reason}" if relation else ""

    def neighbour_of(self, nominee: Nominee) -> str:
        """The own area conflicts upwards and downwards: a lurah's staff with the kecamatan it lies
        in, a camat's staff with every kelurahan in it. The city itself is nobody's own area.
        """
        mine, theirs = self.area.identifier if self.area else "", nominee.code
        is_near = f"{mine}.".startswith(f"{theirs}.") or f"{theirs}.".startswith(f"{mine}.")
        if mine and theirs and min(len(mine), len(theirs)) > CITY_CODE_LENGTH and is_near:
            return f"Juri berasal dari {self.area}."
        return ""


@remembered()
class Relation(Versioned):
    """A declared relation between a juror and a nominee; it keeps the sheet shut."""

    juror = models.ForeignKey(Juror, models.CASCADE, related_name="relations", verbose_name="juri")
    nominee = models.ForeignKey(
        Nominee, models.CASCADE, related_name="relations", verbose_name="peserta"
    )
    reason = models.CharField("hubungan", max_length=300)
    declared_at = models.DateTimeField("dinyatakan", default=timezone.now)

    class Meta(Versioned.Meta):
        verbose_name = "hubungan dengan peserta"
        verbose_name_plural = "hubungan dengan peserta"
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.UniqueConstraint(
                fields=["juror", "nominee"],
                name="one_relation_per_pair",
                violation_error_message="Hubungan ini sudah dinyatakan.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.juror} dan {self.nominee}"


@remembered()
class Seat(Versioned):
    """A juror in a stage, in one of its panels. Two panels that judge the same can be compared."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="seats", verbose_name="tahap")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="seats", verbose_name="juri")
    panel = models.CharField("panel", max_length=20, default="A")

    class Meta(Versioned.Meta):
        verbose_name = "penugasan juri"
        verbose_name_plural = "penugasan juri"
        ordering = ["stage", "panel", "juror"]
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "juror"],
                name="one_seat_per_stage",
                violation_error_message="Juri ini sudah ditugaskan dalam tahap itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.juror}, panel {self.panel}"


@remembered()
class Substitution(Versioned):
    """One juror took the place of another in a stage, for one nominee or for all; and why."""

    stage = models.ForeignKey(
        Stage, models.CASCADE, related_name="substitutions", verbose_name="tahap"
    )
    nominee = models.ForeignKey(
        Nominee,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="peserta",
        help_text="Kosong: untuk semua peserta.",
    )
    replaced = models.ForeignKey(
        Juror, models.PROTECT, related_name="+", verbose_name="juri yang diganti"
    )
    substitute = models.ForeignKey(
        Juror, models.PROTECT, related_name="+", verbose_name="juri pengganti"
    )
    reason = models.CharField("alasan", max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="dicatat oleh",
    )

    class Meta(Versioned.Meta):
        verbose_name = "penggantian juri"
        verbose_name_plural = "penggantian juri"
        triggers: ClassVar = [version_moves_on]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(replaced=models.F("substitute")),
                name="a_substitute_is_somebody_else",
                violation_error_message="Pengganti harus orang lain.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.substitute} menggantikan {self.replaced}"


class JuryLinkQuerySet(models.QuerySet["JuryLink"]):
    def usable(self) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def by_token(self, token: str) -> "JuryLink | None":
        """The link behind a token that is still good; asked for by its hash alone."""
        return self.usable().filter(token_hash=hash_of(token)).select_related("juror").first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class JuryLink(models.Model):
    """A personal way in for one juror: it expires, can be revoked, and its openings are kept.

    Only the hash of the token is stored; the link itself is shown once, when it is made.
    """

    juror = models.ForeignKey(Juror, models.CASCADE, related_name="links", verbose_name="juri")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="dibuat oleh"
    )
    made_at = models.DateTimeField("dibuat", default=timezone.now)
    expires_at = models.DateTimeField("berlaku sampai")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)

    objects = JuryLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "tautan juri"
        verbose_name_plural = "tautan juri"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"tautan {self.juror}"

    @classmethod
    def make(cls, juror: Juror, *, by: Any, days: int = 14) -> tuple["JuryLink", str]:
        """A new link and its token; the token is not kept and cannot be shown again."""
        token = secrets.token_urlsafe(24)
        link = cls.objects.create(
            juror=juror,
            token_hash=hash_of(token),
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        return link, token

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    def revoke(self, at: datetime | None = None) -> None:
        self.revoked_at = at or timezone.now()
        self.save(update_fields=["revoked_at"])


class JuryLinkOpening(models.Model):
    """A link was opened: when, and with what browser."""

    link = models.ForeignKey(JuryLink, models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField("dibuka", default=timezone.now)
    user_agent = models.CharField("peramban", max_length=300, blank=True)

    class Meta:
        verbose_name = "pembukaan tautan"
        verbose_name_plural = "pembukaan tautan"
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.link}, {self.opened_at:%d/%m/%Y %H.%M}"
