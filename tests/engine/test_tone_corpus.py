"""How far rules about words agree with people, on sentences that are kept out of the rule files."""

import pytest

from devkit.tone import languages, measure, sentences

WANTED = {"en": 0.95}


@pytest.mark.parametrize("lang", languages())
def test_enough_sentences_of_every_sort(lang):
    verdicts = [verdict for verdict, _, _ in sentences(lang, "corpus")]
    assert min(verdicts.count("bad"), verdicts.count("good")) >= 150


@pytest.mark.parametrize("lang", languages())
def test_rules_agree_with_people(lang):
    figures = measure(lang, "corpus")
    assert min(figures.precision, figures.recall) >= WANTED.get(lang, 0.90)
