"""What readers may ask of any publication, whatever its kind: its versions, its seal, its files."""

from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import compare as comparing
from .canonical import GENESIS, canonical
from .history import History, address
from .images import EXTENSIONS
from .models import Listing, Publication, StoredFile
from .page_cache import Instead, public_page
from .reading import entries
from .verification import Verdict, verdict_on_bytes, verdict_on_hash, verdict_on_seal

LOG_ROWS = 25
CHAIN_ROWS = 1_000
FILE_SECONDS = 300
TOO_LARGE = _("Berkas ini terlalu besar untuk diperiksa di sini.")
KINDS = {
    "meeting": pgettext_lazy("jenis catatan", "Pertemuan"),
    "organization": pgettext_lazy("jenis catatan", "Lembaga"),
    "person": pgettext_lazy("jenis catatan", "Orang"),
    "area": _("Wilayah"),
    "award_round": _("Putaran penghargaan"),
    "award_result": _("Hasil lomba"),
    "award_commitment": _("Komitmen lembar nilai"),
    "certificate": _("Piagam"),
    "progress": _("Laporan kemajuan"),
}
ACTS = {
    "publish": _("terbit"),
    "correct": _("ralat"),
    "update": _("pembaruan"),
    "withdraw": _("tarik"),
}


# ---------------------------------------------------------------------- what stands at an address
class Moved(Instead):
    """The record has another address now."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def response(self, request: HttpRequest) -> HttpResponse:
        """The same page (JSON, history …) of the same language, at the new address."""
        match = request.resolver_match
        assert match is not None
        there = {
            name: self.new if value == self.old else value
            for name, value in (match.captured_kwargs or {}).items()  # type: ignore[attr-defined]
        }
        query = request.META.get("QUERY_STRING", "")
        path = reverse(match.view_name, kwargs=there)
        return HttpResponseRedirect(f"{path}?{query}" if query else path)


class Withdrawn(Instead):
    """The record was taken away: its page says so, with the reason."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication

    def response(self, request: HttpRequest) -> HttpResponse:
        row = self.publication
        context = {"publication": row, "history_url": address(row.kind, "history", row.slug)}
        return render(request, "publications/withdrawn.html", context, status=410)


def current_or_moved(kind: str, slug: str) -> Publication:
    """The publication that readers see at this address; one query.

    Inside a ``public_page`` the rest is answered by itself: an address that the record had once
    leads to its new one, a withdrawn record says so (410), anything else is a 404.
    """
    publication = (
        Publication.objects.current().filter(listing__kind=kind, listing__slug=slug).first()
    )
    if publication is None:
        raise moved(kind, slug)
    if publication.is_withdrawn:
        raise Withdrawn(publication)
    return publication


def listing_or_moved(kind: str, slug: str) -> Listing:
    """The row of the record at this address, withdrawn or not."""
    listing = Listing.objects.filter(kind=kind, slug=slug).first()
    if listing is None:
        raise moved(kind, slug)
    return listing


def moved(kind: str, slug: str) -> Exception:
    """What to answer where no record stands: its new address, or a 404."""
    older = Publication.objects.of_kind(kind).filter(slug=slug).order_by("-sequence")
    record_id = older.values_list("record_id", flat=True).first()
    now = Listing.objects.filter(record_id=record_id).first() if record_id else None
    return Moved(slug, now.slug) if now and now.slug != slug else Http404()


# -------------------------------------------------------------------------------------- versions
@public_page
def history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Every version with its act, moment, reason and seal; ``?versi=N`` reads an old one."""
    listing = listing_or_moved(kind, slug)
    number = whole_number(request, "versi")
    versions = History.of(listing.record_id, with_bodies=(number,) if number else ())
    context: dict[str, Any] = {
        "title": "" if listing.is_withdrawn else listing.title,
        "kind": kind,
        "kind_name": KINDS.get(kind, kind),
        "history": versions,
        "page_url": address(kind, "detail", slug),
        "json_url": address(kind, "json", slug),
        "history_url": address(kind, "history", slug),
    }
    if number:
        context["version"] = version = versions.get(number)
        if version is None:
            raise Http404
        if not version.is_readable:
            return render(request, "publications/version.html", context, status=410)
        context["entries"] = entries(version.publication.text)  # type: ignore[attr-defined]
        return render(request, "publications/version.html", context)
    context["rows"] = [
        (version, version.before and address(
            kind, "compare", slug, version.before.version, version.publication.version
        ))
        for version in versions.versions
    ]  # fmt: skip
    return render(request, "publications/history.html", context)


@public_page
def compare(request: HttpRequest, kind: str, slug: str, old: int, new: int) -> HttpResponse:
    """What changed between two versions, by field and by sentence."""
    listing = listing_or_moved(kind, slug)
    versions = History.of(listing.record_id, with_bodies=(old, new))
    before, after = versions.get(old), versions.get(new)
    if before is None or after is None or old >= new:
        raise Http404
    is_readable = before.is_readable and after.is_readable
    context: dict[str, Any] = {
        "title": "" if listing.is_withdrawn else listing.title,
        "history": versions,
        "before": before.publication,
        "after": after.publication,
        "unreadable": [v.publication for v in (before, after) if not v.is_readable],
        "page_url": address(kind, "detail", slug),
        "history_url": address(kind, "history", slug),
    }
    if is_readable:
        context["sections"] = comparing.compare(
            before.publication.text,  # type: ignore[attr-defined]
            after.publication.text,  # type: ignore[attr-defined]
        )
    status = 200 if is_readable else 410
    return render(request, "publications/compare.html", context, status=status)


@public_page
def document_json(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The sealed document as a verifier needs it; ``?versi=N`` gives an older one.

    What was withdrawn answers 410 with the envelope and the seal, and without a body.
    """
    listing = listing_or_moved(kind, slug)
    number = whole_number(request, "versi")
    version = None
    if number:
        version = History.of(listing.record_id, with_bodies=(number,)).get(number)
        if version is None:
            raise Http404
        row, is_readable = version.publication, version.is_readable
        body = row.text if is_readable else None  # type: ignore[attr-defined]
    else:
        row = listing.publication
        body, is_readable = row.body, not row.is_withdrawn
    sealed: dict[str, Any] = {"envelope": row.envelope(), "seal": row.seal, "digest": row.digest}
    if is_readable:
        sealed["body"] = body
    response = HttpResponse(
        canonical(sealed),
        content_type="application/json",
        status=200 if is_readable else 410,
    )
    response["Content-Disposition"] = f'inline; filename="{row.slug}-versi-{row.version}.json"'
    return response


# ---------------------------------------------------------------------------------- verification
@csrf_exempt  # it changes nothing and sets no cookie; a form with a token could not be cached
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def verify(request: HttpRequest) -> HttpResponse:
    """The question "is this what was published?", asked with a hash or with a file."""
    if request.method != "POST":
        text = request.GET.get("sidik", "")[:200].strip()
        verdict = verdict_on_hash(text) if text else None
        return verified(request, verdict, asked=text)
    # What is far too large is not even received.
    if int(request.META.get("CONTENT_LENGTH") or 0) > 4 * settings.UPLOAD_MAX_BYTES:
        return verified(request, None, problem=TOO_LARGE, status=413)
    upload = request.FILES.get("berkas")
    if upload is None:
        return verified(request, None, problem=_("Pilih dulu berkas yang akan diperiksa."))
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        return verified(request, None, problem=TOO_LARGE, status=413)
    return verified(request, verdict_on_bytes(upload.read()))


@public_page
def verify_seal(request: HttpRequest, seal: str) -> HttpResponse:
    """Where the QR code of a paper leads."""
    return verified(request, verdict_on_seal(seal), asked=seal)


def verified(
    request: HttpRequest,
    verdict: Verdict | None,
    *,
    asked: str = "",
    problem: Any = "",
    status: int = 200,
) -> HttpResponse:
    is_new = verdict is None and not problem
    kind = verdict.publication.kind if verdict and verdict.publication else ""
    context = {
        "verdict": verdict,
        "asked": asked,
        "problem": problem,
        "is_new": is_new,
        "kind_name": KINDS.get(kind, kind),
        "most_megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
    }
    return render(request, "publications/verify.html", context, status=status)


# ----------------------------------------------------------------------------------------- files
@require_safe
def file(request: HttpRequest, sha256: str, extension: str) -> HttpResponseBase:
    """A photograph or document that a current publication refers to; anything else is a 404.

    After a withdrawal a shared cache may still hold it for ``FILE_SECONDS``.
    """
    stored = get_object_or_404(StoredFile.objects.public(), pk=sha256)
    if EXTENSIONS.get(stored.media_type) != extension or not stored.path.is_file():
        raise Http404
    etag = f'"{sha256}"'
    headers = {
        "Cache-Control": f"public, max-age={FILE_SECONDS}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": etag,
        "X-Content-Type-Options": "nosniff",
    }
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponseNotModified(headers=headers)
    is_image = stored.media_type.startswith("image/")
    return FileResponse(
        stored.path.open("rb"),
        as_attachment=not is_image,
        filename=f"{sha256[:12]}.{extension}" if is_image else stored.name or f"{sha256}.pdf",
        content_type=stored.media_type,
        headers=headers,
    )


# -------------------------------------------------------------------------------- the public log
@public_page
def log(request: HttpRequest) -> HttpResponse:
    """Every publication, the newest first, as one sealed chain."""
    before = whole_number(request, "sebelum")
    rows = Publication.objects.without_body().order_by("-sequence")
    if before:
        rows = rows.filter(sequence__lt=before)
    found = list(rows[: LOG_ROWS + 1])
    page = found[:LOG_ROWS]
    listed = {
        record_id: (title, is_example)
        for record_id, title, is_example in Listing.objects.readable()
        .filter(record_id__in={row.record_id for row in page})
        .values_list("record_id", "title", "card__is_example")
    }
    acts = {act: str(word) for act, word in ACTS.items()}
    versions, verify_url = gettext("versi %(number)s"), reverse("verify_seal", args=[GENESIS])
    return render(
        request,
        "publications/log.html",
        {
            "rows": [
                {
                    "publication": row,
                    "kind": KINDS.get(row.kind, row.kind),
                    "title": listed.get(row.record_id, ("", False))[0],
                    "is_example": listed.get(row.record_id, ("", False))[1],
                    "url": address(row.kind, "history", row.slug),
                    "version": versions % {"number": row.version},
                    "act": acts[row.act],
                    "verify_url": verify_url.replace(GENESIS, row.seal),
                }
                for row in page
            ],
            "older_url": f"?sebelum={page[-1].sequence}" if len(found) > LOG_ROWS else "",
            "newer_url": reverse("log") if before else "",
        },
    )


@public_page
def log_json(request: HttpRequest) -> HttpResponse:
    """The envelopes and seals, from ``?dari=`` on, at most a thousand; and where documents are."""
    start = whole_number(request, "dari") or 1
    rows = list(
        Publication.objects.filter(sequence__gte=start)
        .without_body()
        .select_related("listing")
        .order_by("sequence")[: CHAIN_ROWS + 1]
    )
    page = rows[:CHAIN_ROWS]
    chain = [
        {
            "envelope": row.envelope(),
            "seal": row.seal,
            # Only what readers can open now has a document.
            "document": (
                address(row.kind, "json", row.slug)
                if hasattr(row, "listing") and not row.is_withdrawn
                else None
            ),
        }
        for row in page
    ]
    following = f"{reverse('log_json')}?dari={rows[-1].sequence}" if len(rows) > len(page) else None
    return HttpResponse(
        canonical({"rows": chain, "next": following}), content_type="application/json"
    )


@public_page
def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone script with which anyone can check the whole chain."""
    program = (settings.BASE_DIR / "static" / "verify.py").read_bytes()
    response = HttpResponse(program, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


def whole_number(request: HttpRequest, name: str) -> int | None:
    """A positive number from the query; nonsense is an address that does not exist."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 15 or not int(text):
        raise Http404
    return int(text)
