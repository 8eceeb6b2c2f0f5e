"""What the public may know: immutable, versioned documents in one sealed chain."""

from typing import Any, Self
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from ..canonical import GENESIS, canonical, normal, sha256, utc
from ..freshness import everything_changed
from .catalogue import Listing

# Any constant will do; it names the one lock that all sealing waits for.
SEALING_LOCK = 3371_2025_1222


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> Self:
        """The latest publication of each record, withdrawals included."""
        return self.filter(listing__isnull=False)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def of_record(self, record_id: UUID) -> Self:
        """Every version of one record, the newest first."""
        return self.filter(record_id=record_id).order_by("-version")

    def without_body(self) -> Self:
        """For lists of versions: the bodies are the heavy part."""
        return self.defer("body")

    @transaction.atomic
    def seal(
        self,
        *,
        kind: str,
        record_id: UUID,
        slug: str,
        body: dict[str, Any] | None,
        reason: str = "",
        prepared_by: Any = None,
        published_by: Any,
        continues: bool = False,
    ) -> "Publication":
        """Append the next version of a record to the chain, and list it for readers.

        ``body`` is the whole document; ``None`` withdraws the record. A version that ``continues``
        tells what happened since; any other mends the one before it. One caller at a time: the
        advisory lock is held until the transaction ends, so the chain has no gaps and no forks.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING_LOCK])
        last = self.without_body().order_by("-sequence").first()
        before = self.of_record(record_id).without_body().first()
        if body is None and before is None:
            raise ValueError("nothing was published that could be withdrawn")
        now = timezone.now().replace(microsecond=0)
        publication = self.model(
            sequence=last.sequence + 1 if last else 1,
            kind=kind,
            record_id=record_id,
            slug=slug,
            version=before.version + 1 if before else 1,
            act=Publication.Act.of(body, before, continues=continues),
            published_at=max(now, last.published_at) if last else now,
            reason=normal(reason),
            body=normal(body),
            digest=sha256(canonical(body)),
            previous=last.seal if last else GENESIS,
            prepared_by=prepared_by,
            published_by=published_by,
        )
        publication.seal = publication.computed_seal()
        publication.save(force_insert=True)
        Listing.objects.replace(publication)
        transaction.on_commit(everything_changed)
        return publication


class Publication(models.Model):
    """One version of one record as the public knows it, sealed for good.

    ``digest`` is the SHA-256 of the canonical body; ``seal`` is the SHA-256 of the canonical
    envelope, which names the seal before it. To change one letter of one document, every later
    seal would have to change.
    """

    class Act(models.TextChoices):
        PUBLISH = "publish", "terbit"
        CORRECT = "correct", "ralat"
        UPDATE = "update", "pembaruan"
        WITHDRAW = "withdraw", "tarik"

        @classmethod
        def of(
            cls, body: dict[str, Any] | None, before: "Publication | None", *, continues: bool
        ) -> "str":
            if body is None:
                return cls.WITHDRAW
            if before is None:
                return cls.PUBLISH
            return cls.UPDATE if continues else cls.CORRECT

    sequence = models.PositiveBigIntegerField("nomor urut", primary_key=True)
    kind = models.CharField("jenis", max_length=40)
    record_id = models.UUIDField("catatan")
    slug = models.CharField("alamat", max_length=160)
    version = models.PositiveIntegerField("versi")
    act = models.CharField("tindakan", max_length=10, choices=Act.choices)
    published_at = models.DateTimeField("waktu terbit")
    reason = models.TextField("alasan", blank=True)
    body = models.JSONField("isi", null=True)
    digest = models.CharField("sidik isi", max_length=64, db_index=True)
    previous = models.CharField("segel sebelumnya", max_length=64, unique=True)
    seal = models.CharField("segel", max_length=64, unique=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "terbitan"
        verbose_name_plural = "terbitan"
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="one_row_per_version"),
            models.CheckConstraint(
                condition=models.Q(act="withdraw", body__isnull=True)
                | (~models.Q(act="withdraw") & models.Q(body__isnull=False)),
                name="only_a_withdrawal_has_no_body",
            ),
            models.CheckConstraint(
                condition=models.Q(act="publish") | ~models.Q(reason=""),
                name="a_change_has_a_reason",
                violation_error_message="Tuliskan alasan perubahan ini.",
            ),
            models.CheckConstraint(
                # Minutes and reports need two pairs of eyes. A withdrawal is urgent: one may act.
                condition=~models.Q(kind__in=["meeting", "progress"])
                | models.Q(act="withdraw")
                | (
                    models.Q(prepared_by__isnull=False)
                    & ~models.Q(prepared_by=models.F("published_by"))
                ),
                name="publisher_is_not_the_author",
                violation_error_message="Penyusun tidak boleh menerbitkan catatannya sendiri.",
            ),
        ]
        indexes = [models.Index(fields=["kind", "slug", "-sequence"], name="publication_address")]
        triggers = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'publications are insert-only';",
            ),
            pgtrigger.Trigger(
                name="continues_the_chain",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("last", "RECORD")],
                func="""
                SELECT sequence, seal INTO last FROM publications_publication
                 ORDER BY sequence DESC LIMIT 1;
                IF NEW.sequence <> COALESCE(last.sequence, 0) + 1
                   OR NEW.previous <> COALESCE(last.seal, repeat('0', 64)) THEN
                    RAISE EXCEPTION 'publication % does not continue the chain', NEW.sequence;
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} versi {self.version}"

    def envelope(self) -> dict[str, Any]:
        """What the seal is computed over; together with the body, all that a verifier needs."""
        return {
            "sequence": self.sequence,
            "kind": self.kind,
            "record": str(self.record_id),
            "slug": self.slug,
            "version": self.version,
            "act": str(self.act),
            "published_at": utc(self.published_at),
            "reason": self.reason,
            "digest": self.digest,
            "previous": self.previous,
        }

    def computed_seal(self) -> str:
        return sha256(canonical(self.envelope()))

    @property
    def is_withdrawn(self) -> bool:
        return self.act == self.Act.WITHDRAW
