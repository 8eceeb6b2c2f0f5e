"""The Nu Html Checker, the W3C's own, finds nothing wrong in the public pages.

It is a Java program and not part of the libraries: `npm pack vnu-jar`, and the path of the
``vnu.jar`` inside in the variable ``VNU_JAR``. Without it or without Java this test is skipped.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from tests import builders
from tests.forums import rich

ROOT = Path(__file__).resolve().parent.parent
PLACES = [os.environ.get("VNU_JAR", ""), str(ROOT / "build" / "vnu.jar")]
JAR = next((place for place in PLACES if place and Path(place).is_file()), "")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("java"), reason="Java tidak ada di mesin ini"),
    pytest.mark.skipif(not JAR, reason="vnu.jar tidak ada; lihat VNU_JAR di tests/test_nu.py"),
]


def test_the_public_pages_are_valid_html(client, tmp_path):
    reviewer = builders.user("reviewer")
    lpmk, person = builders.organization("LPMK Contoh Tidar"), builders.person("Warga Contoh Satu")
    builders.membership(person=person, post=builders.post("Ketua", organization=lpmk))
    for row in (lpmk.area, lpmk.area.parent, builders.city(), person, lpmk):
        row.publish(by=reviewer)
    meeting = builders.published(rich.rich_meeting())
    meeting = rich.corrected(meeting) or meeting
    pages = [
        *(reverse(name) for name in ("home", "meeting_list", "commitment_list", "organization_list",
                                     "area_list", "open_data", "read_api", "about", "privacy",
                                     "accessibility", "verify", "log", "search", "award_list",
                                     "follow")),
        "/data/pertemuan/", "/pertemuan/?tahun=2024", "/cari/?q=peta", "/wilayah/33.71.01.1011/",
        f"/lembaga/{lpmk.slug}/", f"/orang/{person.slug}/", f"/pertemuan/{meeting.slug}/",
        f"/pertemuan/{meeting.slug}/riwayat/", f"/pertemuan/{meeting.slug}/riwayat/1-2/",
    ]  # fmt: skip
    names = {}
    for language in ("", "/en"):
        for path in pages:
            answer = client.get(language + path)
            assert answer.status_code == 200, language + path
            file = tmp_path / f"{len(names)}.html"
            file.write_bytes(answer.content)
            names[file.name] = language + path
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", JAR, "--format", "json", "--exit-zero-always",
         *(str(tmp_path / name) for name in names)],
        capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    wrong = [
        f"{names[re.sub('.*/', '', one['url'])]}: {one['message']} … {one.get('extract', '')}"
        for one in json.loads(done.stderr)["messages"]
        if one["type"] == "error"
    ]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
