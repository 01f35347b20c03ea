from . import payment, plan, portal, promise
