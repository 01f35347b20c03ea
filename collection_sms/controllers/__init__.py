from . import documents, payment, portal, preferences, promise
