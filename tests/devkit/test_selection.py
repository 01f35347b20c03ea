"""Which tests run, and when having run none is a failure."""

import pytest

from devkit import testing
from devkit.console import Problem
from devkit.testing import NOTHING_SELECTED, Selection

THIS = __file__


def test_everything_runs_by_default():
    selection = Selection(["-q"])

    parts = [selection.pure, selection.on_odoo, selection.with_jobs, selection.processes]
    assert parts == [
        [str(folder) for folder in part]
        for part in (testing.PURE, testing.ON_ODOO, testing.WITH_JOBS, testing.PROCESSES)
    ]
    assert selection.options == ["-q"]


def test_path_chooses_its_part_only():
    selection = Selection([f"{THIS}::test_one", "-k", "foo"])

    assert (selection.pure, selection.on_odoo) == ([f"{THIS}::test_one"], [])
    assert selection.options == ["-k", "foo"]


@pytest.mark.parametrize("statuses", [[0, NOTHING_SELECTED], [NOTHING_SELECTED]])
def test_part_without_tests_fails(statuses):
    with pytest.raises(Problem, match="no test to run"):
        testing.verdict(statuses, Selection(["-q"]))


def test_nothing_selected_at_all_fails():
    with pytest.raises(Problem, match="no test to run"):
        testing.verdict([NOTHING_SELECTED] * 2, Selection(["-k", "foo"]))


def test_selection_may_leave_a_part_empty():
    assert testing.verdict([NOTHING_SELECTED, 0], Selection(["-k", "foo"])) == 0


def test_failure_in_either_part_fails():
    assert testing.verdict([1, 0], Selection([])) == 1
    assert testing.verdict([0, 2], Selection([])) == 2
