"""The shipped scripts, in every language: complete, polite in form, and short."""

import re
import string
import xml.etree.ElementTree as ET
from pathlib import Path

import polib
import pytest
from engine import count_segments

ADDON = Path(__file__).resolve().parents[2] / "collection_sms"
LANGUAGES = ("en", "es", "fr", "de", "pt", "vi")
# Vietnamese needs the alphabet of which a segment holds less than half as much.
MOST_SEGMENTS = {"vi": 3}
SAMPLE = {
    "text_name": "Salthill Gallery",
    "text_company": "Harbour & Pine",
    "text_amount": "12.345,67 €",
    "text_due_date": "24.06.2026",
    "text_days": "150",
    "text_link": "https://pay.example.com/c/AbCdEf12345678_-",
    "text_paid": "12.345,67 €",
    "text_installment": "12.345,67 €",
    "text_installment_date": "24.06.2026",
    "text_barter_value": "12.345,67 €",
    "text_barter_date": "24.06.2026",
}
# The scripts of the ladder name amount and date; the others speak of one thing that was agreed on.
LADDER = "sms_template_data.xml"


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
    entry = polib.pofile(ADDON / "i18n" / f"{language}.po").find(body)
    return entry.msgstr


@pytest.mark.parametrize(("language", "english"), list(_scripts(LADDER)))
def test_script(language, english):
    body = _in_language(language, english)
    used = set(re.findall(r"\{\{ object\.(\w+) \}\}", body))
    assert used >= {"text_name", "text_company", "text_amount", "text_link"}
    assert used & {"text_due_date", "text_days"}
    assert body.endswith("{{ object.text_link }}")
    assert not set(body) & set("!¡")
    assert not re.search(rf"\b[{string.ascii_uppercase}]{{4,}}\b", body)
    assert _segments(body) <= MOST_SEGMENTS.get(language, 2)


def _segments(body):
    text = re.sub(r"\{\{ object\.(\w+) \}\}", lambda match: SAMPLE[match[1]], body)
    return count_segments(text).count


def _others():
    files = sorted(path.name for path in (ADDON / "data").glob("sms_template_*_data.xml"))
    return list(_scripts(*files))


@pytest.mark.parametrize(("language", "english"), _others())
def test_other_scripts(language, english):
    body = _in_language(language, english)
    assert not set(body) & set("!¡")
    assert "{{ object.text_name }}" in body
    assert body.endswith("{{ object.text_link }}") == english.endswith("{{ object.text_link }}")
    assert _segments(body) <= MOST_SEGMENTS.get(language, 2)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translation_is_complete(language):
    template = polib.pofile(ADDON / "i18n" / "collection_sms.pot")
    translated = polib.pofile(ADDON / "i18n" / f"{language}.po")
    assert {entry.msgid for entry in translated} == {entry.msgid for entry in template}
    assert not translated.untranslated_entries()
    assert not translated.fuzzy_entries()
