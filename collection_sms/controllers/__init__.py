from . import payment, portal, promise, request
