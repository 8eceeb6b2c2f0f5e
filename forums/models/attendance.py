"""Who was invited, who came, and for whom; everything frozen as it was on the day."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from organizations.models import Area, Capacity, Organization, Person, Post
from publications.models import StoredFile, Versioned, remembered

from .meeting import Meeting

NAME_LENGTH = 200


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    @transaction.atomic
    def invite(self, meeting: Meeting, posts: Iterable[Post]) -> list["Attendance"]:
        """Put posts on the roll, each with whoever held it on the day of the meeting.

        A post already on the roll is left as it stands, so inviting twice changes nothing. A
        vacant post comes on the roll without a name: the gap is part of the record.
        """
        posts = Post.objects.filter(pk__in=[post.pk for post in posts])
        known = set(meeting.attendances.exclude(post=None).values_list("post_id", flat=True))
        here = set(meeting.attendances.exclude(person=None).values_list("person_id", flat=True))
        made: list[Attendance] = []
        for post in posts.in_order().with_holders(on=meeting.date):
            if post.pk in known:
                continue
            row = self.model(meeting=meeting, post=post, is_invited=True)
            holder = post.holders[0] if post.holders else None
            if holder and holder.person_id in here:
                holder = None  # already on the roll under another post
            row.freeze(post, holder)
            if row.person_id:
                here.add(row.person_id)
            row.save()
            made.append(row)
        return made


@remembered()
class Attendance(Versioned):
    """One line of the roll. ``status`` is empty while nobody has recorded it.

    Name, role, capacity and institution are copies made on the day: a later rename or a change
    in the board rewrites nothing. The reason of an absence and its proof are internal for good.
    """

    class Status(models.TextChoices):
        PRESENT = "hadir", "Hadir"
        REPRESENTED = "diwakili", "Diwakili"
        EXCUSED = "izin", "Izin"
        ILL = "sakit", "Sakit"
        ON_DUTY = "dinas", "Dinas luar"
        UNEXPLAINED = "tk", "Tanpa keterangan"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendances", verbose_name="pertemuan"
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="orang",
    )
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="jabatan di daftar",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="lembaga di daftar",
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="wilayah"
    )
    name = models.CharField("nama", max_length=NAME_LENGTH, blank=True)
    role_label = models.CharField("jabatan", max_length=200, blank=True)
    organization_label = models.CharField("lembaga", max_length=200, blank=True)
    capacity = models.CharField(
        "kapasitas", max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE
    )
    group_label = models.CharField("kelompok", max_length=100, blank=True)
    precedence = models.PositiveSmallIntegerField("urutan protokol", default=900)
    is_invited = models.BooleanField("diundang", default=False)
    status = models.CharField("kehadiran", max_length=10, choices=Status.choices, blank=True)
    arrived_at = models.TimeField("datang", null=True, blank=True)
    left_at = models.TimeField("pulang", null=True, blank=True)
    represented_by = models.CharField(
        "diwakili oleh", max_length=200, blank=True, help_text="Nama dan jabatan wakilnya."
    )
    on_behalf_of = models.CharField("mewakili", max_length=200, blank=True)
    reason = models.CharField(
        "alasan", max_length=300, blank=True, help_text="Internal, tidak pernah terbit."
    )
    proof = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    source = models.CharField("sumber", max_length=300, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "kehadiran"
        verbose_name_plural = "kehadiran"
        ordering = ["precedence", "group_label", "organization_label", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="one_attendance_per_person",
                violation_error_message="Orang ini sudah ada di daftar hadir.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "post"],
                condition=Q(post__isnull=False),
                name="one_attendance_per_post",
                violation_error_message="Jabatan ini sudah ada di daftar hadir.",
            ),
            models.CheckConstraint(
                condition=~Q(status="diwakili") | ~Q(represented_by=""),
                name="a_delegate_has_a_name",
                violation_error_message="Tuliskan siapa yang mewakili.",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True)
                | Q(left_at__isnull=True)
                | Q(left_at__gte=models.F("arrived_at")),
                name="leaves_after_arriving",
                violation_error_message="Jam pulang mendahului jam datang.",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(role_label="") | ~Q(organization_label=""),
                name="a_line_says_who",
                violation_error_message="Tuliskan nama, jabatan, atau lembaganya.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.role_label or self.organization_label

    def freeze(self, post: Post, holder: Any = None) -> None:
        """Copy what the roll must remember: the post and its institution as they are named now."""
        self.post = post
        self.organization = post.organization
        self.area = post.area or post.organization.area
        self.role_label = post.label
        self.organization_label = post.organization.name
        self.precedence = post.precedence
        self.group_label = group_of(post)
        if holder:
            self.person = holder.person
            full = holder.person.full_name
            fits = len(full) <= NAME_LENGTH
            self.name = full if fits else holder.person.name
            self.capacity = holder.capacity
            self.role_label = Capacity(holder.capacity).prefix + post.label

    @property
    def is_absent(self) -> bool:
        return self.status not in ("", self.Status.PRESENT, self.Status.REPRESENTED)


def group_of(post: Post) -> str:
    """Under which heading a post stands on the roll: "Lurah", "Ketua LPMK", "Pimpinan daerah"."""
    kind = post.organization.classification
    if kind.sector == kind.Sector.COMMUNITY:
        role = post.role.replace("-", " ").capitalize()
        return f"{role} {kind.abbreviation or kind.name}"
    if post.precedence < 100:
        return "Pimpinan daerah"
    if post.role in {"lurah", "camat"}:
        return post.role.capitalize()
    return "Perangkat daerah"


@remembered()
class AttendanceGroup(Versioned):
    """People who came as a group and whose names nobody recorded: said, instead of guessed."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendance_groups", verbose_name="pertemuan"
    )
    label = models.CharField(
        "kelompok", max_length=200, help_text="Misalnya Camat se-Kota Magelang."
    )
    headcount = models.PositiveIntegerField(
        "jumlah", null=True, blank=True, help_text="Kosongkan bila tidak dihitung."
    )
    note = models.CharField("keterangan", max_length=300, default="nama tidak dicatat", blank=True)
    source = models.CharField("sumber", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("urutan", default=0)

    class Meta(Versioned.Meta):
        verbose_name = "rombongan"
        verbose_name_plural = "rombongan"
        ordering = ["position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "label"],
                name="one_group_per_label",
                violation_error_message="Kelompok ini sudah dicatat.",
            )
        ]

    def __str__(self) -> str:
        return self.label
