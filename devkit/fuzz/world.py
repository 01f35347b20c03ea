"""What there is to be attacked, as `make_fuzz_world.py` tells it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_ARGUMENT = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


@dataclass(frozen=True)
class Argument:
    """A piece of a route's address: `options` where only certain words fit."""

    name: str
    converter: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """One rule of the routing map."""

    rule: str
    methods: tuple[str, ...]
    kind: str  # http or jsonrpc
    name: str  # of the controller's method

    @property
    def takes_posts(self) -> bool:
        return not self.methods or "POST" in self.methods

    @property
    def is_page(self) -> bool:
        """Behind a customer's link, as opposed to a carrier's webhook."""
        return self.rule.startswith("/c/")

    @property
    def arguments(self) -> dict[str, Argument]:
        found = (Argument(name, kind or "string", _options(kind, words))
                 for kind, words, name in _ARGUMENT.findall(self.rule))  # fmt: skip
        return {argument.name: argument for argument in found}

    def address(self, values: dict[str, str]) -> str:
        """The path with ``values`` filled in, which are quoted already."""
        return _ARGUMENT.sub(lambda match: values[match[3]], self.rule)

    def matches(self, path: str) -> bool:
        """Whether ``path`` has the shape of this rule."""
        pieces = _ARGUMENT.split(self.rule)
        literals, names = pieces[::4], list(self.arguments.values())
        pattern = re.escape(literals[0])
        for argument, literal in zip(names, literals[1:], strict=True):
            pattern += _pattern(argument) + re.escape(literal)
        return bool(re.fullmatch(pattern, path))

    def __str__(self):
        methods = ",".join(m for m in self.methods if m not in ("HEAD", "OPTIONS"))
        return f"{methods or 'any'} {self.rule}"


@dataclass(frozen=True)
class World:
    """Links, secrets and records; of bystanders nobody has the link."""

    routes: tuple[Route, ...]
    tokens: tuple[str, ...]
    expired: str
    bystanders: dict[str, list[int]]
    ids: dict[str, list[int]]
    gateways: list[dict]
    uuids: tuple[str, ...]
    numbers: tuple[str, ...]
    address: str
    twilio_secret: str


def load(path: Path) -> World:
    """The world that the script has told of in a file."""
    told = json.loads(path.read_text())
    routes = [Route(**{**route, "methods": tuple(route["methods"])}) for route in told["routes"]]
    return World(**{**told, "routes": tuple(routes)})


def _options(converter: str, words: str) -> tuple[str, ...]:
    return tuple(re.split(r"\s*,\s*", words)) if converter == "any" else ()


def _pattern(argument: Argument) -> str:
    if argument.options:
        return f"(?:{'|'.join(map(re.escape, argument.options))})"
    return r"\d+" if argument.converter == "int" else "[^/]+"
