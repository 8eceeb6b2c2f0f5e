"""Memeriksa rantai segel portal Forum Kemitraan Kota Magelang. Hanya perlu Python 3.8 ke atas.

    python3 verify.py https://portal.example                 periksa seluruh rantai
    python3 verify.py https://portal.example --documents     dan isi setiap catatan yang berlaku
    python3 verify.py https://portal.example --seal SEGEL    dan apakah segel lama masih ada
    python3 verify.py berkas.json                            periksa satu dokumen yang diunduh

Segel = SHA-256 dari sampul (envelope), yang memuat sidik isi dan segel sebelumnya. Mengubah satu
huruf berarti mengubah semua segel sesudahnya; simpanlah segel terakhir yang dicetak di sini.
Ini bukan tanda tangan elektronik. Kode keluar: 0 bila cocok, 1 bila ada yang tidak cocok.
"""

import argparse
import hashlib
import json
import sys
import unicodedata
from urllib.parse import urljoin
from urllib.request import urlopen


def normal(value):
    """Every string in Unicode NFC; numbers with a fraction have no single spelling."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {normal(name): normal(item) for name, item in value.items()}
    if isinstance(value, float):
        raise ValueError("ada bilangan pecahan di dalam dokumen")
    return value


def digest(value):
    text = json.dumps(normal(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def fetch(address):
    with urlopen(address, timeout=60) as answer:
        return json.loads(answer.read().decode())


def document_problems(document):
    if digest(document["envelope"]) != document["seal"]:
        yield "segelnya tidak cocok dengan sampulnya"
    if "body" not in document or digest(document["body"]) != document["envelope"]["digest"]:
        yield "isinya tidak cocok dengan sidiknya"


def chain_problems(portal, rows):
    """Walk the whole chain from the first publication; ``rows`` is filled on the way."""
    previous, page = "0" * 64, True
    while page:
        page = fetch(urljoin(portal, f"/bukti/rantai.json?dari={len(rows) + 1}"))["rows"]
        for row in page:
            envelope, number = row["envelope"], len(rows) + 1
            if envelope["sequence"] != number:
                yield f"sesudah nomor {number - 1} datang nomor {envelope['sequence']}"
                return
            if envelope["previous"] != previous:
                yield f"nomor {number} tidak menyambung ke nomor sebelumnya"
            if digest(envelope) != row["seal"]:
                yield f"nomor {number}: segelnya tidak cocok dengan sampulnya"
            previous = row["seal"]
            rows.append(row)


def problems(options, rows):
    if not options.source.startswith(("http://", "https://")):
        with open(options.source, encoding="utf-8") as file:
            return (yield from document_problems(json.load(file)))
    yield from chain_problems(options.source, rows)
    if options.seal and options.seal not in {row["seal"] for row in rows}:
        yield f"segel {options.seal} tidak ada dalam rantai"
    current = {row["envelope"]["record"]: row for row in rows}.values() if options.documents else ()
    for row in [row for row in current if row["envelope"]["act"] != "withdraw"]:
        document = fetch(urljoin(options.source, row["document"])) if row["document"] else {}
        found = document_problems(document) if document else ["alamat dokumennya tidak disebut"]
        found = [*found] or ([] if document["seal"] == row["seal"] else ["segelnya tidak sama"])
        yield from (f"nomor {row['envelope']['sequence']}: {problem}" for problem in found)


parser, count = argparse.ArgumentParser(usage=__doc__), 0
rows: list = []
parser.add_argument("source")
parser.add_argument("--documents", action="store_true")
parser.add_argument("--seal")
options = parser.parse_args()
try:
    for problem in problems(options, rows):
        count += 1
        print("MASALAH:", problem)
except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
    count += 1
    print("MASALAH: tidak dapat dibaca:", error)
last = f"{len(rows)} terbitan, segel terakhir {rows[-1]['seal']}. " if rows else ""
print(last + (f"{count} masalah ditemukan." if count else "Semuanya cocok."))
sys.exit(1 if count else 0)
