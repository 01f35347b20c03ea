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
}


def _english():
    tree = ET.parse(ADDON / "data" / "sms_template_data.xml")
    return {
        record.get("id"): record.find("field[@name='body']").text for record in tree.iter("record")
    }


def _scripts():
    for key, body in _english().items():
        for language in LANGUAGES:
            yield pytest.param(language, body, id=f"{key}-{language}")


def _in_language(language, body):
    if language == "en":
        return body
    entry = polib.pofile(ADDON / "i18n" / f"{language}.po").find(body)
    return entry.msgstr


@pytest.mark.parametrize(("language", "english"), list(_scripts()))
def test_script(language, english):
    body = _in_language(language, english)
    used = set(re.findall(r"\{\{ object\.(\w+) \}\}", body))
    assert used >= {"text_name", "text_company", "text_amount", "text_link"}
    assert used & {"text_due_date", "text_days"}
    assert body.endswith("{{ object.text_link }}")
    assert not set(body) & set("!¡")
    assert not re.search(rf"\b[{string.ascii_uppercase}]{{4,}}\b", body)
    text = re.sub(r"\{\{ object\.(\w+) \}\}", lambda match: SAMPLE[match[1]], body)
    assert count_segments(text).count <= MOST_SEGMENTS.get(language, 2)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translation_is_complete(language):
    template = polib.pofile(ADDON / "i18n" / "collection_sms.pot")
    translated = polib.pofile(ADDON / "i18n" / f"{language}.po")
    assert {entry.msgid for entry in translated} == {entry.msgid for entry in template}
    assert not translated.untranslated_entries()
    assert not translated.fuzzy_entries()
