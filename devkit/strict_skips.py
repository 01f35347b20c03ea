"""A pytest plugin: a test that is skipped without leave fails the run.

Odoo's browser tests are skipped, and the run stays green, where Chromium or a Python package is
missing. A test that may be skipped says so: its reason starts with `allowed:`.
"""

import pytest

LEAVE = "allowed:"
_skipped: list[str] = []


def pytest_runtest_logreport(report) -> None:
    """Note a skipped test."""
    _note(report)


def pytest_collectreport(report) -> None:
    """Note a module which is skipped as a whole."""
    _note(report)


def _note(report) -> None:
    # An expected failure is reported as skipped too, and carries `wasxfail`.
    if report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        if not reason.startswith(LEAVE):
            _skipped.append(f"{report.nodeid}: {reason}")


def _reason(report) -> str:
    """Why a test was skipped; pytest gives file, line and `Skipped: reason`."""
    details = report.longrepr
    text = details[2] if isinstance(details, tuple) else str(details)
    return text.removeprefix("Skipped: ")


def pytest_sessionfinish(session, exitstatus) -> None:
    """Turn a green run with such a test red."""
    if _skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter) -> None:
    """Name each of them, and the way out."""
    if _skipped:
        terminalreporter.section("skipped without leave: the run fails", red=True)
        for line in _skipped:
            terminalreporter.line(line)
        terminalreporter.line(f"A test that may be skipped gives a reason starting with {LEAVE!r}.")
