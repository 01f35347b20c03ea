"""How well the rules about replies agree with people: `bin/bench intents`, and a pure test.

The replies in `tests/intents/` are kept out of the rule files, though rules were tuned on them.
Those in `tests/intents/fresh/` and `tests/intents/last/` were written afterwards by people who have
not seen the rules. After `fresh` had been measured once, the rules of opt-outs were changed with it
in view; for `last` no rule was changed: it tells how well they do on what they never met.
"""

import json
import sys
from dataclasses import dataclass
from functools import cache

from .paths import ADDON, ROOT

CORPUS = ROOT / "tests" / "intents"
RULES = ADDON / "data" / "intents"
SETS = {"corpus": CORPUS, "fresh": CORPUS / "fresh", "last": CORPUS / "last"}
LANGUAGES = ("en", "es", "fr", "de", "pt", "vi")
OPT_OUT = "opt_out"


@dataclass(frozen=True)
class Reply:
    """A reply, what people say it is about, and what the rules say; the main thing first."""

    text: str
    labels: tuple[str, ...]
    read: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return self.read[0] in self.labels


@dataclass(frozen=True)
class Figure:
    """One intent in a set: a reading is right if its main intent is among the labels."""

    labelled: int  # as the main thing
    heard: int  # of those, how many were read as this among others
    read: int  # as the main thing
    right: int

    @property
    def precision(self) -> float:
        return self.right / max(self.read, 1)

    @property
    def recall(self) -> float:
        return self.heard / max(self.labelled, 1)


@cache
def load_rules():
    """The rules of all languages, without Odoo."""
    engine = _engine()
    opt_out = engine.compile_opt_out_rules(_data("opt_out"))
    return engine.compile_intent_rules({lang: _data(lang) for lang in LANGUAGES}, opt_out)


def replies(lang: str, name: str) -> list[Reply]:
    """The replies of a set, one of ``SETS``, as they are read; none if there is no such set."""
    path = SETS[name] / f"{lang}.tsv"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [_reply(*line.split("\t"), lang) for line in lines if line.strip()]


def measure(said: list[Reply]) -> dict[str, Figure]:
    """The figures of a set, by intent."""
    return {intent.value: _figure(intent.value, said) for intent in _engine().Intent}


def missed_opt_outs(said: list[Reply]) -> list[str]:
    """Replies that ask for a stop, among other things or alone, where none was heard."""
    return [one.text for one in said if OPT_OUT in one.labels and OPT_OUT not in one.read]


def _reply(labels: str, text: str, lang: str) -> Reply:
    reading = _engine().read_intents(text, load_rules(), lang=lang)
    return Reply(text, tuple(labels.split(",")), tuple(one.value for one in reading.intents))


def _figure(intent: str, said: list[Reply]) -> Figure:
    labelled = [one for one in said if one.labels[0] == intent]
    read = [one for one in said if one.read[0] == intent]
    return Figure(
        labelled=len(labelled),
        heard=sum(intent in one.read for one in labelled),
        read=len(read),
        right=sum(one.is_right for one in read),
    )


def _data(name: str) -> dict:
    return json.loads((RULES / f"{name}.json").read_text("utf-8"))


def _engine():
    if str(ADDON) not in sys.path:
        sys.path.insert(0, str(ADDON))
    import engine  # noqa: PLC0415  # the addon's folder has to be on the path first

    return engine


def main() -> None:
    """Print precision and recall per language, set and intent."""
    for lang in LANGUAGES:
        for name in SETS:
            if said := replies(lang, name):
                _print(lang, name, said)


def _print(lang: str, name: str, said: list[Reply]) -> None:
    right, missed = sum(one.is_right for one in said), missed_opt_outs(said)
    stops = sum(OPT_OUT in one.labels for one in said)
    print(
        f"{lang} {name}: {len(said)} replies, {right} read right ({right / len(said):.3f}), "
        f"opt-out recall {1 - len(missed) / max(stops, 1):.3f} ({len(missed)}/{stops} missed)"
    )
    for intent, one in measure(said).items():
        print(
            f"    {intent:<13} {one.labelled:>3} replies, "
            f"precision {one.precision:.3f} ({one.right}/{one.read}), "
            f"recall {one.recall:.3f} ({one.heard}/{one.labelled})"
        )


if __name__ == "__main__":
    main()
