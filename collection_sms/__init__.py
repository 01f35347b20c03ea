from . import controllers, gateways, models, wizard
from .demo import collection_demo
from .hooks import uninstall_hook
