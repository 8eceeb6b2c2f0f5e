"""One way to write a document down, so that one document has one hash.

Keys sorted, UTF-8, every string in Unicode NFC, no white space, no floating point numbers:
decimals travel as strings. Moments are UTC, "2026-01-05T02:12:00Z"; days are "2026-01-05".
The stand-alone verifier (``static/verify.py``) repeats this file in the standard library alone.
"""

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64  # what the first publication names as its predecessor


def normal(value: Any) -> Any:
    """The same value with every string in NFC. Refuses what has no single spelling in JSON."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {normal(key): normal(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def canonical(value: Any) -> bytes:
    """The one byte string that stands for ``value``."""
    return json.dumps(
        normal(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def sha256(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def utc(moment: datetime) -> str:
    """A moment as documents spell it: UTC, whole seconds, a Z at the end."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
