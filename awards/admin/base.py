"""What the pages of the award secretary share: buttons that ask first, and refusals in words."""

from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.history import Place as PlaceInHistory
from accounts.history import acts
from accounts.history import page as history_page
from publications.admin import VersionedAdmin, VersionedAdminForm, VersionedInline
from publications.canonical import canonical, sha256

REFUSED = {
    "locked": "Instrumen lomba ini sudah dikunci sejak penilaian dibuka. Tidak ada yang disimpan.",
    "stale": "Orang lain baru saja menyimpan baris yang sama. Tidak ada yang disimpan; periksa "
    "isinya sekarang, lalu ulangi.",
    "committed": "Nama peserta ini termuat dalam komitmen lembar nilai, jadi tidak diubah lagi.",
    "signed": "Lembar yang sudah ditandatangani tidak bisa diubah.",
    "published": "Yang pernah terbit tidak dihapus; tariklah dari halamannya.",
}
MOVED = (
    "Keadaan berubah sejak halaman ini dibuka, jadi belum ada yang dilakukan. "
    "Periksa angkanya sekarang, lalu tegaskan lagi."
)
PAST = (
    "Langkah itu tidak ada pada keadaan sekarang; mungkin sudah dilakukan. Tidak ada yang diubah."
)


def refusal(error: Exception) -> list[str]:
    """Why something was not done, in sentences; also what only the database could see."""
    if isinstance(error, ValidationError):
        return list(error.messages)
    if isinstance(error, PermissionDenied):
        return [str(error) or "Anda tidak berwenang melakukan langkah ini."]
    cause = getattr(error.__cause__, "diag", None)
    for model in apps.get_app_config("awards").get_models():
        for constraint in model._meta.constraints:
            if cause and constraint.name == cause.constraint_name:
                return [str(constraint.violation_error_message)]
    words = (sentence for sign, sentence in REFUSED.items() if sign in str(error))
    return [next(words, "Basis data menolak perubahan ini. Tidak ada yang disimpan.")]


class Ask(forms.Form):
    """The question on a confirmation page; steps that need more than a yes add their fields."""

    def __init__(self, row: Any, data: Any = None, **kwargs: Any) -> None:
        self.row = row
        super().__init__(data, **kwargs)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields as the page shows them: a heading and what stands below it."""
        return [("", list(self.visible_fields()))]  # type: ignore[call-overload]


class Step:
    """A button on a record's page, and the page that restates the numbers and asks again."""

    word = ""  # in its address
    label = ""
    yes = ""
    form: type[Ask] = Ask
    template = "admin/awards/step.html"
    is_grave = False  # nothing takes it back

    def is_due(self, row: Any) -> bool:
        """Whether the record stands where this step begins; otherwise there is no button."""
        return True

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        """The numbers, restated."""
        return []

    def effects(self, row: Any) -> list[str]:
        """What will happen: what is locked, and what becomes public."""
        return []

    def problems(self, row: Any) -> list[str]:
        """What keeps it from being done, each in a sentence."""
        return []

    def more(self, row: Any) -> dict[str, Any]:
        """What else its page shows."""
        return {}

    def do(self, row: Any, by: Any, data: dict[str, Any], request: HttpRequest) -> Any:
        """Do it, and say in a sentence what was done (or answer with a page of its own)."""
        raise NotImplementedError

    def seen(self, row: Any) -> str:
        """What the page showed when it asked. A yes to other numbers is no yes."""
        shown = [self.word, str(row.pk), str(row.version)]
        shown += [f"{name}: {value}" for name, value in self.facts(row)]
        return sha256(canonical([*shown, *self.effects(row)]))


class AwardForm(VersionedAdminForm):
    """Checks what a row must be together with what it belongs to, also where that is fixed."""

    def _get_validation_exclusions(self) -> set[str]:
        belongs = {
            field.name
            for field in self._meta.model._meta.fields
            if field.remote_field and getattr(self.instance, field.attname) is not None
        }
        return super()._get_validation_exclusions() - (belongs - set(self.fields))  # type: ignore[misc]


class AwardAdmin(VersionedAdmin):
    """A page for rows of an award round."""

    form = AwardForm
    actions = None
    steps: list[Step] = []
    overview_template = ""
    also_in_history: list[tuple[type[Model], str]] = []
    stays_on_page = False  # after adding, go on with the buttons of the new record

    # ------------------------------------------------------------------------------- forms
    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().response_add(request, obj, *args, **kwargs)
        ordinary = not {"_addanother", "_popup", "_continue"} & set(request.POST)
        return redirect(self.address(obj)) if self.stays_on_page and ordinary else answer

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.in_words(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self.in_words(request, super().delete_view, *args, **kwargs)

    def in_words(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> Any:
        """What the database refuses is told on the page it came from, and not as a broken page."""
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except DatabaseError as error:
            if request.method != "POST":
                raise
            for sentence in refusal(error):
                self.message_user(request, sentence, messages.ERROR)
            return redirect(request.path)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            context |= {
                "steps": [
                    {"step": step, "address": self.step_address(row, step.word)}
                    for step in self.steps
                    if step.is_due(row)
                ],
                "links": self.links(row),
                "overview_template": self.overview_template,
                "overview": self.overview(row, request) if self.overview_template else None,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def links(self, row: Any) -> list[tuple[str, str]]:
        """Papers of the record; they change nothing, so nothing is asked."""
        return []

    def overview(self, row: Any, request: HttpRequest) -> dict[str, Any]:
        return {}

    # ------------------------------------------------------------------------------- steps
    @property
    def label(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def address(self, row: Any) -> str:
        return reverse(f"admin:{self.label}_change", args=[row.pk])

    def step_address(self, row: Any, word: str) -> str:
        return reverse(f"admin:{self.label}_step", args=[row.pk, word])

    def own_url(self, route: str, view: Any, name: str) -> Any:
        guarded = self.admin_site.admin_view(view)
        guarded.model_admin = self  # type: ignore[attr-defined]
        return path(route, guarded, name=f"{self.label}_{name}")

    def get_urls(self) -> list[Any]:
        steps = [self.own_url("<uuid:pk>/langkah/<slug:word>/", self.step_view, "step")]
        return [*(steps if self.steps else []), *super().get_urls()]

    def held(self, pk: UUID) -> Any:
        """The row, held until the step is done."""
        rows = self.model._default_manager.select_for_update(of=("self",))
        return get_object_or_404(rows, pk=pk)

    def step_view(self, request: HttpRequest, pk: UUID, word: str) -> HttpResponseBase:
        if not self.has_change_permission(request):
            raise PermissionDenied
        step = next((step for step in self.steps if step.word == word), None)
        row = get_object_or_404(self.model._default_manager, pk=pk)
        if step is None:
            raise Http404
        form, wrong, status = step.form(row), [], 200
        if request.method == "POST":
            try:
                with transaction.atomic():
                    row = self.held(pk)
                    form = step.form(row, request.POST)
                    if not step.is_due(row):
                        self.message_user(request, PAST, messages.WARNING)
                        return redirect(self.address(row))
                    if request.POST.get("seen") != step.seen(row):
                        wrong, status = [MOVED], 409
                    elif not form.is_valid() or (wrong := step.problems(row)):
                        status = 422
                    else:
                        said = step.do(row, request.user, form.cleaned_data, request)
                        if isinstance(said, HttpResponseBase):
                            return said
                        self.log_change(request, row, str(said))  # type: ignore[arg-type]
                        self.message_user(request, said, messages.SUCCESS)
                        return redirect(self.address(row))
            except (ValidationError, PermissionDenied, DatabaseError) as error:
                wrong, status = refusal(error), 422
                row = get_object_or_404(self.model._default_manager, pk=pk)
        elif not step.is_due(row):
            self.message_user(request, PAST, messages.WARNING)
            return redirect(self.address(row))
        context = {
            **self.admin_site.each_context(request),
            **step.more(row),
            "title": step.label,
            "opts": self.opts,
            "row": row,
            "step": step,
            "form": form,
            "seen": step.seen(row),
            "facts": step.facts(row),
            "effects": step.effects(row),
            "problems": step.problems(row),
            "wrong": wrong,
            "back": self.address(row),
        }
        return TemplateResponse(request, step.template, context, status=status)

    # ----------------------------------------------------------------------------- history
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """From what to what, by whom; never of marks, which have no page here."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        scopes: list[Any] = [(self.model, Q(pgh_obj_id=row.pk))]
        scopes += [(model, Q(**{where: row.pk})) for model, where in self.also_in_history]
        place = PlaceInHistory.read(request.GET.get("sebelum", ""))
        events, older = history_page(scopes, place, {"id", "token_hash"}, about=row.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Riwayat: {row}",
            "opts": self.opts,
            "object": row,
            "acts": acts(events),
            "older": older,
        }
        return TemplateResponse(request, "admin/awards/object_history.html", context)


class AwardInline(VersionedInline):
    """Rows inside another's page. With ``remembered`` lists, each is read once and not per row."""

    form = AwardForm
    template = "admin/awards/tabular.html"
    remembered: tuple[str, ...] = ()

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_fields(self, request: Any, obj: Any = None) -> list[Any]:
        """With the version wherever something may be written; read in words, it says nothing."""
        fields = [name for name in super().get_fields(request, obj) if name != "opened_version"]
        writes = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        return ["opened_version", *fields] if writes else fields

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        lists: dict[str, list[Any]] = {}
        names = self.remembered

        class Remembering(formset.form):  # type: ignore[name-defined]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                for name in set(names) & set(self.fields):
                    field = self.fields[name]
                    if name not in lists:
                        lists[name] = list(field.choices)
                    field.choices = lists[name]

        formset.form = Remembering

        class Labelled(formset):  # type: ignore[misc, valid-type]
            """The heading of a column is no label of its fields; so each says its own."""

            def add_fields(self, form: Any, index: Any) -> None:
                super().add_fields(form, index)
                for field in form.fields.values():
                    if not field.widget.is_hidden:
                        field.widget.attrs.setdefault("aria-label", str(field.label).capitalize())

        return Labelled


class RulesInline(AwardInline):
    """Part of a contest's instrument: read in words, not written, once the instrument is locked."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not is_locked(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_locked(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_locked(obj)


def is_locked(row: Any) -> bool:
    """Whether a row belongs to an instrument that nobody changes any more."""
    if row is None:
        return False
    contest = getattr(row, "contest", None) or getattr(getattr(row, "stage", None), "contest", row)
    return bool(getattr(contest, "is_locked", False))


def without_side_doors(field: Any) -> Any:
    """No plus and pencil beside a list: what is chosen there has its own page."""
    widget = getattr(field, "widget", None)
    for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        if hasattr(widget, name):
            setattr(widget, name, False)
    return field
