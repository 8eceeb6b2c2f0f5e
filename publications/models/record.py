"""Rows that officials edit, and the one verb that makes them public: `publish`."""

import uuid
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models, transaction

from .publication import Publication

version_moves_on = pgtrigger.Trigger(
    name="version_moves_on",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
    IF NEW.version IS DISTINCT FROM OLD.version + 1 THEN
        RAISE EXCEPTION 'stale write: version % onto %', NEW.version, OLD.version
        USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN NEW;
    """,
)


# A record whose row is gone could neither be corrected nor withdrawn.
published_is_kept = pgtrigger.Trigger(
    name="published_is_kept",
    operation=pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
    IF EXISTS (SELECT 1 FROM publications_publication WHERE record_id = OLD.id) THEN
        RAISE EXCEPTION 'a record that was published is withdrawn, never deleted';
    END IF;
    RETURN OLD;
    """,
)


def remembered(*, exclude: tuple[str, ...] = ()) -> Any:
    """Keep who changed what, from what to what: every insert, update and delete, by trigger."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=["version", "created_at", "changed_at", *exclude],
    )


class Versioned(models.Model):
    """A row that people edit. A write on an older version than the row's own fails loudly.

    The key is a UUID minted in the form, so a resent or double-clicked save is the same row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("versi", default=1, editable=False)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    changed_at = models.DateTimeField("diubah", auto_now=True)

    class Meta:
        abstract = True
        triggers: ClassVar = [version_moves_on]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            kwargs["force_insert"] = True
            super().save(*args, **kwargs)
            return
        self.version += 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version", "changed_at"}
        try:
            super().save(*args, **kwargs)
        except Exception:
            self.version -= 1
            raise


class Publishable(Versioned):
    """A record that can become public: it knows its address and how to write its document."""

    kind: ClassVar[str]

    slug = models.SlugField("alamat", max_length=120, unique=True)
    is_example = models.BooleanField(
        "data contoh", default=False, help_text="Fiktif; ditandai CONTOH di mana pun tampil."
    )

    class Meta(Versioned.Meta):
        abstract = True
        triggers: ClassVar = [version_moves_on, published_is_kept]

    def document(self) -> dict[str, Any]:
        """What the public may know of this record: see the app's ``document.py``."""
        raise NotImplementedError

    def public_address(self) -> str:
        """The slug of the public page; most records use their own."""
        return self.slug

    def published(self) -> Publication | None:
        """The publication that readers see now, a withdrawal included; None if there is none."""
        return Publication.objects.current().filter(record_id=self.pk).first()

    @transaction.atomic
    def publish(self, *, by: Any, reason: str = "", prepared_by: Any = None) -> Publication:
        """Freeze what the public may know of this record into its next publication.

        ``reason`` is required once the record was published before: it is the erratum's text.
        """
        return Publication.objects.seal(
            kind=self.kind,
            record_id=self.pk,
            slug=self.public_address(),
            body=self.document(),
            reason=reason,
            prepared_by=prepared_by,
            published_by=by,
        )

    @transaction.atomic
    def withdraw(self, *, by: Any, reason: str) -> Publication:
        """Take the record away from readers; its page stays and says so, with the reason."""
        return Publication.objects.seal(
            kind=self.kind,
            record_id=self.pk,
            slug=self.public_address(),
            body=None,
            reason=reason,
            published_by=by,
        )
