"""Rules about words, read from their files, and findings in words that a manager reads."""

import json
from functools import cache

from markupsafe import Markup
from odoo.tools import LazyTranslate, file_open, file_path

from ..engine import Severity, ToneKind, ToneRules, tone_rules

_lt = LazyTranslate(__name__)

_SENTENCES = {
    ToneKind.THREAT: _lt("Sounds like a threat. Say what you offer instead."),
    ToneKind.ACCUSATION: _lt("Sounds like an accusation. Say what you see, not whose fault it is."),
    ToneKind.FALSE_URGENCY: _lt("Puts on pressure. Name the date, and leave time to answer."),
    ToneKind.THIRD_PARTY: _lt("Speaks of other people. What is due is between you two."),
    ToneKind.PROMOTION: _lt("Advertises, which turns a service text into advertising."),
    ToneKind.ABBREVIATION: _lt("The customer need not know this short form."),
    ToneKind.CAPITALS: _lt("Capitals are read as shouting."),
    ToneKind.EXCLAMATION: _lt("Reads as shouting."),
    ToneKind.KEYWORD: _lt("Carriers act on this reply themselves. Ask for another word."),
    ToneKind.NO_COMPANY: _lt("Does not say who writes. Add {{ object.text_company }}."),
    ToneKind.NO_AMOUNT: _lt("Does not say what is due. Add {{ object.text_amount }}."),
    ToneKind.NO_LINK: _lt("Has no link to the customer's page. Add {{ object.text_link }}."),
    ToneKind.NO_OPT_OUT: _lt(
        "Does not say how to get no more texts. Add {{ object.text_opt_out }}."
    ),
    ToneKind.SEGMENTS: _lt("A usual text takes more than two segments. Make it shorter."),
    ToneKind.ALPHABET: _lt("This character makes the whole text Unicode, and longer by a segment."),
}


@cache
def rules_for(lang):
    """The rules of the language with the code ``lang``, such as “es_MX”; empty ones if there is no
    file for it."""
    short = lang.partition("_")[0]
    try:
        path = file_path(f"collection_sms/data/tone/{short}.json")
    except FileNotFoundError:
        return ToneRules(short)
    with file_open(path) as rules:
        return tone_rules(short, json.load(rules))


def explain_finding(env, finding):
    """``finding`` as one sentence, with the words it is about and what to write instead."""
    sentence = env._(_SENTENCES[finding.kind])
    if finding.text and finding.kind != ToneKind.SEGMENTS:
        sentence = env._("“%(words)s”: %(sentence)s", words=finding.text, sentence=sentence)
    if finding.suggestion:
        sentence += " " + env._("Better: “%s”.", finding.suggestion)
    if finding.severity == Severity.ERROR:
        sentence = env._("Required: %s", sentence)
    return sentence


def mark(script, findings):
    """``script`` as HTML with the words of ``findings`` marked."""
    parts, place = [], 0
    for start, end, severity in _spans(findings):
        css = "o_collection_error" if severity == Severity.ERROR else "o_collection_warning"
        parts += [
            script[place:start],
            Markup('<mark class="%s">%s</mark>') % (css, script[start:end]),
        ]
        place = end
    return Markup().join([*parts, script[place:]])


def _spans(findings):
    """The places of ``findings`` from the left, without overlaps."""
    spans = []
    for finding in sorted(findings, key=lambda finding: (finding.start, -finding.end)):
        start = max(finding.start, spans[-1][1] if spans else 0)
        if start < finding.end:
            spans.append((start, finding.end, finding.severity))
    return spans
