"""Officials and their duties: a role within an area and all that lies in it."""

import uuid
from typing import Any, ClassVar

import pgtrigger
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from organizations import duties
from organizations.models import Area, Person
from publications.models import Versioned, remembered


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


# Signing in writes ``last_login`` and may renew the password's hash: that is no edit, and two
# sign-ins at once must not fail each other.
edits_move_the_version = pgtrigger.Trigger(
    name="edits_move_the_version",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    IF ROW(NEW.email, NEW.name, NEW.person_id, NEW.is_active, NEW.is_superuser)
       IS DISTINCT FROM ROW(OLD.email, OLD.name, OLD.person_id, OLD.is_active, OLD.is_superuser)
       AND NEW.version IS DISTINCT FROM OLD.version + 1 THEN
        RAISE EXCEPTION 'stale write: version % onto %', NEW.version, OLD.version
        USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
    """,
)


@remembered(exclude=("password", "last_login"))
class User(AbstractBaseUser, PermissionsMixin):
    """An official with a sign-in. The e-mail address is internal and never published.

    What a user may do follows from duties alone; Django's groups and permissions are not used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    email = models.EmailField("surel", unique=True)
    name = models.CharField("nama", max_length=150)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="orang"
    )
    is_active = models.BooleanField("aktif", default=True)
    is_demonstration = models.BooleanField("akun peragaan", default=False, editable=False)
    date_joined = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "petugas"
        verbose_name_plural = "petugas"
        ordering = ["name"]
        triggers: ClassVar = [edits_move_the_version]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and kwargs.get("update_fields") is None:
            self.version += 1
        super().save(*args, **kwargs)

    def get_short_name(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def duties_today(self) -> list["Duty"]:
        today = timezone.localdate()
        return list(self.duties.valid_on(today).select_related("area"))

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin: the name is Django's, the answer is a duty."""
        return self.is_superuser or bool(
            self.codes_on_duty(duties.ADMINISTRATOR, duties.AWARD_SECRETARY)
        )

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The admin asks this first; its pages then narrow it to the administrator's area."""
        return self.has_module_perms(perm.partition(".")[0])

    def has_module_perms(self, app_label: str) -> bool:
        """Awards are the award secretary's; everything else in the admin is an administrator's."""
        role = duties.AWARD_SECRETARY if app_label == "awards" else duties.ADMINISTRATOR
        return self.is_active and (self.is_superuser or bool(self.codes_on_duty(role)))

    @property
    def keeps_records(self) -> bool:
        """Whether minutes and the log of activities are this user's work somewhere."""
        return bool(self.codes_on_duty(duties.NOTE_TAKER, duties.ADMINISTRATOR))

    @property
    def reads_minutes(self) -> bool:
        """Whether minutes are this user's to write or to review somewhere."""
        return self.keeps_records or bool(self.codes_on_duty(duties.REVIEWER))

    @property
    def keeps_awards(self) -> bool:
        """Whether award rounds are this user's work; their pages stand in the admin."""
        return bool(self.codes_on_duty(duties.AWARD_SECRETARY))

    @property
    def judges(self) -> bool:
        """Whether this user sits in a jury with an account of their own."""
        return bool(self.codes_on_duty(duties.JUROR))

    @property
    def opens_dossiers(self) -> bool:
        """Whether the evidence of nominees is this user's to look after: own area's, or all."""
        return self.keeps_records or self.keeps_awards

    @property
    def oversees_all(self) -> bool:
        """An administrator of the whole territory, not of one part of it."""
        return self.is_superuser or any(
            duty.role == duties.ADMINISTRATOR and duty.area.parent_id is None
            for duty in self.duties_today
        )

    @property
    def should_use_second_factor(self) -> bool:
        """Who publishes or manages accounts is worth stealing a password from."""
        return self.is_superuser or bool(self.codes_on_duty(duties.ADMINISTRATOR, duties.REVIEWER))

    @property
    def has_second_factor(self) -> bool:
        return Authenticator.objects.filter(user=self, type=Authenticator.Type.TOTP).exists()

    def covers(self, code: str, *roles: str) -> bool:
        """Whether an area lies in one where this user holds one of ``roles`` today."""
        return any(
            code == mine or code.startswith(f"{mine}.") for mine in self.codes_on_duty(*roles)
        )

    def codes_on_duty(self, *roles: str) -> set[str]:
        """The area codes in which this user holds one of ``roles`` today; all duties if none."""
        return {
            duty.area.identifier for duty in self.duties_today if not roles or duty.role in roles
        }


class DutyQuerySet(models.QuerySet["Duty"]):
    def valid_on(self, day: Any) -> "DutyQuerySet":
        return self.filter(
            models.Q(start_date__isnull=True) | models.Q(start_date__lte=day),
            models.Q(end_date__isnull=True) | models.Q(end_date__gte=day),
        )


@remembered()
class Duty(Versioned):
    """What somebody may do, and where: a kelurahan's note-taker sees that kelurahan's records."""

    class Role(models.TextChoices):
        NOTE_TAKER = duties.NOTE_TAKER, "Notulis"
        REVIEWER = duties.REVIEWER, "Pemeriksa"
        REGISTRAR = duties.REGISTRAR, "Pencatat lembaga"
        AWARD_SECRETARY = duties.AWARD_SECRETARY, "Sekretaris penghargaan"
        JUROR = duties.JUROR, "Juri"
        ADMINISTRATOR = duties.ADMINISTRATOR, "Administrator"

    user = models.ForeignKey(User, models.CASCADE, related_name="duties", verbose_name="petugas")
    role = models.CharField("tugas", max_length=20, choices=Role.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="wilayah")
    start_date = models.DateField("mulai", null=True, blank=True)
    end_date = models.DateField("berakhir", null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = "tugas"
        verbose_name_plural = "tugas"
        ordering = ["role", "area"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area"],
                name="one_duty_per_area",
                violation_error_message="Petugas ini sudah punya tugas itu di wilayah itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area.full_name}"
