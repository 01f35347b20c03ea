from . import controllers, gateways, models, wizard
from .demo import collection_demo
