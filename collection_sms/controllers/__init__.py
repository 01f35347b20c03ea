from . import documents, payment, plan, portal, preferences, promise, request
