"""The English catalogue: every sentence that readers see, extracted from where it stands.

Indonesian is the source language, in the templates themselves. `./portal manage messages` brings
`locale/en` up to date; a test fails while a sentence has no English. Needs Babel (development).
"""

import io
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}
# The officials' side speaks Indonesian alone.
NOT_PUBLIC = {"office", "account", "accounts", "allauth", "mfa", "usersessions", "admin", "papers"}
TEMPLATES = {".html", ".txt"}  # pages and letters
APPS = ("publications", "organizations", "accounts", "forums", "awards", "magelang_portal")

Message = tuple[str | None, str, str | None]  # context, singular, plural


def catalogue_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


def public_templates() -> list[Path]:
    root = Path(settings.BASE_DIR) / "templates"
    return sorted(
        path
        for path in root.rglob("*.*")
        if path.suffix in TEMPLATES
        and not NOT_PUBLIC & set(path.relative_to(root).parts[:-1])
        and path.name not in {"office.html"}
    )


def python_files() -> list[Path]:
    root = Path(settings.BASE_DIR)
    return sorted(
        path
        for app in APPS
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts
    )


def messages() -> dict[Message, list[str]]:
    """Every message of the public side, with the files in which it stands."""
    found: dict[Message, list[str]] = {}
    for path in [*public_templates(), *python_files()]:
        name = str(path.relative_to(settings.BASE_DIR))
        source = path.read_text()
        if path.suffix in TEMPLATES:
            source = templatize(source, origin=name)
        for message in extracted(source):
            places = found.setdefault(message, [])
            if name not in places:
                places.append(name)
    return found


def extracted(source: str) -> Iterator[Message]:
    from babel.messages.extract import extract

    file = io.BytesIO(source.encode())
    for _line, text, _comments, context in extract("python", file, keywords=KEYWORDS):
        singular, plural = (text[0], text[1]) if isinstance(text, tuple) else (text, None)
        if singular:
            yield context, singular, plural


def update() -> tuple[int, int]:
    """Write the catalogue anew: keep what is translated, drop what is gone; count open ones."""
    path = catalogue_path()
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry for entry in old}
    new = polib.POFile(wrapwidth=100)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    current = messages()
    for (context, singular, plural), places in sorted(
        current.items(), key=lambda item: (item[1][0], item[0][1])
    ):
        entry = known.get((context, singular, plural)) or polib.POEntry(
            msgctxt=context,
            msgid=singular,
            msgid_plural=plural or "",
            msgstr_plural={0: "", 1: ""} if plural else {},
        )
        entry.occurrences = [(place, "") for place in places]
        entry.flags = ["python-format"] if "%(" in singular else []
        entry.obsolete = False
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))
    return len(new), len(new.untranslated_entries())
