"""The shipped scripts, in every language: complete, polite in form, and short."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import polib
import pytest
from engine import TYPICAL, ScriptUse, cheaper_letters, count_segments, fill, lint

from devkit.tone import load_rules

ADDON = Path(__file__).resolve().parents[2] / "collection_sms"
LANGUAGES = ("en", "es", "fr", "de", "pt", "vi")
MOST_SEGMENTS = 2
# Names as customers and companies have them, so long that three of four are shorter.
NAMES = {
    "en": ("Salthill Gallery", "Harbour & Pine"),
    "es": ("Peluquería Núñez", "Talleres Iruña"),
    "fr": ("Boulangerie Noël", "Hôtel de la Forêt"),
    "de": ("Bäckerei Müßiggang", "Höfer & Söhne"),
    "pt": ("Padaria São João", "Construções Leão"),
    "vi": ("Nguyễn Thị Hồng", "Công ty Phúc Lộc"),
}
# The scripts of the ladder name amount and date; the others speak of one thing that was agreed on.
LADDER = "sms_template_data.xml"
LADDER_END = "{{ object.text_opt_out }}"
# The footer of texts whose sender cannot receive.
NO_REPLY = "To stop texts, use the link."
# Answers to replies; whoever stops texts, and whoever is the wrong person, is told of nobody.
REPLIES = "sms_template_reply_data.xml"
FAREWELLS = ("sms_template_reply_opt_out", "sms_template_reply_wrong_person")


def _english(name):
    tree = ET.parse(ADDON / "data" / name)
    return {
        record.get("id"): record.find("field[@name='body']").text for record in tree.iter("record")
    }


def _scripts(*names):
    for key, body in (item for name in names for item in _english(name).items()):
        for language in LANGUAGES:
            yield pytest.param(language, body, id=f"{key}-{language}")


def _in_language(language, body):
    if language == "en":
        return body
    return _translations(language)[body]


@cache
def _translations(language):
    catalogue = polib.pofile(ADDON / "i18n" / f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in catalogue}


@pytest.mark.parametrize(("language", "english"), list(_scripts(LADDER)))
def test_script(language, english):
    body = _in_language(language, english)
    used = set(re.findall(r"\{\{ object\.(\w+) \}\}", body))
    assert used >= {"text_name", "text_company", "text_amount", "text_link"}
    assert used & {"text_due_date", "text_days"}
    assert body.endswith("{{ object.text_link }} {{ object.text_opt_out }}")
    assert _segments(language, body) <= MOST_SEGMENTS
    assert _segments(language, body, NO_REPLY) <= MOST_SEGMENTS
    assert not lint(body, load_rules(language), ScriptUse(), _filled(language, body))


def _filled(language, body, footer=TYPICAL["text_opt_out"]):
    name, company = NAMES[language]
    own = {
        "text_name": name,
        "text_company": company,
        "text_choose": _in_language(language, TYPICAL["text_choose"]),
        "text_opt_out": _in_language(language, footer),
    }
    return fill(body, TYPICAL | own)


def _segments(language, body, *footer):
    """As texts are sent: in plain letters where that saves a segment."""
    return count_segments(cheaper_letters(_filled(language, body, *footer))).count


def placeholders(body):
    """What a script names of a case."""
    return set(re.findall(r"object\.\w+", body))


def _others():
    files = {path.name for path in (ADDON / "data").glob("sms_template_*_data.xml")}
    return list(_scripts(*sorted(files - {REPLIES})))


@pytest.mark.parametrize(("language", "english"), _others())
def test_other_scripts(language, english):
    body = _in_language(language, english)
    assert "{{ object.text_name }}" in body
    assert body.endswith("{{ object.text_link }}") == english.endswith("{{ object.text_link }}")
    assert _segments(language, body) <= MOST_SEGMENTS
    use = ScriptUse(amount=False, link=False, opt_out=LADDER_END in body)
    assert not lint(body, load_rules(language), use, _filled(language, body))


@pytest.mark.parametrize(("language", "english"), list(_scripts(REPLIES)))
def test_answers_to_replies(language, english):
    body = _in_language(language, english)
    assert _segments(language, body) <= MOST_SEGMENTS
    is_farewell = english in map(_english(REPLIES).get, FAREWELLS)
    use = ScriptUse(company=not is_farewell, amount=False, link=False, opt_out="STOP" in body)
    assert not lint(body, load_rules(language), use, _filled(language, body))
    assert placeholders(body) == placeholders(english)


def test_farewells_name_us_at_most():
    for key in FAREWELLS:
        assert placeholders(_english(REPLIES)[key]) <= {"object.text_company"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translation_is_complete(language):
    template = polib.pofile(ADDON / "i18n" / "collection_sms.pot")
    translated = polib.pofile(ADDON / "i18n" / f"{language}.po")
    assert {entry.msgid for entry in translated} == {entry.msgid for entry in template}
    assert not translated.untranslated_entries()
    assert not translated.fuzzy_entries()
