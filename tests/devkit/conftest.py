"""Makes `devkit` importable, also where pytest is called without bin/test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
