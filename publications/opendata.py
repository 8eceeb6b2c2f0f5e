"""Open data for readers: what there is, under which terms, and every table as CSV and as JSON.

Each table takes the filters of the list beside it. A table is written while it is read; it depends
on publications and the day alone, so an unchanged one is answered 304 after a single question.
"""

import json
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import api
from . import dump as dumping
from .datasets import DATASETS, SHAPE, Dataset
from .filters import Asked
from .history import address
from .models import Publication, Tally
from .page_cache import public_page
from .tables import csv_lines, json_lines

FRESH = "public, max-age=0, s-maxage=60, must-revalidate"
EUROPE = "http://publications.europa.eu/resource/authority/"
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


# ------------------------------------------------------------------------------------------- pages
@require_safe
@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    """Every table with its size, its terms and its files; the nightly file with all of them."""
    numbers = Numbers()
    return render(
        request,
        "publications/open_data.html",
        {
            "datasets": [card(dataset, numbers) for dataset in DATASETS.values()],
            "dump": dumping.newest(),
            **terms(),
        },
    )


@require_safe
@public_page
def dataset_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One table: its card after the four principles of Satu Data, and its columns."""
    dataset = known(name)
    return render(
        request,
        "publications/dataset_detail.html",
        {
            **card(dataset, Numbers()),
            "list_url": list_url(dataset),
            "filters": dataset.filters,
            **terms(),
        },
    )


def known(name: str) -> Dataset:
    if name not in DATASETS:
        raise Http404
    return DATASETS[name]


class Numbers:
    """How many rows and which years; kept beside the publications, so nothing is counted here."""

    def __init__(self) -> None:
        kinds = {dataset.kind for dataset in DATASETS.values()}
        kinds |= {dataset.counted for dataset in DATASETS.values()}
        rows = Tally.objects.filter(kind__in=kinds, number__gt=0)
        whole = rows.filter(mention="") | rows.filter(mention__startswith="year:")
        self.by_word = {
            (kind, mention): number
            for kind, mention, number in whole.values_list("kind", "mention", "number")
        }

    def of(self, dataset: Dataset) -> int | None:
        """None where nobody counts the rows."""
        return self.by_word.get((dataset.counted, ""), 0) if dataset.counted else None

    def is_empty(self, dataset: Dataset) -> bool:
        return not self.by_word.get((dataset.kind, ""))

    def years(self, dataset: Dataset) -> str:
        years = sorted(
            mention.removeprefix("year:")
            for kind, mention in self.by_word
            if kind == dataset.kind and mention
        )
        return "–".join(dict.fromkeys([years[0], years[-1]])) if years else ""


def card(dataset: Dataset, numbers: Numbers) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "number": numbers.of(dataset),
        "is_empty": numbers.is_empty(dataset),
        "years": numbers.years(dataset),
    }


def terms() -> dict[str, Any]:
    """Who answers for the data and what may be done with it: the operator's to say."""
    last = Publication.objects.without_body().order_by("-sequence").first()
    return {
        "operator": settings.OPERATOR_NAME,
        "licence": settings.DATA_LICENCE_NAME,
        "licence_url": settings.DATA_LICENCE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "changed_at": last and last.published_at,
    }


def list_url(dataset: Dataset) -> str | None:
    try:
        return reverse(dataset.page)
    except NoReverseMatch:
        return None


# ------------------------------------------------------------------------------------------ tables
@require_safe
def table(request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
    """A whole table, or what its filters leave of it."""
    dataset = known(name)
    asked = Asked(request.GET, dataset.filters)
    where = asked.under(reverse("table", args=[name, extension]))
    site = request.build_absolute_uri("/").rstrip("/")
    headers = {"Cache-Control": FRESH, "ETag": etag(site, where), "Vary": "Accept-Encoding"}
    if headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponseNotModified(headers=headers)
    place = "attachment" if extension == "csv" else "inline"
    headers["Content-Disposition"] = f'{place}; filename="{name}.{extension}"'
    if request.method == "HEAD":
        return HttpResponse(content_type=TYPES[extension], headers=headers)
    return StreamingHttpResponse(
        lines(dataset, asked, extension, site), content_type=TYPES[extension], headers=headers
    )


def lines(dataset: Dataset, asked: Asked, extension: str, site: str) -> Iterator[str]:
    found = dataset.read(asked, site)
    if extension == "csv":
        return csv_lines(dataset.columns, found)
    return json_lines(dataset, about(dataset, asked, site), found)


def about(dataset: Dataset, asked: Asked, site: str) -> dict[str, Any]:
    """What stands before the rows of a JSON table."""
    return {
        "nama": dataset.name,
        "judul": str(dataset.title),
        "keterangan": site + reverse("dataset_detail", args=[dataset.name]),
        "lisensi": settings.DATA_LICENCE_URL or None,
        "saringan": asked.values,
        "kolom": [
            {"nama": column.name, "jenis": column.type}
            | ({"kode": list(column.codes)} if column.codes else {})
            for column in dataset.columns
        ],
    }


def etag(*parts: str) -> str:
    """Of an answer that depends on these, on what is published, and on the day."""
    last = Publication.objects.order_by("-sequence").values_list("sequence", flat=True).first()
    text = "\n".join([*parts, str(last), str(timezone.localdate()), str(SHAPE)])
    return f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'


# ------------------------------------------------------------------- for machines and librarians
@require_safe
@public_page
def read_api(request: HttpRequest) -> HttpResponse:
    """What a program may ask, drawn from the API's own description; nothing is loaded for it."""
    return render(
        request,
        "publications/read_api.html",
        {"operations": api.operations(), "description_url": api.description_url()},
    )


@require_safe
@public_page
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue as DCAT 3 in JSON-LD, as data portals harvest it."""
    told, numbers = terms(), Numbers()

    def absolute(path: str) -> str:
        return request.build_absolute_uri(path)

    shared: dict[str, Any] = {"dct:language": {"@id": f"{EUROPE}language/IND"}}
    if told["licence_url"]:
        shared["dct:license"] = {"@id": told["licence_url"]}
    if told["operator"]:
        shared["dct:publisher"] = {"@type": "foaf:Agent", "foaf:name": told["operator"]}
    if told["changed_at"]:
        moment = told["changed_at"].isoformat()
        shared["dct:modified"] = {"@type": "xsd:dateTime", "@value": moment}
    home = absolute(reverse("open_data"))
    found = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": "Data terbuka Forum Kemitraan Kota Magelang",
        "foaf:homepage": {"@id": home},
        **shared,
        "dcat:dataset": [
            described(dataset, numbers, shared, absolute) for dataset in DATASETS.values()
        ],
    }
    return HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=1), content_type="application/ld+json"
    )


def described(dataset: Dataset, numbers: Numbers, shared: Any, absolute: Any) -> dict[str, Any]:
    page = absolute(reverse("dataset_detail", args=[dataset.name]))
    found = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": str(dataset.title),
        "dct:description": str(dataset.description),
        "dcat:landingPage": {"@id": page},
        "dct:accrualPeriodicity": {"@id": f"{EUROPE}frequency/CONT"},
        "dct:conformsTo": {"@id": absolute(reverse("data_dictionary"))},
        "dct:spatial": {"@id": absolute(address("area", "detail", "33.71") or "/")},
        **shared,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": extension.upper(),
                "dcat:downloadURL": {
                    "@id": absolute(reverse("table", args=[dataset.name, extension]))
                },
                "dcat:mediaType": {
                    "@id": "https://www.iana.org/assignments/media-types/"
                    + TYPES[extension].split(";")[0]
                },
                **{key: value for key, value in shared.items() if key == "dct:license"},
            }
            for extension in TYPES
        ],
    }
    if years := numbers.years(dataset):
        found["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": years[:4]},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": years[-4:]},
        }
    return found


@require_safe
@public_page
def data_dictionary(request: HttpRequest) -> HttpResponse:
    """What every field of a sealed document means; kept with the code, in English."""
    path = Path(settings.BASE_DIR) / "docs" / "data-dictionary.md"
    response = HttpResponse(path.read_bytes(), content_type="text/markdown; charset=utf-8")
    response["Content-Language"] = "en"
    return response


@require_safe
def dump_file(request: HttpRequest) -> HttpResponseBase:
    """The nightly file; held back (404) once a record in it was withdrawn, until the next night."""
    made = dumping.newest()
    if made is None or made.is_held_back:
        raise Http404
    headers = {"Cache-Control": FRESH, "ETag": f'"{made.sha256}"'}
    if headers["ETag"] in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponseNotModified(headers=headers)
    return FileResponse(
        made.path.open("rb"),
        as_attachment=True,
        filename=f"data-terbuka-{made.made_at:%Y-%m-%d}.zip",
        content_type="application/zip",
        headers=headers,
    )
