from . import (
    autopay,
    barter,
    documents,
    payment,
    plan,
    portal,
    preferences,
    promise,
    request,
)
