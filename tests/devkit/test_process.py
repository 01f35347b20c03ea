"""Commands that run at the same time."""

import sys

from devkit import process


def test_two_at_once_show_their_output_one_after_the_other(capfd):
    def command(words, status):
        return [sys.executable, "-c", f"print({words!r}); raise SystemExit({status})"]

    statuses = process.stream_both([command("first", 0), command("second", 3)])
    assert statuses == [0, 3]
    assert capfd.readouterr().out.split() == ["first", "second"]
