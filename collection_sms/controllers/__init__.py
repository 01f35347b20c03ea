from . import (
    autopay,
    barter,
    contact_record,
    documents,
    payment,
    plan,
    portal,
    preferences,
    promise,
    request,
)
