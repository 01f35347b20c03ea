from . import (
    autopay,
    documents,
    payment,
    plan,
    portal,
    preferences,
    promise,
    request,
)
