"""How far the rules about replies agree with people, on replies that are kept out of the rules."""

import pytest

from devkit.intents import LANGUAGES, measure, missed_opt_outs, replies

LEAST_PRECISION = 0.95
LEAST_REPLIES = 400
LEAST_READ = 5  # below that a precision says nothing
UNKNOWN = "unknown"  # goes to a person: no guess that could be wrong


@pytest.mark.parametrize("lang", LANGUAGES)
def test_enough_replies_and_every_opt_out_heard(lang):
    said = replies(lang, "corpus")
    assert len(said) >= LEAST_REPLIES
    assert not missed_opt_outs(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_read_is_right(lang):
    figures = measure(replies(lang, "corpus"))
    wrong = {
        intent: f"{one.right}/{one.read}"
        for intent, one in figures.items()
        if intent != UNKNOWN and one.read >= LEAST_READ and one.precision < LEAST_PRECISION
    }
    assert not wrong
