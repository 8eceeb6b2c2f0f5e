"""The house keeps its own rules: who may import whom, who may enter, what the public side asks.

Each sweep finds its subjects by itself, so a new page or model is held to the rules from its
first day.
"""

import ast
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pghistory
import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from organizations import duties
from publications.models import Publication, Versioned
from tests import builders
from tests.awards import rounds

ROOT = Path(__file__).resolve().parent.parent
APPS = ["publications", "organizations", "accounts", "forums", "awards", "magelang_portal"]


def source_files() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


# --------------------------------------------------------------------------- (a) the line
def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module a file imports, absolute, with the line; inside functions as well."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                module = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            else:
                module = node.module or ""
            yield node.lineno, module
            for name in node.names:
                yield node.lineno, f"{module}.{name.name}"


def test_an_app_imports_only_apps_to_its_left():
    wrong = []
    for path in source_files():
        own = APPS.index(path.relative_to(ROOT).parts[0])
        for line, module in imports(path):
            other = module.split(".")[0]
            if other in APPS and APPS.index(other) > own:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


PUBLIC_FILES = {"public.py", "participation.py", "promises.py", "listings.py"}


def test_what_the_public_sees_reads_publications_alone():
    wrong = []
    for path in source_files():
        if path.name not in PUBLIC_FILES and "public" not in path.parts:
            continue
        for line, module in imports(path):
            app, *rest = module.split(".")
            if app in APPS[1:-1] and {
                "models",
                "document",
                "forms",
                "office",
                "completeness",
            } & set(rest):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
            if module.startswith(("django.contrib.auth", "django.contrib.sessions", "allauth")):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


def test_what_is_followed_and_reused_reads_publications_alone():
    files = ["feeds", "filters", "datasets", "rows", "tables", "opendata", "dump", "api", "popolo",
             "schema_org", "crawlers", "templatetags/reuse", "../forums/akoma_ntoso"]  # fmt: skip
    wrong = []
    for name in files:
        path = (ROOT / "publications" / f"{name}.py").resolve()
        for line, module in imports(path):
            app, *rest = module.split(".")
            is_office = {"record", "forms", "admin"} & set(rest) and app == "publications"
            is_record = app in APPS[1:] and rest[:1] not in ([], ["words"])
            if is_record or is_office or module.startswith("django.contrib"):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert not wrong, "\n".join(wrong)


# ------------------------------------------------------------------- (b) who may enter
# For strangers by nature, or one's own account whatever one's duty.
OWN_ACCOUNT = "kantor/akun/"
# Tells whoever has no duty that they have none.
FOR_EVERY_ACCOUNT = {"office"}
ADMIN_FOR_ALL = {"login", "logout", "jsi18n"}


def walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from walk(pattern.url_patterns, route)


def filled(route: str) -> str:
    """An address of this shape; that nothing is there does not matter to a guard."""
    numbers = count(1)

    def value(match: re.Match[str]) -> str:
        kind = (match[1] or "str:").rstrip(":")
        return {
            "uuid": str(UUID(int=next(numbers))),
            "int": "1",
            "path": "1",
            "slug": "contoh",
        }.get(kind, "forums.meeting")

    route = re.sub(r"<(\w+:)?\w+>", value, route)
    route = re.sub(r"\(\?P<\w+>\[0-9a-f\]\{64\}\)", "0" * 64, route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route)
    return "/" + route.replace("\\Z", "").replace("\\.", ".").replace("$", "")


def guarded() -> list[tuple[str, URLPattern]]:
    found = []
    for route, pattern in walk(get_resolver().url_patterns):
        if route.startswith("kantor/") and not route.startswith(OWN_ACCOUNT):
            found.append((filled(route), pattern))
        if route.startswith("admin/") and pattern.name not in ADMIN_FOR_ALL:
            found.append((filled(route), pattern))
    return found


def test_the_sweep_sees_the_office():
    addresses = [address for address, _ in guarded()]
    assert "/kantor/periksa/" in addresses
    assert "/admin/" in addresses
    assert len(addresses) > 40


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_office_address_refuses_a_stranger(client, method):
    wrong = []
    for address, _pattern in guarded():
        answer = getattr(client, method)(address)
        asked = answer.status_code == 302 and answer["Location"].startswith(
            ("/kantor/akun/masuk/", "/admin/login/")
        )
        if not asked and answer.status_code != 405:
            wrong.append(f"{method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_office_address_refuses_an_account_without_a_duty(client, method):
    client.force_login(builders.user())
    wrong = []
    for address, pattern in guarded():
        if pattern.name in FOR_EVERY_ACCOUNT:
            continue
        answer = getattr(client, method)(address)
        to_admin = answer.status_code == 302 and answer["Location"].startswith("/admin/login/")
        if answer.status_code not in (403, 404, 405) and not to_admin:
            wrong.append(f"{method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_every_office_address_refuses_the_wrong_duty(client):
    """A juror has no business in the minutes or the register, nor in the admin."""
    everyone = set(apps.get_model("accounts.Duty").Role.values)
    clients = {}
    for role in everyone:
        clients[role] = Client()
        clients[role].force_login(builders.user(role))
    wrong, seen = [], 0
    for address, pattern in guarded():
        allowed = roles_of(pattern)
        if allowed is None:
            continue
        seen += 1
        for role in everyone - allowed:
            answer = clients[role].get(address)
            if answer.status_code == 302 and answer["Location"].startswith(address):
                answer = clients[role].get(answer["Location"])  # the page of a row, by its key
            # The admin sends whoever asks for a row that is not there to its login or first page.
            to_admin = answer.status_code == 302 and re.match(
                r"/admin/(?:login/.*)?$", answer["Location"]
            )
            if answer.status_code not in (403, 404, 405) and not to_admin:
                wrong.append(f"{role} {address}: {answer.status_code}")
    assert seen > 30
    assert not wrong, "\n".join(wrong)


def roles_of(pattern: URLPattern) -> set[str] | None:
    """The duties a view asks for; None where any duty will do."""
    view = pattern.callback
    page = getattr(view, "model_admin", None)
    if page is not None and page.opts.app_label == "awards":
        return {duties.AWARD_SECRETARY}
    if getattr(view, "admin_site", None) and page is None:
        return {duties.ADMINISTRATOR, duties.AWARD_SECRETARY}  # the doors that lead to both
    if getattr(view, "admin_site", None) or "admin" in getattr(view, "__module__", ""):
        return {duties.ADMINISTRATOR}
    while view is not None:
        if getattr(view, "roles", None):
            return set(view.roles)
        view = getattr(view, "__wrapped__", None)
    return None


def test_every_office_view_names_its_duty():
    """``on_duty`` stands on each view itself, so reading one view tells who may enter."""
    wrong = []
    for address, pattern in guarded():
        if address.startswith("/admin/") or pattern.name in FOR_EVERY_ACCOUNT:
            continue
        view: Any = pattern.callback
        while view is not None and not hasattr(view, "roles"):
            view = getattr(view, "__wrapped__", None)
        if view is None:
            wrong.append(address)
    assert not wrong, "\n".join(wrong)


# --------------------------------------------------------- (c) the public side knows nobody
PRIVATE_TABLES = re.compile(r'"(?:accounts_|django_session|auth_|account_|mfa_|usersessions_)\w*"')


def public_addresses() -> list[str]:
    """Every public page: those without a variable, and those of one thing that is published."""
    slugs = {}
    for publication in Publication.objects.current():
        slugs.setdefault(publication.kind, publication)
    meeting = slugs["meeting"]
    found = []
    for route, _pattern in walk(get_resolver().url_patterns):
        if route.startswith(("kantor/", "admin/")):
            continue
        if "<slug" in route or "<str" in route:
            kind = next((kind for word, kind in KINDS.items() if word in route), None)
            if kind is None or kind not in slugs:
                continue
            route = re.sub(r"<(slug|str):\w+>", slugs[kind].slug, route)
            route = re.sub(r"<int:\w+>", "1", route)
        found.append(filled(route.replace("<int:sequence>", "1")).replace("0" * 64, meeting.seal))
    return found


KINDS = {
    "pertemuan/": "meeting",
    "lembaga/": "organization",
    "orang/": "person",
    "penghargaan/hasil/": "award_result",
    "penghargaan/komitmen/": "award_commitment",
    "penghargaan/wilayah/": "area",
    "penghargaan/": "award_round",
    "piagam/": "certificate",
    "wilayah/": "area",
}


@pytest.fixture
def something_public(db):
    reviewer = builders.user("reviewer")
    institution = builders.organization("LPMK Contoh Umum")
    person = builders.person("Warga Contoh Umum")
    meeting = builders.meeting("Forum Contoh Umum")
    builders.speech(meeting)
    builders.commitment(meeting, owner=institution)
    for row in (institution, person, institution.area):
        row.publish(by=reviewer)
    builders.published(meeting)
    rounds.certificate(rounds.announced(reviewer), reviewer)


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_public_page_sets_no_cookie_and_asks_for_no_user(something_public, language):
    """Also for an official who is signed in: the same bytes for everyone."""
    stranger, official = Client(), Client()
    official.force_login(builders.user("note_taker", name="Bu Rahasia"))
    addresses = public_addresses()
    assert any(address.startswith("/pertemuan/") for address in addresses)
    assert any(address.startswith("/piagam/") for address in addresses)
    wrong = []
    for address in addresses:
        translated = address.startswith("/en/") or not language
        address = address if translated else language + address
        answers = []
        for client in (stranger, official):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            answers.append(answer)
            asked = [query["sql"] for query in queries if PRIVATE_TABLES.search(query["sql"])]
            if asked:
                wrong.append(f"{address} asks {asked[0][:160]}")
            if answer.cookies:
                wrong.append(f"{address} sets {list(answer.cookies)}")
            if "Cookie" in answer.get("Vary", ""):
                wrong.append(f"{address} varies by cookie")
        content = [getattr(answer, "content", b"") for answer in answers]
        if content[0] != content[1] or b"Bu Rahasia" in content[1]:
            wrong.append(f"{address} is not the same for everyone")
    assert not wrong, "\n".join(dict.fromkeys(wrong))


# ------------------------------------------------------------- (d) nobody is overwritten
def edited_models() -> dict[type[models.Model], str]:
    """Every model that a form or an admin page writes to, and where."""
    found: dict[type[models.Model], str] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "forms" in path.stem or "forms" in path.parts or path.stem in {"office", "workflow"}:
                __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))

    def below(form: type) -> Iterator[type]:
        for child in form.__subclasses__():
            yield child
            yield from below(child)

    for form in below(forms.ModelForm):
        model = getattr(getattr(form, "_meta", None), "model", None)
        if model is not None and form.__module__.split(".")[0] in APPS:
            found[model] = f"{form.__module__}.{form.__qualname__}"
    for model, page in admin.site._registry.items():
        if type(page).has_change_permission(page, Everything()):  # type: ignore[arg-type]
            found[model] = f"admin {model._meta.label}"
        for inline in page.inlines:
            found[inline.model] = f"admin {inline.__qualname__}"
    return found


class Everything:
    """A request by somebody who may do everything that the page allows."""

    class user:
        is_active = is_superuser = oversees_all = True

        @staticmethod
        def has_perm(perm: str, obj: Any = None) -> bool:
            return True


def test_whatever_is_edited_has_a_version_that_the_database_guards():
    edited = edited_models()
    assert len(edited) > 10
    wrong = []
    for model, where in edited.items():
        triggers = {trigger.name for trigger in getattr(model._meta, "triggers", [])}
        if not any(field.name == "version" for field in model._meta.fields):
            wrong.append(f"{where}: {model._meta.label} has no version")
        elif not triggers & {"version_moves_on", "edits_move_the_version"}:
            wrong.append(f"{where}: {model._meta.label} has no trigger")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_the_guards_stand_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_version_moves_on%%'"
        )
        guarded_tables = {row[0] for row in cursor.fetchall()}
    for model in apps.get_models():
        if issubclass(model, Versioned):
            assert model._meta.db_table in guarded_tables


def test_whatever_is_edited_is_remembered():
    for model, where in edited_models().items():
        assert hasattr(model, "pgh_event_models"), f"{where}: {model._meta.label}"
        labels = {type(tracker) for tracker in getattr(model, "pgh_trackers", [])}
        assert not labels or pghistory.UpdateEvent in labels


def test_forms_for_rows_carry_the_version():
    """A ModelForm without it would be the one that overwrites."""
    edited_models()
    wrong = []

    def below(form: type) -> Iterator[type]:
        for child in form.__subclasses__():
            yield child
            yield from below(child)

    for form in below(forms.ModelForm):
        model = getattr(getattr(form, "_meta", None), "model", None)
        if form.__module__.split(".")[0] in APPS and model is not None:
            names = set(form.base_fields)
            is_new_row_only = form.__name__.startswith("New")
            if not names & {"version", "opened_version"} and not is_new_row_only:
                wrong.append(f"{form.__module__}.{form.__qualname__}")
    assert not wrong, "\n".join(wrong)
