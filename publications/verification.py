"""Is this what the city published? The answer to a hash or a file that somebody holds.

Four things can be recognized: a seal or digest (or its first characters), a document as JSON, a
file that a publication refers to (a photograph, a PDF), and a paper made from a publication, which
carries ``segel:<64 hex>`` in its keywords. None of this is an electronic signature in the sense of
the law: it shows that two texts are the same, not who signed one.
"""

import json
import re
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from .canonical import canonical, sha256
from .history import History, address
from .models import Listing, Publication

SHORTEST = 12  # hexadecimal digits; fewer could belong to several publications
HEX = re.compile(r"[0-9a-f]{12,64}")
SEAL_IN_PAPER = re.compile(rb"segel:([0-9a-f]{64})")

VALID, SUPERSEDED, WITHDRAWN = "valid", "superseded", "withdrawn"
ALTERED, AMBIGUOUS, UNKNOWN, MALFORMED = "altered", "ambiguous", "unknown", "malformed"
DOCUMENT, FILE, PAPER, PAPER_UNSEEN = "document", "file", "paper", "paper_unseen"


class Verdict(NamedTuple):
    """What the portal says about what was handed in, and which publication it means."""

    state: str
    what: str = ""
    publication: Publication | None = None
    newest: Publication | None = None
    withdrawal: Publication | None = None
    title: str = ""

    @property
    def page_url(self) -> str | None:
        return address(self.newest.kind, "detail", self.newest.slug) if self.newest else None

    @property
    def history_url(self) -> str | None:
        return address(self.newest.kind, "history", self.newest.slug) if self.newest else None

    @property
    def compare_url(self) -> str | None:
        """What changed since, where both versions can still be read."""
        if self.state != SUPERSEDED or self.withdrawal or not (self.newest and self.publication):
            return None
        numbers = self.publication.version, self.newest.version
        return address(self.newest.kind, "compare", self.newest.slug, *numbers)


def verdict_on_hash(text: str) -> Verdict:
    """``text``: a seal, the digest of a document or of a file, whole or its beginning."""
    wanted = "".join(text.lower().strip().removeprefix("segel:").split())
    if not HEX.fullmatch(wanted):
        return Verdict(MALFORMED)
    rows = Publication.objects.without_body()
    of_seal = list(rows.filter(seal__startswith=wanted).order_by("-sequence")[:2])
    # Every withdrawal has the digest of "nothing", which says nothing.
    of_digest = rows.exclude(act=Publication.Act.WITHDRAW).filter(digest__startswith=wanted)
    found = [*of_seal, *of_digest.order_by("-sequence")[:2]]
    if len({row.record_id for row in found}) > 1:
        return Verdict(AMBIGUOUS)
    if found:
        return verdict_on(found[0], DOCUMENT)
    return verdict_on_file_digest(wanted) if len(wanted) == 64 else Verdict(UNKNOWN)


def verdict_on_seal(seal: str) -> Verdict:
    """The address that papers carry as a QR code: a whole seal and nothing else."""
    row = Publication.objects.without_body().filter(seal=seal).first()
    return verdict_on(row, DOCUMENT) if row else Verdict(UNKNOWN)


def verdict_on_bytes(data: bytes) -> Verdict:
    """A file: what we issued as JSON, a paper of ours, or a file that a publication refers to."""
    stored = verdict_on_file_digest(sha256(data))
    if stored.state != UNKNOWN:
        return stored
    if data.lstrip()[:1] == b"{":
        return verdict_on_json(data)
    if data[:1024].lstrip().startswith(b"%PDF-") and (found := SEAL_IN_PAPER.findall(data)):
        return verdict_on_paper(data, {seal.decode() for seal in found})
    return Verdict(UNKNOWN)


def verdict_on_file_digest(digest: str) -> Verdict:
    listing = (
        Listing.objects.readable()
        .filter(files__contains=[digest])
        .order_by("-publication_id")
        .first()
    )
    if listing is None:
        return Verdict(UNKNOWN)
    row = Publication.objects.without_body().get(pk=listing.publication_id)
    return verdict_on(row, FILE, title=listing.title)


def verdict_on_json(data: bytes) -> Verdict:
    """Recompute the digest of the body and the seal of the envelope, then look the seal up."""
    try:
        document = json.loads(data, object_pairs_hook=unambiguous)
        if "envelope" not in document:  # the body alone
            return verdict_on_hash(sha256(canonical(document)))
        envelope = document["envelope"]
        digest, seal = sha256(canonical(document.get("body"))), sha256(canonical(envelope))
        claimed = str(document.get("seal", ""))
        told = str(document.get("digest", envelope["digest"]))
        number = envelope["sequence"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Verdict(UNKNOWN)
    row = Publication.objects.without_body().filter(seal=seal).first()
    if row and claimed == seal and told == row.digest:
        verdict = verdict_on(row, DOCUMENT)
        # Of what was withdrawn we give out the envelope alone.
        if digest == row.digest or (verdict.state == WITHDRAWN and "body" not in document):
            return verdict
    rows = Publication.objects.without_body()
    meant = row or (rows.filter(seal=claimed).first() if HEX.fullmatch(claimed) else None)
    if meant is None and isinstance(number, int) and 0 < number < 2**63:
        meant = rows.filter(sequence=number, record_id__in=record_of(envelope)).first()
    return verdict_on(meant, DOCUMENT)._replace(state=ALTERED) if meant else Verdict(UNKNOWN)


def unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A file that says one thing twice could show a reader one and a program the other."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name is repeated")
    return dict(pairs)


def record_of(envelope: dict[str, Any]) -> list[str]:
    try:
        return [str(UUID(str(envelope.get("record"))))]
    except ValueError:
        return []


def verdict_on_paper(data: bytes, seals: set[str]) -> Verdict:
    """A paper names the seal it was made from, and papers are made the same to the last byte."""
    row = Publication.objects.without_body().filter(seal__in=seals).first()
    if row is None:
        return Verdict(UNKNOWN)
    papers = list(settings.PAPERS_DIR.glob(f"{row.seal}-*.pdf"))
    if any(paper.read_bytes() == data for paper in papers) and len(seals) == 1:
        return verdict_on(row, PAPER)
    verdict = verdict_on(row, PAPER_UNSEEN)
    return verdict._replace(state=ALTERED, what=PAPER) if papers else verdict


def verdict_on(row: Publication, what: str, title: str = "") -> Verdict:
    """Where this publication stands now among the versions of its record."""
    history = History.of(row.record_id)
    newest, withdrawal = history.newest, history.withdrawal
    if newest.is_withdrawn:
        return Verdict(WITHDRAWN, what, row, newest, withdrawal)
    if not title:
        listing = Listing.objects.filter(record_id=row.record_id).first()
        title = listing.title if listing else ""
    taken = withdrawal if withdrawal and row.version <= withdrawal.version else None
    state = VALID if newest.pk == row.pk else SUPERSEDED
    return Verdict(state, what, row, newest, taken, title)
