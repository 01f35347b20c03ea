"""What replies are about, by the shipped rules."""

import time

import pytest
from engine import Channel, Intent, read_intents
from hypothesis import given
from hypothesis import strategies as st

from devkit.intents import load_rules

RULES = load_rules()


def read(text, lang="en"):
    return read_intents(text, RULES, lang=lang)


def intents(text, lang="en"):
    return [intent.value for intent in read(text, lang).intents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STOP", "opt_out"),
        ("START", "opt_in"),
        ("Who is this?", "help"),
        ("How much do I owe?", "balance"),
        ("How can I pay?", "pay"),
        ("Can I pay in instalments?", "plan"),
        ("I'll pay on Friday", "promise"),
        ("friday", "promise"),
        ("I could mow your lawn instead of paying", "barter"),
        ("I never ordered this", "dispute"),
        ("I lost my job", "hardship"),
        ("Paid last week", "already_paid"),
        ("Wrong number", "wrong_person"),
        ("Please call me tomorrow at 5", "call_me"),
        ("👍", "thanks"),
        ("Who won the match?", "unknown"),
    ],
)
def test_every_intent(text, expected):
    assert intents(text)[0] == expected


def test_several_at_once_with_the_most_protective_first():
    assert intents("I lost my job. I'll pay 50 a month. Stop texting me") == [
        "opt_out",
        "hardship",
        "plan",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I can't pay on Friday",
        "I won't pay by Friday",
        "If you stop the reminders I pay on Friday",
        "I never said I'd pay on Friday",
        "When do I have to pay?",
        "Why should I pay by Friday?",
        "See you on Friday",
    ],
)
def test_what_is_no_promise(text):
    assert "promise" not in intents(text)


@pytest.mark.parametrize(
    ("text", "is_question", "says_more"),
    [
        ("I'll pay on Friday", False, False),
        ("I'll pay on Friday. Are you open on Saturdays?", True, True),
        ("How much do I owe?", False, False),
        ("Do you also sell bicycles?", True, True),
        ("Thanks!", False, False),
        ("Paid last week. The boiler is making noises again", False, True),
    ],
)
def test_whether_a_person_should_read_it(text, is_question, says_more):
    reading = read(text)
    assert (reading.is_question, reading.says_more) == (is_question, says_more)


def test_a_stop_of_calls_is_no_wish_for_a_call():
    reading = read("Do not call me")
    assert reading.intents == (Intent.OPT_OUT,)
    assert reading.wish.channels == {Channel.PHONE}


@pytest.mark.parametrize("text", ["", " ", "...", "\x00", "5", "#~"])
def test_nothing_said(text):
    assert read(text).intents == (Intent.UNKNOWN,)


@given(st.text(max_size=400), st.sampled_from(["en", "vi", "es_MX", "", "xx"]))
def test_any_text_is_read(text, lang):
    reading = read(text, lang)
    assert reading.intents
    assert len(set(reading.intents)) == len(reading.intents)


@pytest.mark.parametrize(
    "words", ["i ", "pay ", "1 2 ", "i ll pay the ", ". ", "ok ", "a", "no ", "pago el ", "không "]
)
def test_long_texts_are_read_in_time(words):
    started = time.process_time()
    read(words * (10_000 // len(words)))
    assert time.process_time() - started < 1


def test_a_stop_at_the_end_of_a_very_long_text_is_heard():
    assert Intent.OPT_OUT in read("so it goes on. " * 1000 + "STOP").intents


@pytest.mark.parametrize(
    "rules", RULES.languages, ids=lambda rules: f"{rules.lang}-{rules.letters.accents}"
)
def test_what_repeats_the_words_of_rules_is_read_in_time(rules):
    words = sorted(rules.known)[::40]
    for word in words:
        started = time.process_time()
        read(f"{word} " * 2_000, rules.lang)
        assert time.process_time() - started < 2, word


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("pago el viernes", "en", "promise"),
        ("je ne connais pas cette personne", "de", "wrong_person"),
        ("Ich habe meinen Job verloren", "fr", "hardship"),
        ("não encomendei isto", "es", "dispute"),
        ("thứ sáu tôi trả", "en", "promise"),
        ("How can I pay?", "vi", "pay"),
    ],
)
def test_whatever_language_is_recorded(text, lang, expected):
    assert intents(text, lang)[0] == expected


def test_a_word_that_pays_in_parts_has_not_paid():
    assert intents("pago 50 por mês", "pt") == ["plan"]
