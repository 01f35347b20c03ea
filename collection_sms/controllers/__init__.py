from . import payment, portal, promise
