"""Sets papers and ends: JSON comes in on stdin, each finished PDF goes out on stdout.

One template, one or more papers; before each PDF stand eight bytes that say how long it is.

A program of its own so that Typst's memory is given back with the process and the web workers
stay small. It knows no Django, no database and no secret. What people wrote is data throughout
(``sys.inputs``) and never becomes markup.
"""

import json
import resource
import sys
from typing import Any

import typst

STANDARDS = ["ua-1", "a-2a"]
SECONDS = 40  # of processor time
UNKNOWN_LETTER = "?"


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    order = json.load(sys.stdin)
    # One compiler for all: fonts are read once, and what papers have in common is laid out once.
    compiler = typst.Compiler(
        order["template"],
        root=order["root"],
        font_paths=order["fonts"],
        ignore_system_fonts=True,  # the same bytes on every machine
    )
    for paper in order["papers"]:
        try:
            pdf = typeset(compiler, paper)
        except typst.TypstError as error:
            # An archive refuses a letter that no font can draw; the paper says it lacks some.
            if "not" not in str(error) or "font" not in str(error):
                raise
            paper["data"] = {**printable(paper["data"]), "lacks_letters": True}
            pdf = typeset(compiler, paper)
        sys.stdout.buffer.write(len(pdf).to_bytes(8, "big") + pdf)


def typeset(compiler: typst.Compiler, paper: dict[str, Any]) -> bytes:
    pdf: Any = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(paper["data"])},
        pdf_standards=STANDARDS,  # type: ignore[arg-type]
        timestamp=paper["moment"],
    )
    return bytes(pdf)


def printable(value: Any) -> Any:
    """The same with every letter replaced that the plainest fonts may lack."""
    if isinstance(value, str):
        return "".join(letter if is_plain(letter) else UNKNOWN_LETTER for letter in value)
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {name: printable(item) for name, item in value.items()}
    return value


def is_plain(letter: str) -> bool:
    """Latin letters and the signs of ordinary print, and line breaks."""
    return letter in "\n–—‘’“”„•…→" or " " <= letter <= "~" or "\xa0" <= letter <= "\u017f"


if __name__ == "__main__":
    main()
