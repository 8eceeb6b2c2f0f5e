"""A table as CSV and as JSON, written row by row; nothing of it is held in memory.

CSV is RFC 4180 in UTF-8, with the mark that tells Excel so. A spreadsheet takes a text that begins
with = + - @ for a formula and may run it: such a text gets an apostrophe before it. JSON has the
text as it is, and figures as figures.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from .datasets import Column, Dataset
from .rows import Row

MARK = "\ufeff"
LEADS_A_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
AT_ONCE = 64 * 1024  # characters handed to the server together


def cell(value: Any, type: str) -> str:
    """A value as a spreadsheet may see it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "")
    if type in ("integer", "number") and NUMBER.fullmatch(text):
        return text
    return f"'{text}" if LEADS_A_FORMULA.match(text) else text


def figure(value: Any, type: str) -> Any:
    """A value as JSON has it; what is not recorded is null."""
    if value is None or value == "":
        return None
    if type in ("integer", "number") and isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value


def csv_lines(columns: tuple[Column, ...], rows: Iterator[Row]) -> Iterator[str]:
    buffer = io.StringIO()
    buffer.write(MARK)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([cell(row.get(column.name), column.type) for column in columns])
        if buffer.tell() > AT_ONCE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def json_lines(dataset: Dataset, about: dict[str, Any], rows: Iterator[Row]) -> Iterator[str]:
    """One object: about the table, then ``baris``, a list of objects."""
    head = json.dumps(about, ensure_ascii=False, indent=1)
    waiting, length = [f'{head[:-2]},\n "baris": ['], 0
    before = "\n  "
    for row in rows:
        line = {
            column.name: figure(row.get(column.name), column.type) for column in dataset.columns
        }
        text = before + json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        waiting.append(text)
        length += len(text)
        before = ",\n  "
        if length > AT_ONCE:
            yield "".join(waiting)
            waiting, length = [], 0
    waiting.append("\n ]\n}\n")
    yield "".join(waiting)
