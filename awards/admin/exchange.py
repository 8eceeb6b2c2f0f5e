"""Sheets that go out and come in: CSV and XLSX, looked at before anything is stored.

A spreadsheet takes a cell that begins with = + - @ for a formula. What goes out carries an
apostrophe before it, which spreadsheets hide; what comes in loses that apostrophe again.
"""

import csv
import io
import zipfile
from typing import Any
from uuid import uuid4

import openpyxl
import tablib
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.resources import ModelResource
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .base import REFUSED

CSV, XLSX = "csv", "xlsx"
FORMATS = {XLSX: "Excel (XLSX)", CSV: "CSV"}
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST = 2 * 1024 * 1024
UNPACKED = 30 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 30
KEPT = 60 * 60  # seconds between preview and confirmation


def harmless(value: Any) -> str:
    """A cell that no spreadsheet runs."""
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def as_typed(value: Any) -> str:
    """What somebody meant by a cell: 12.0 is 12, and the apostrophe of ``harmless`` is gone."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).replace("\0", "").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def file_of(head: list[str], rows: list[list[Any]], kind: str, name: str) -> HttpResponse:
    table = [[harmless(cell) for cell in row] for row in [head, *rows]]
    content: bytes
    if kind == CSV:
        text = io.StringIO()
        csv.writer(text).writerows(table)
        content = text.getvalue().encode("utf-8-sig")  # or Excel misreads the letters
    else:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Data")
        for row in table:
            sheet.append(row)
        buffer = io.BytesIO()
        book.save(buffer)
        content = buffer.getvalue()
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def dataset_of(content: bytes) -> tablib.Dataset:
    """The rows of an uploaded sheet; what cannot be read is said in a sentence."""
    try:
        rows = rows_of_workbook(content) if content[:2] == b"PK" else rows_of_text(content)
    except ValidationError:
        raise
    except Exception:  # whatever is wrong with a stranger's file, it is the file that is wrong
        raise ValidationError("Berkas ini tidak terbaca sebagai CSV atau XLSX.") from None
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise ValidationError("Berkas ini kosong: baris pertama judul kolom, lalu isinya.")
    if len(rows) - 1 > MOST_ROWS:
        raise ValidationError(f"Paling banyak {MOST_ROWS} baris dalam satu berkas.")
    head = [cell.casefold() for cell in rows[0]]
    named = [cell for cell in head if cell]
    if len(named) != len(set(named)):
        raise ValidationError("Ada dua kolom dengan judul yang sama.")
    width = len(head)
    data = tablib.Dataset(headers=head)
    for row in rows[1:]:
        data.append((row + [""] * width)[:width])
    return data


def rows_of_text(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [[as_typed(cell) for cell in row[:MOST_COLUMNS]] for row in reader]


def rows_of_workbook(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > UNPACKED:
            raise ValidationError("Berkas ini terlalu besar.")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    cells = book.worksheets[0].iter_rows(
        max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True
    )
    return [[as_typed(cell) for cell in row] for row in cells]


class Unreadable(ValueError):
    """A cell that cannot be what its column asks for; the message says so."""


class PlainDiff:
    """Before and after, as text: the library's own writes styles that our pages refuse."""

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        self.left = [] if new else self.values(resource, instance)

    def values(self, resource: Any, instance: Any) -> list[str]:
        return [str(field.export(instance) or "") for field in resource.get_import_fields()]

    def compare_with(self, resource: Any, instance: Any) -> None:
        self.right = self.values(resource, instance)

    def as_html(self) -> list[tuple[str, str]]:
        left = self.left or [""] * len(self.right)
        return list(zip(left, self.right, strict=True))


class AwardResource(ModelResource):
    """Rows of a sheet and rows of the database, by the names that stand over the columns."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    @classmethod
    def get_diff_class(cls) -> Any:
        return PlainDiff

    def columns(self) -> list[str]:
        return [field.column_name for field in self.get_import_fields()]


class Upload(forms.Form):
    sheet = forms.FileField(
        label="berkas",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV atau XLSX, paling besar 2 MB dan 2.000 baris.",
    )

    def clean_sheet(self) -> Any:
        sheet = self.cleaned_data["sheet"]
        if sheet.size > LARGEST:
            raise ValidationError("Berkas ini lebih besar dari 2 MB.")
        return sheet


class Exchange:
    """Import and export for an admin page; stands before ``AwardAdmin`` among its parents."""

    resource: type[AwardResource]
    change_list_template: Any = "admin/awards/change_list.html"
    import_help = ""

    def get_urls(self) -> list[Any]:
        page: Any = self
        return [
            page.own_url("impor/", self.import_view, "import"),
            page.own_url("ekspor/<slug:kind>/", self.export_view, "export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        page: Any = self
        links = {
            "import_address": reverse(f"admin:{page.label}_import"),
            "exports": [
                (words, reverse(f"admin:{page.label}_export", args=[kind]))
                for kind, words in FORMATS.items()
            ],
        }
        return super().changelist_view(request, {**links, **(extra_context or {})})  # type: ignore[misc]

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """The rows of the list as it is filtered now."""
        page: Any = self
        if not page.has_view_permission(request):
            raise PermissionDenied
        if kind not in FORMATS:
            return redirect(f"admin:{page.label}_changelist")
        rows = page.get_changelist_instance(request).get_queryset(request)
        resource = self.resource()
        data = resource.export(queryset=rows.order_by(*page.export_order))
        return file_of(data.headers, list(data), kind, page.opts.model_name)

    def import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Upload, look at every row, confirm. Nothing is stored before the last step, and then
        all rows or none."""
        page: Any = self
        if not page.has_add_permission(request):
            raise PermissionDenied
        back = reverse(f"admin:{page.label}_changelist")
        form, result, key, wrong, status = Upload(), None, "", [], 200
        if request.method == "POST":
            confirmed = request.POST.get("key", "")
            try:
                if confirmed:
                    content = cache.get(self.kept(request, confirmed))
                    if content is None:
                        raise ValidationError("Pratinjau itu sudah lama. Unggah berkasnya lagi.")
                    result = self.run(request, content, store=True)
                    if not problems_of(result):
                        cache.delete(self.kept(request, confirmed))
                        messages.success(request, summary(result))
                        return redirect(back)
                else:
                    form = Upload(request.POST, request.FILES)
                    if form.is_valid():
                        content = form.cleaned_data["sheet"].read()
                        result = self.run(request, content, store=False)
                        if not problems_of(result):
                            key = uuid4().hex
                            cache.set(self.kept(request, key), content, KEPT)
            except ValidationError as error:
                wrong = error.messages
            invalid = bool(wrong or form.errors or (result and problems_of(result)))
            status = 422 if invalid else 200
        context = {
            **page.admin_site.each_context(request),
            "title": f"Impor {page.opts.verbose_name_plural}",
            "opts": page.opts,
            "form": form,
            "columns": self.resource().columns(),
            "import_help": self.import_help,
            "result": result,
            "problems": problems_of(result) if result else [],
            "rows": preview(result) if result else [],
            "key": key,
            "wrong": wrong,
            "back": back,
        }
        return TemplateResponse(request, "admin/awards/import.html", context, status=status)

    def kept(self, request: HttpRequest, key: str) -> str:
        """Where an upload waits: with whom, so that nobody confirms what another looked at."""
        page: Any = self
        safe = "".join(letter for letter in key if letter.isalnum())[:32]
        return f"import:{page.label}:{request.user.pk}:{safe}"

    def run(self, request: HttpRequest, content: bytes, *, store: bool) -> Any:
        resource = self.resource()
        data = dataset_of(content)
        missing = [name for name in resource.required_columns if name not in data.headers]
        if missing:
            raise ValidationError(f"Kolom yang tidak ada: {', '.join(missing)}.")
        with transaction.atomic():
            result = resource.import_data(data, dry_run=not store, user=request.user)
            if store and problems_of(result):
                transaction.set_rollback(True)
        return result


def problems_of(result: Any) -> list[tuple[Any, str]]:
    """Every row that cannot be stored, with why; the line is counted as the sheet counts it."""
    found = [("", sentence_of(error.error)) for error in result.base_errors]
    for number, errors in result.row_errors():
        found += [(number + 1, sentence_of(error.error)) for error in errors]
    for row in result.invalid_rows:
        for name, sentences in row.error_dict.items():
            prefix = "" if name == "__all__" else f"{name}: "
            found += [(row.number + 1, f"{prefix}{sentence}") for sentence in sentences]
    return found


def sentence_of(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Unreadable):
        return str(error)
    told = (sentence for sign, sentence in REFUSED.items() if sign in str(error))
    return next(told, "Isi baris ini tidak bisa dibaca.")


WORDS = {"new": "baru", "update": "berubah", "skip": "sama"}


def preview(result: Any) -> list[dict[str, Any]]:
    return [
        {"word": WORDS.get(row.import_type, ""), "kind": row.import_type, "cells": row.diff}
        for row in result.valid_rows()
    ]


def summary(result: Any) -> str:
    totals = result.totals
    return (
        f"Impor selesai: {totals['new']} baris baru, {totals['update']} berubah, "
        f"{totals['skip']} sama."
    )
