from . import documents, payment, portal, promise
