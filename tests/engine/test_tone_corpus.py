"""How far rules about words agree with people, on sentences that are kept out of the rules.

Wanted are 0.95 in English and 0.90 elsewhere. The half that was looked at while rules were written
reaches that; the half that was only measured does not yet. What it has reached may not get lost.
"""

import pytest

from devkit.tone import corpus, languages, measure

WANTED = {"en": 0.95}
HELD_OUT = {  # precision, recall
    "en": (0.88, 0.89),
    "de": (0.94, 0.94),
    "es": (0.87, 0.82),
    "fr": (0.94, 0.94),
    "pt": (0.87, 0.81),
    "vi": (0.91, 0.79),
}


@pytest.mark.parametrize("lang", languages())
def test_enough_sentences_of_every_sort(lang):
    verdicts = [verdict for verdict, _, _ in corpus(lang)]
    assert min(verdicts.count("bad"), verdicts.count("good")) >= 150


@pytest.mark.parametrize("lang", languages())
def test_the_half_that_was_looked_at(lang):
    figures = measure(lang, "seen")
    assert min(figures.precision, figures.recall) >= WANTED.get(lang, 0.90)


@pytest.mark.parametrize("lang", languages())
def test_the_half_that_was_only_measured(lang):
    figures = measure(lang, "held out")
    precision, recall = HELD_OUT[lang]
    assert figures.precision >= precision
    assert figures.recall >= recall
