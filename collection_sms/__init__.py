from . import controllers, gateways, models, wizard
from .demo import collection_demo, collection_demo_barter
from .hooks import uninstall_hook
