from . import autopay, payment, plan, portal, promise
