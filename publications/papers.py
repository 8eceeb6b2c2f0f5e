"""How the portal makes papers: PDF/UA-1 and PDF/A-2a, by a process that ends, kept once made.

What a paper says is its app's business, in words that are ready to be laid out; a template under
``templates/papers/`` adds headings and no facts. Nothing on a paper depends on the day it is made:
the same publication gives the same bytes. docs/decisions/0011-papers-when-first-asked-for.md
"""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from .models import Publication

SECONDS = 60  # for one call; the largest paper takes about one
PATIENCE = 30  # seconds to wait while other papers are being made
LANGUAGE = "id"  # the record is Indonesian, and so is its paper
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "papers"

Paper = tuple[dict[str, Any], datetime]  # its words, and the moment that stands in the file


class NotNow(Exception):
    """The paper could not be made in time; asking again will help."""


# ------------------------------------------------------------------------------- kept and answered
def place(publication: Publication, address: str) -> Path:
    """Where the paper of a publication is kept.

    ``address`` is printed on the paper: a portal with two names has two papers.
    """
    name = hashlib.sha256(address.encode()).hexdigest()[:8]
    return Path(settings.PAPERS_DIR) / f"{publication.seal}-{LANGUAGE}-{name}.pdf"


def answer(request: HttpRequest, path: Path, name: str, make: Callable[[], object]) -> HttpResponse:
    """The paper at ``path`` to a reader, made by ``make`` if need be; its name is its ETag."""
    etag = f'"{path.stem}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, s-maxage=60, must-revalidate",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return HttpResponseNotModified(headers=headers)
    try:
        make()
    except NotNow:
        return come_back(request)
    return HttpResponse(path.read_bytes(), content_type="application/pdf", headers=headers)


def come_back(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def keep(path: Path, make: Callable[[], bytes]) -> None:
    """Put the paper at ``path`` if it is not there; one at a time, each whole or not at all."""
    if path.is_file():
        return
    with alone():
        if not path.is_file():  # nobody made it while we waited
            save(path, make())


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One lock for all papers: however many are asked for at once, one Typst uses memory.

    It is given back with the process, whatever happens to it.
    """
    folder = Path(settings.PAPERS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE
    with (folder / "lock").open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise NotNow from None
                time.sleep(0.05)
        yield


def save(path: Path, paper: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(paper)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


# ----------------------------------------------------------------------------------------- making
def typeset(template: str, data: dict[str, Any], moment: datetime) -> bytes:
    """One finished PDF."""
    return typeset_all(template, [(data, moment)])[0]


def typeset_all(template: str, papers: Sequence[Paper]) -> list[bytes]:
    """The finished PDFs in the same order, from one process that is gone when this returns."""
    order = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "fonts": [str(Path(settings.BUILD_DIR) / "fonts")],
        "papers": [{"data": data, "moment": int(moment.timestamp())} for data, moment in papers],
    }
    program = Path(__file__).with_name("typeset.py")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(program)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=SECONDS,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},  # none of our secrets
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotNow from None
    found = list(parts(done.stdout))
    if done.returncode or len(found) != len(papers):
        raise RuntimeError(f"{template}: {done.stderr.decode(errors='replace')[-2000:]}")
    return found


def parts(told: bytes) -> Iterator[bytes]:
    """Each PDF; eight bytes before it say how long it is."""
    begin = 0
    while begin < len(told):
        end = begin + 8 + int.from_bytes(told[begin : begin + 8], "big")
        yield told[begin + 8 : end]
        begin = end


def qr(address: str) -> str:
    """An SVG of dark squares; read from paper it opens ``address``."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=2, light="#fff"
    )
    return drawn.getvalue().decode()
