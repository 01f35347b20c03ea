"""The tone and form of scripts: every kind of finding, where it is, and what it suggests."""

import pytest
from engine import TONE_KINDS, ScriptUse, Severity, ToneKind, ToneRules, fill, lint, tone
from engine import TYPICAL as VALUES
from hypothesis import given, settings
from hypothesis import strategies as st

from devkit.tone import RULES, load_rules

EN = load_rules("en")
COMPLETE = (
    "Hello {{ object.text_name }}, {{ object.text_company }} here: {{ object.text_amount }} is "
    "open. {{ object.text_link }} {{ object.text_opt_out }}"
)


def found(script, kind, rules=EN, use=None, sample=None):
    """The texts of the findings of one kind."""
    findings = lint(script, rules, use or ScriptUse(), sample)
    return [finding.text for finding in findings if finding.kind == kind]


@pytest.mark.parametrize(
    ("kind", "script", "words"),
    [
        (ToneKind.THREAT, "Pay, or we sue you.", "sue you"),
        (ToneKind.ACCUSATION, "You have ignored our invoice.", "You have ignored"),
        (ToneKind.FALSE_URGENCY, "This is your last chance.", "last chance"),
        (ToneKind.THIRD_PARTY, "We passed it to a debt collector.", "debt collector"),
        (ToneKind.PROMOTION, "Follow us for more.", "Follow us"),
        (ToneKind.ABBREVIATION, "Your acct is open.", "acct"),
        (ToneKind.CAPITALS, "Please PAY NOW.", "PAY NOW"),
        (ToneKind.EXCLAMATION, "Thank you!", "!"),
        (ToneKind.EXCLAMATION, "Did you see it??", "??"),
        (ToneKind.KEYWORD, "Reply YES for a plan.", "YES"),
        (ToneKind.KEYWORD, "Reply CANCEL to cancel the plan.", "CANCEL"),
    ],
)
def test_kinds(kind, script, words):
    assert words in found(script, kind)


@pytest.mark.parametrize(
    "script",
    [
        COMPLETE,
        "Reply STOP to stop texts.",
        "To stop these texts, reply STOP.",
        "Reply HELP for help.",
        "Reply PLAN for a plan.",
        "IBAN and VAT number are on INV/2026/0012.",
        "No late fees are added.",
        "Read https://example.com/PAY-NOW",
        "{{ object.text_company }} {{ object.text_amount }}",
    ],
)
def test_nothing_to_say(script):
    form = {ToneKind.NO_COMPANY, ToneKind.NO_AMOUNT, ToneKind.NO_LINK, ToneKind.NO_OPT_OUT}
    assert not {finding.kind for finding in lint(script, EN, ScriptUse())} - form


def test_what_is_missing_and_that_only_the_opt_out_is_an_error():
    findings = {finding.kind: finding.severity for finding in lint("Hello.", EN, ScriptUse())}
    assert findings == {
        ToneKind.NO_COMPANY: Severity.WARNING,
        ToneKind.NO_AMOUNT: Severity.WARNING,
        ToneKind.NO_LINK: Severity.WARNING,
        ToneKind.NO_OPT_OUT: Severity.ERROR,
    }
    off_ladder = ScriptUse(company=False, amount=False, link=False, opt_out=False)
    assert not lint("Hello.", EN, off_ladder)


def test_the_name_of_the_company_may_be_written_and_be_loud():
    use = ScriptUse(names=("ACME TOOLS",))
    assert not found("Hello from ACME TOOLS.", ToneKind.CAPITALS, use=use)
    assert not found("Hello from ACME TOOLS.", ToneKind.NO_COMPANY, use=use)


def test_accents_do_not_hide_words():
    spanish = load_rules("es")
    assert found("Le llevarán ante el JUEZ".lower(), ToneKind.THREAT, spanish)
    assert found("Tómelo como ultimátum", ToneKind.THREAT, spanish) == ["ultimátum"]
    assert found("Tomelo como ultimatum", ToneKind.THREAT, spanish) == ["ultimatum"]
    assert found("como ultima\u0301tum.", ToneKind.THREAT, spanish) == ["ultima\u0301tum"]


def test_vietnamese_with_and_without_accents_but_not_with_others():
    vietnamese = load_rules("vi")
    assert found("Chúng tôi sẽ khởi kiện.", ToneKind.THREAT, vietnamese)
    assert found("Chung toi se khoi kien.", ToneKind.THREAT, vietnamese)
    assert not found("Đây là kiến thức.", ToneKind.THREAT, vietnamese)


def test_a_suggestion_for_short_forms_and_capitals():
    (short,) = lint("Your acct.", EN, ScriptUse(False, False, False, False))
    assert short.suggestion == "account"
    (loud,) = lint("It is PAYABLE.", EN, ScriptUse(False, False, False, False))
    assert loud.suggestion == "payable"


def test_too_many_segments():
    assert found("a" * 307, ToneKind.SEGMENTS, sample="a" * 307) == ["3"]
    assert not found("a" * 306, ToneKind.SEGMENTS, sample="a" * 306)


def test_the_one_character_that_costs_a_segment():
    script = "a" * 100 + "’"
    as_they_are = ScriptUse(plain=False)
    (finding,) = [
        finding
        for finding in lint(script, EN, as_they_are, script)
        if finding.kind == ToneKind.ALPHABET
    ]
    assert (finding.start, finding.text, finding.suggestion) == (100, "’", "'")
    assert not found(script, ToneKind.ALPHABET, sample=script)
    assert found("a" * 100 + "😀", ToneKind.ALPHABET, sample="a" * 100 + "😀") == ["😀"]


def test_a_language_without_rules_still_knows_form():
    assert found("PAGA SUBITO!", ToneKind.CAPITALS, ToneRules("it")) == ["PAGA SUBITO"]


PIECES = st.sampled_from(
    ("{{ object.text_name }}", "{{", "}}", "STOP", "reply YES", "we will sue you", "ß", "İ", "é")
    + ("\u0301", "😀", "!", "¡", "acct.", "’", " ", "\n", "https://a.b/C", "NOW", "_", "ﬁ", "đ")
)
SCRIPTS = st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join)


@pytest.mark.parametrize("lang", sorted(path.stem for path in RULES.glob("*.json")))
def test_marks_lie_in_the_text(lang):
    rules = load_rules(lang)

    # The first text of a language waits until its rules are compiled.
    @settings(deadline=None)
    @given(SCRIPTS)
    def check(script):
        for finding in lint(script, rules, ScriptUse(), script):
            assert 0 <= finding.start <= finding.end <= len(script)
            if finding.kind in TONE_KINDS:
                assert finding.start < finding.end
                assert finding.text == script[finding.start : finding.end]

    check()


def test_the_complete_script_fits():
    assert not lint(COMPLETE, EN, ScriptUse(), fill(COMPLETE, VALUES))
    assert not tone(COMPLETE, EN)
