from . import (
    autopay,
    barter,
    contact_record,
    documents,
    gateway,
    payment,
    plan,
    portal,
    preferences,
    promise,
    request,
    twilio,
)
