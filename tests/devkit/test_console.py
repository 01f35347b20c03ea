"""How a command ends."""

import signal

import pytest

from devkit import console
from devkit.console import Problem


@pytest.fixture(autouse=True)
def _keep_signal_handlers():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def run(main):
    with pytest.raises(SystemExit) as caught:
        console.run_command(main)
    return caught.value.code


def test_problem_is_one_readable_error(capsys):
    def main(_arguments):
        raise Problem("The disk is full.")

    assert run(main) == 1
    assert capsys.readouterr().err == "\nProblem: The disk is full.\n"


def test_status_of_the_command_is_passed_on():
    assert run(lambda _arguments: 5) == 5


def test_ctrl_c_ends_without_traceback(capsys):
    def main(_arguments):
        raise KeyboardInterrupt

    assert run(main) == 130
    assert capsys.readouterr().err == ""


def test_being_stopped_unwinds_the_command():
    cleaned = []

    def main(_arguments):
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            cleaned.append(True)

    assert run(main) == 143
    assert cleaned
