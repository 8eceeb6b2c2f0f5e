"""What stands in templates and static files: nothing foreign, nothing inline, no loose sentence."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"

FOREIGN = re.compile(
    r"""(?:src|href|action|srcset|poster|data|content|url\(|@import)\s*[=(]?\s*["']?(https?:)?//[^"'\s)]+""",
    re.I,
)
# Links that a reader follows by choice, and names of vocabularies that nobody fetches.
ALLOWED = re.compile(
    r"https?://(?:wa\.me/|www\.w3\.org/|schema\.org|jdih\.|\S*magelang|creativecommons\.org/)"
)
INLINE = [
    (
        re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", re.I),
        "an inline script",
    ),
    (re.compile(r"<style[\s>]", re.I), "a style element"),
    (re.compile(r"\sstyle\s*=\s*[\"']", re.I), "a style attribute"),
    (re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I), "an event attribute"),
    (re.compile(r"javascript:", re.I), "a javascript address"),
]


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_templates_fetch_nothing_from_elsewhere_and_hold_nothing_inline():
    wrong = []
    for path in templates():
        content = re.sub(
            r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", path.read_text(), flags=re.S
        )
        for match in FOREIGN.finditer(content):
            if not ALLOWED.search(match[0]):
                wrong.append(f"{path.relative_to(ROOT)}: {match[0]}")
        for pattern, words in INLINE:
            if match := pattern.search(content):
                wrong.append(f"{path.relative_to(ROOT)}: {words}: {match[0]}")
    assert not wrong, "\n".join(wrong)


def test_static_files_fetch_nothing_from_elsewhere():
    wrong = []
    for path in sorted((ROOT / "static").rglob("*")):
        if path.suffix not in {".css", ".js", ".svg"}:
            continue
        for match in re.finditer(
            r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", path.read_text()
        ):
            if not ALLOWED.search(match[0]):
                wrong.append(f"{path.relative_to(ROOT)}: {match[0]}")
        if path.suffix == ".js" and re.search(
            r"\beval\(|new Function\(|innerHTML\s*=", path.read_text()
        ):
            wrong.append(f"{path.relative_to(ROOT)}: makes code or markup out of text")
    assert not wrong, "\n".join(wrong)


def test_every_static_file_a_template_names_exists():
    wrong = []
    for path in templates():
        for name in re.findall(r"{% static [\"']([^\"']+)[\"'] %}", path.read_text()):
            if not finders.find(name):
                wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert not wrong, "\n".join(wrong)


# ------------------------------------------------------------- every sentence is translated
# The officials' side is Indonesian alone; so is a component that only its pages include.
OFFICE = re.compile(
    r"^(?:[^/]+/office/|office\.html|account/|accounts/|allauth/|admin/|mfa/|usersessions/|papers/)"
)
INCLUDED = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")


def public_templates() -> list[Path]:
    """Whatever a reader may meet: the pages outside the office, and all that those include."""
    named = {str(path.relative_to(TEMPLATES)): path for path in templates()}
    found = {
        name for name in named if not OFFICE.match(name) and not name.startswith("components/")
    }
    waiting = list(found)
    while waiting:
        for name in INCLUDED.findall(named[waiting.pop()].read_text()):
            if name in named and name not in found:
                found.add(name)
                waiting.append(name)
    return [named[name] for name in sorted(found)]


# The same in every language: names and abbreviations.
NAMES = {
    "Magelang", "PDF", "JSON", "QR", "SHA", "CSV", "WIB", "WhatsApp", "English", "Bahasa",
    "Indonesia", "SK", "km²", "verify", "py", "sha256", "km", "URL", "CONTOH",
    "Akoma", "Ntoso",
}  # fmt: skip
# Blocks of base.html that hold attributes or words for machines.
SILENT = re.compile(r"at_|robots$|og_type$|canonical$")
SPOKEN = re.compile(r"""\b(?:alt|title|aria-label|placeholder)\s*=\s*"([^"]*)\"""")


def loose_words(path: Path) -> Iterator[str]:
    """Words that a reader would meet, outside of every translation tag."""
    text, skipped = [], None
    for token in Lexer(path.read_text()).tokenize():
        if token.token_type == TokenType.BLOCK:
            name, *rest = token.contents.split()
            if skipped is None and name in {"blocktranslate", "blocktrans", "comment"}:
                skipped = f"end{name}"
            elif skipped is None and name == "block" and SILENT.match(rest[0]):
                skipped = "endblock"
            elif name == skipped:
                skipped = None
            text.append("\0")
        elif token.token_type == TokenType.TEXT and skipped is None:
            text.append(token.contents)
        elif token.token_type == TokenType.VAR:
            text.append("\0")
    page = re.sub(r"<(script|style|svg|code|pre)\b.*?</\1>", " ", "".join(text), flags=re.S)
    page = re.sub(r"<!.*?>", " ", page)
    found = [match[1] for match in SPOKEN.finditer(page)]
    found.append(re.sub(r"<[^>]*>", " ", page))
    for piece in found:
        piece = re.sub(r"&#?\w+;", " ", piece)
        for word in re.findall(r"[^\W\d_]{2,}\w*", piece):
            if word not in NAMES:
                yield word


def test_every_public_sentence_stands_in_a_translation_tag():
    wrong = []
    for path in public_templates():
        name = str(path.relative_to(TEMPLATES))
        wrong += [f"{name}: {word}" for word in loose_words(path)]
    assert not wrong, "\n".join(wrong)


def test_the_office_is_written_in_one_language_without_translation_tags():
    """A tag there would send office words to the public catalogue."""
    wrong = [
        str(path.relative_to(TEMPLATES))
        for path in templates()
        if OFFICE.match(str(path.relative_to(TEMPLATES)))
        and re.search(r"{%\s*(?:block)?trans(?:late)?\b", path.read_text())
    ]
    assert not wrong, "\n".join(wrong)
