"""Where things are. Everything the set-up makes lies below `.cache`, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "collection_sms"
# Runs the same in jobs of OCA's queue_job; only what is about that has it installed.
BRIDGE = ROOT / "collection_sms_queue_job"
REQUIREMENTS = ROOT / "requirements"
SCRIPTS = ROOT / "devkit" / "odoo_scripts"

CACHE = ROOT / ".cache"
DOWNLOADS = CACHE / "downloads"
LOGS = CACHE / "log"
STAMPS = CACHE / "stamps"
VENV = CACHE / "venv"
QUEUE_JOB = CACHE / "queue_job"
ODOO_DATA = CACHE / "odoo-data"
ODOO_CONF = CACHE / "odoo.conf"


def shown(path: Path) -> str:
    """The path as a person in the repository would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
