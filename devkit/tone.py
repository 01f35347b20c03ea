"""How well the rules about words agree with people: `bin/bench tone`, and a pure test.

The sentences in `tests/tone/` are kept out of the rule files, though rules were tuned on them.
Those in `tests/tone/fresh/` were written afterwards by somebody who has not seen the rules, and the
rules have not been changed for them: they tell how well the rules do on words they have never met.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache

from .paths import ADDON, ROOT

CORPUS = ROOT / "tests" / "tone"
RULES = ADDON / "data" / "tone"
FRESH = CORPUS / "fresh"
SETS = {"corpus": CORPUS, "fresh": FRESH}


@dataclass(frozen=True)
class Figures:
    """Sentences with a finding or not, against what people say of them.

    ``kinds``: by the kind that people gave a bad sentence, how many there are, how many have a
    finding at all, and how many one of that kind; ``found``: by the kind of a finding, in how many
    sentences it is, and how many of those are bad.
    """

    hits: int
    false_alarms: int
    misses: int
    kinds: dict[str, tuple[int, int, int]]
    found: dict[str, tuple[int, int]]

    @property
    def precision(self) -> float:
        return self.hits / max(self.hits + self.false_alarms, 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.hits + self.misses, 1)


def languages() -> list[str]:
    """The languages that have both rules and a corpus, English first."""
    names = {path.stem for path in RULES.glob("*.json")} & {p.stem for p in CORPUS.glob("*.tsv")}
    return sorted(names, key=lambda name: (name != "en", name))


@cache
def load_rules(lang: str):
    """The rules of ``lang``, without Odoo."""
    return _engine().tone_rules(lang, json.loads((RULES / f"{lang}.json").read_text("utf-8")))


def sentences(lang: str, name: str) -> list[tuple[str, str, str]]:
    """``(verdict, kind, sentence)`` of every line of a set, "corpus" or "fresh"."""
    lines = (SETS[name] / f"{lang}.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line.strip()]


def measure(lang: str, name: str) -> Figures:
    """The figures of a set, "corpus" or "fresh"."""
    rules, tone = load_rules(lang), _engine().tone
    judged = [
        (verdict, kind, {finding.kind.value for finding in tone(sentence, rules)})
        for verdict, kind, sentence in sentences(lang, name)
    ]
    return Figures(
        hits=sum(verdict == "bad" and bool(found) for verdict, _, found in judged),
        false_alarms=sum(verdict == "good" and bool(found) for verdict, _, found in judged),
        misses=sum(verdict == "bad" and not found for verdict, _, found in judged),
        kinds=_by_kind(judged),
        found=_by_finding(judged),
    )


def _by_kind(judged) -> dict[str, tuple[int, int, int]]:
    bad = [(kind, found) for verdict, kind, found in judged if verdict == "bad"]
    return {
        name: (
            sum(kind == name for kind, _ in bad),
            sum(kind == name and bool(found) for kind, found in bad),
            sum(kind == name and name in found for kind, found in bad),
        )
        for name in sorted({kind for kind, _ in bad})
    }


def _by_finding(judged) -> dict[str, tuple[int, int]]:
    total = Counter(name for _, _, found in judged for name in found)
    bad = Counter(name for verdict, _, found in judged for name in found if verdict == "bad")
    return {name: (total[name], bad[name]) for name in total}


def _engine():
    if str(ADDON) not in sys.path:
        sys.path.insert(0, str(ADDON))
    import engine  # noqa: PLC0415  # the addon's folder has to be on the path first

    return engine


def main() -> None:
    """Print precision and recall per language, set and kind."""
    for lang in languages():
        for name in SETS:
            figures = measure(lang, name)
            print(f"{lang} {name}: precision {figures.precision:.3f}, recall {figures.recall:.3f}")
            for kind, (total, found, exact) in figures.kinds.items():
                raised, right = figures.found.get(kind, (0, 0))
                print(
                    f"    {kind:<14} recall {found}/{total} (as this kind {exact}), "
                    f"precision {right}/{raised}"
                )


if __name__ == "__main__":
    main()
