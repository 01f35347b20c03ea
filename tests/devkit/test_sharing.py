"""Each file runs once, in one of the processes that share."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(folder, notes):
    plugins = ["-p", "no:odoo", "-p", "no:cacheprovider", "-p", "devkit.sharing"]
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *plugins, f"--share={notes}", "--rootdir", folder, folder],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_every_test_runs_once(tmp_path):
    notes, ran = tmp_path / "notes", tmp_path / "ran"
    notes.mkdir()
    for number in range(6):
        lines = (
            f"def test_{name}():\n    open({str(ran)!r}, 'a').write('{name}{number} ')\n"
            for name in "ab"
        )
        (tmp_path / f"test_{number}.py").write_text("".join(lines))

    outputs = [process.communicate()[0] for process in [start(tmp_path, notes) for _ in range(2)]]

    assert sorted(ran.read_text().split()) == [f"{name}{n}" for name in "ab" for n in range(6)]
    passed = [re.search(r"(\d+) passed|no tests ran", output)[1] for output in outputs]
    assert sum(int(count or 0) for count in passed) == 12
