import re

import polib

from magelang_portal.catalogue import catalogue_path, messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def entries():
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry
        for entry in polib.pofile(str(catalogue_path()))
    }


def test_every_public_sentence_is_in_the_english_catalogue():
    assert sorted(set(messages()) - set(entries()), key=str) == []


def test_the_catalogue_holds_no_sentence_that_nobody_says():
    assert sorted(set(entries()) - set(messages()), key=str) == []


def test_every_sentence_has_its_english():
    assert [entry.msgid for entry in entries().values() if not entry.translated()] == []


def test_a_translation_keeps_every_placeholder():
    wrong = []
    for entry in entries().values():
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text and not set(PLACEHOLDER.findall(text)) <= wanted | set(
                PLACEHOLDER.findall(entry.msgid_plural)
            ):
                wrong.append(entry.msgid)
            if text and entry.msgid_plural == "" and set(PLACEHOLDER.findall(text)) != wanted:
                wrong.append(entry.msgid)
    assert wrong == []
