"""Who spoke, in which capacity, and what they said: points apart from the full text."""

from django.db import models
from django.db.models import Q

from organizations.models import Capacity, Organization, Person
from publications.models import Versioned, remembered

from .agenda import AgendaItem
from .attendance import Attendance
from .meeting import Meeting


@remembered()
class Speech(Versioned):
    """A contribution to the meeting (Akoma Ntoso ``speech``: ``by`` whom, ``as`` what)."""

    class Kind(models.TextChoices):
        ADDRESS = "sambutan", "Sambutan"
        DIRECTION = "arahan", "Arahan"
        PRESENTATION = "paparan", "Paparan"
        RESPONSE = "tanggapan", "Tanggapan"
        QUESTION = "pertanyaan", "Pertanyaan"
        ANSWER = "jawaban", "Jawaban"
        NARRATIVE = "narasi", "Narasi"

    class Fidelity(models.TextChoices):
        VERBATIM = "verbatim", "Kata demi kata"
        SUMMARY = "ringkasan", "Ringkasan notulis"
        PRESS_RELEASE = "siaran-pers", "Ringkasan dari siaran pers"

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="speeches", verbose_name="pertemuan"
    )
    attendance = models.ForeignKey(
        Attendance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
        verbose_name="baris daftar hadir",
    )
    speaker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="speeches", verbose_name="orang"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
        verbose_name="lembaga di daftar",
    )
    speaker_name = models.CharField("pembicara", max_length=200)
    role_label = models.CharField("sebagai", max_length=200, blank=True)
    organization_label = models.CharField("lembaga", max_length=200, blank=True)
    capacity = models.CharField(
        "kapasitas", max_length=10, choices=Capacity.choices, default=Capacity.DEFINITIVE
    )
    type = models.CharField("jenis", max_length=12, choices=Kind.choices, default=Kind.ADDRESS)
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="speeches",
        verbose_name="butir acara",
    )
    position = models.PositiveSmallIntegerField("urutan", default=0)
    start = models.TimeField("mulai", null=True, blank=True)
    end = models.TimeField("selesai", null=True, blank=True)
    key_points = models.TextField("pokok-pokok", blank=True, help_text="Satu pokok satu baris.")
    text = models.TextField("teks lengkap", blank=True)
    fidelity = models.CharField(
        "kesetiaan teks", max_length=12, choices=Fidelity.choices, default=Fidelity.SUMMARY
    )
    source = models.CharField("sumber", max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = "sambutan"
        verbose_name_plural = "sambutan"
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__isnull=True)
                | Q(end__isnull=True)
                | Q(end__gte=models.F("start")),
                name="speech_ends_after_it_begins",
                violation_error_message="Jam selesai mendahului jam mulai.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.speaker_name}"

    def speak_as(self, attendance: Attendance) -> None:
        """Take speaker, role and institution from the roll, as frozen on the day.

        Where somebody was represented, it is the delegate who speaks.
        """
        self.attendance = attendance
        self.organization = attendance.organization
        self.organization_label = attendance.organization_label
        if attendance.status == Attendance.Status.REPRESENTED:
            self.speaker, self.capacity = None, Capacity.DEFINITIVE
            self.speaker_name = attendance.represented_by
            self.role_label = f"mewakili {attendance.role_label or attendance.name}"
            return
        self.speaker = attendance.person
        self.speaker_name = (
            attendance.name or attendance.role_label or attendance.organization_label
        )
        self.role_label = attendance.role_label
        self.capacity = attendance.capacity

    @property
    def points(self) -> list[str]:
        return [point.strip(" -•\t") for point in self.key_points.splitlines() if point.strip()]

    @property
    def paragraphs(self) -> list[str]:
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]
