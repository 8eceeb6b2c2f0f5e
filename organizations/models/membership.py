"""Who held which post, in which capacity, from when until when."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from publications.models import Versioned, remembered

from ..duties import ADMINISTRATOR, REGISTRAR, within
from ..partial_dates import DAY, MONTH, YEAR, PartialDate
from .decree import Decree
from .person import Person
from .post import Post


class Capacity(models.TextChoices):
    """How a post is held. The short form stands before the post: "Pj. Sekretaris Daerah"."""

    DEFINITIVE = "definitif", "Definitif"
    PLT = "plt", "Pelaksana Tugas (Plt.)"
    PLH = "plh", "Pelaksana Harian (Plh.)"
    PJ = "pj", "Penjabat (Pj.)"
    PJS = "pjs", "Penjabat Sementara (Pjs.)"

    @property
    def prefix(self) -> str:
        return "" if self == Capacity.DEFINITIVE else f"{self.value.capitalize()}. "


class Precision(models.TextChoices):
    DAY = DAY, "tanggal"
    MONTH = MONTH, "bulan"
    YEAR = YEAR, "tahun"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        """Who held a post on that day; whoever acts for another comes before the definitive one."""
        return self.filter(
            Q(start_date__isnull=True) | Q(start_date__lte=day),
            Q(end_date__isnull=True) | Q(end_date__gte=day),
        ).order_by(
            "post_id",
            Case(When(capacity=Capacity.DEFINITIVE, then=Value(1)), default=Value(0)),
            "seat",
            "-start_date",
            "id",
        )

    def ending_within(self, first: date, last: date) -> Self:
        """Terms that end between two days, the earliest first."""
        return self.filter(end_date__range=(first, last)).order_by("end_date")

    def visible_to(self, user: Any) -> Self:
        return self if user.codes_on_duty() else self.none()

    def editable_by(self, user: Any) -> Self:
        codes = user.codes_on_duty(REGISTRAR, ADMINISTRATOR)
        return self.filter(within(codes, "post__organization__area__identifier"))


@remembered()
class Membership(Versioned):
    """A person in a post (Popolo ``Membership``); both dates are days on which it holds.

    An empty start means that the source does not say; ``start_precision`` says how much of the
    date is known. ``seat`` numbers the holders of a post that several people hold at once.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name="orang"
    )
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="memberships", verbose_name="jabatan"
    )
    capacity = models.CharField(
        "kapasitas", max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE
    )
    seat = models.PositiveSmallIntegerField("kursi", default=1)
    start_date = models.DateField("mulai", null=True, blank=True)
    start_precision = models.CharField(
        "ketelitian mulai", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    end_date = models.DateField("berakhir", null=True, blank=True)
    end_precision = models.CharField(
        "ketelitian akhir", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    appointed_by = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appoints",
        verbose_name="diangkat dengan",
    )
    ended_by = models.ForeignKey(
        Decree,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ends",
        verbose_name="diberhentikan dengan",
    )
    source = models.CharField("sumber", max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "kepengurusan"
        verbose_name_plural = "kepengurusan"
        ordering = ["post", "-start_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_date__isnull=True)
                | Q(end_date__isnull=True)
                | Q(end_date__gte=F("start_date")),
                name="term_ends_after_it_begins",
                violation_error_message="Tanggal berakhir mendahului tanggal mulai.",
            ),
            ExclusionConstraint(
                name="one_definitive_holder_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (
                        Func(
                            F("start_date"),
                            F("end_date"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(capacity=Capacity.DEFINITIVE),
                violation_error_message=(
                    "Jabatan ini sudah dipegang pejabat definitif lain pada masa itu. "
                    "Akhiri dahulu masa jabatan yang lama."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.role_label}"

    @property
    def role_label(self) -> str:
        """The post as it is spoken, with the acting capacity: "Pj. Sekretaris Daerah"."""
        return Capacity(self.capacity).prefix + self.post.label

    @property
    def start_words(self) -> str:
        """The first day as exactly as it is known; empty when it is not."""
        return str(PartialDate(self.start_date, self.start_precision)) if self.start_date else ""

    @property
    def end_words(self) -> str:
        return str(PartialDate(self.end_date, self.end_precision)) if self.end_date else ""
