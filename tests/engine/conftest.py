"""The engine is imported by itself, as the package ``engine``, without Odoo and the addon."""

import sys
from pathlib import Path

ADDON = Path(__file__).resolve().parents[2] / "collection_sms"
sys.path.insert(0, str(ADDON))
