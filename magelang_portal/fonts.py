"""The portal's typeface, Plus Jakarta Sans (SIL Open Font License), made ready for use.

The installed package brings one variable TTF of 172 KB with hinting and scripts we never set.
From it come one small variable WOFF2 for the web and four static TTF for the papers (Typst
does not read variable fonts well). The results live in the build folder, never in the
repository; the same package and the same recipe give the same bytes.
"""

import hashlib
import os
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}

# Basic Latin and Latin-1 write Indonesian, English and the names of people; the rest is the
# punctuation, arrows and signs that the pages use. What is missing falls back to the system.
WEB_CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "‐‑–—‘’‚“”„•…′″‹›€−×≤≥←↑→↓↗"
)
PAPER_CHARACTERS = WEB_CHARACTERS + "".join(map(chr, range(0x100, 0x180))) + "●○▲▼"


def build_fonts(target: Path | str) -> list[Path]:
    """Write `static/fonts/plus-jakarta-sans.woff2` and `fonts/*.ttf` below `target`.

    Returns the paths. Nothing is written when the recipe, the package and fontTools are those
    of the last build, so it costs nothing to call this at every start.
    """
    target = Path(target)
    web = target / "static" / "fonts" / "plus-jakarta-sans.woff2"
    papers = {name: target / "fonts" / f"PlusJakartaSans-{name}.ttf" for name in WEIGHTS}
    stamp = target / "fonts" / "recipe.txt"
    paths = [web, *papers.values()]
    recipe = _recipe()
    if stamp.is_file() and stamp.read_text() == recipe and all(p.is_file() for p in paths):
        return paths

    # Subset first, then fix the weight: the instancer drops empty variations that the subsetter
    # would look for.
    with _open() as font:
        _subset(font, WEB_CHARACTERS, ["kern", "mark", "ccmp", "liga", "tnum"])
        instantiateVariableFont(font, {"wght": (400, 800)}, inplace=True)
        font.flavor = "woff2"
        _write(font, web)
    for name, path in papers.items():
        with _open() as font:
            _subset(font, PAPER_CHARACTERS, ["kern", "mark", "ccmp", "liga", "locl", "tnum"])
            instantiateVariableFont(
                font, {"wght": WEIGHTS[name]}, inplace=True, updateFontNames=True
            )
            _write(font, path)
    stamp.write_text(recipe)
    return paths


def _open() -> TTFont:
    source = files("fontpkg_plus_jakarta_sans") / "files" / "PlusJakartaSans[wght].ttf"
    return TTFont(str(source), recalcTimestamp=False)


def _recipe() -> str:
    here = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    packages = ("fontpkg-plus-jakarta-sans", "fonttools", "brotli")
    return "\n".join([*(f"{name} {version(name)}" for name in packages), here, ""])


def _subset(font: TTFont, characters: str, features: list[str]) -> None:
    options = Options(
        layout_features=features,
        hinting=False,
        desubroutinize=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17, 25],
        name_languages=[0x409],
        notdef_outline=True,
        glyph_names=False,
        recalc_timestamp=False,
        drop_tables=["gasp", "prep"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)


def _write(font: TTFont, path: Path) -> None:
    """Write beside the goal and move: a reader never sees half a font."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    font.save(unfinished)
    os.replace(unfinished, path)
