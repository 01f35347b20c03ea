"""A skipped test must not leave a run green by accident."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(tmp_path):
    """Runs pytest, with the plugin, on a test module; returns the finished process."""

    def run_source(source):
        (tmp_path / "test_it.py").write_text(textwrap.dedent(source))
        plugins = ["-p", "no:odoo", "-p", "no:cacheprovider", "-p", "devkit.strict_skips"]
        return subprocess.run(
            [sys.executable, "-m", "pytest", *plugins, "--rootdir", tmp_path, tmp_path],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )

    return run_source


def test_skipped_test_fails_the_run_and_is_named(run):
    result = run(
        """
        import unittest

        class TestBrowser(unittest.TestCase):
            def test_page(self):
                self.skipTest("no chromium")

        def test_other():
            pass
        """
    )

    assert result.returncode == 1
    assert "skipped without leave" in result.stdout
    assert "test_page: no chromium" in result.stdout


def test_skipped_module_fails_the_run(run):
    result = run("import pytest; pytest.importorskip('no_such_module')")

    assert result.returncode != 0
    assert "could not import 'no_such_module'" in result.stdout


def test_skip_with_leave_passes(run):
    result = run(
        """
        import pytest

        def test_other():
            pass

        @pytest.mark.skip(reason="allowed: needs a real phone")
        def test_phone():
            pass
        """
    )

    assert result.returncode == 0


def test_expected_failure_passes(run):
    result = run(
        """
        import pytest

        @pytest.mark.xfail
        def test_later():
            assert False
        """
    )

    assert result.returncode == 0
