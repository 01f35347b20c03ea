"""The I/O of carriers is imported by itself, as the package ``gateways``, without Odoo."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / "collection_sms"
sys.path.insert(0, str(ADDON))
