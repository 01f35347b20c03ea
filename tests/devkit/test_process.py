"""Commands that run at the same time."""

import sys

from devkit import process


def command(words, status):
    return [sys.executable, "-c", f"print({words!r}); raise SystemExit({status})"]


def test_what_runs_beside_is_shown_when_it_is_asked_for(capfd):
    with process.beside("The other:", command("second", 3)) as wait_and_show:
        assert process.stream(command("first", 0)) == 0
        assert wait_and_show() == 3
    assert capfd.readouterr().out.split() == ["first", "The", "other:", "second"]
