from . import (
    account_move_reversal,
    base_partner_merge,
    collection_barter_delivery_wizard,
    collection_barter_refusal,
    collection_call_log,
    collection_consent_wizard,
    collection_plan_wizard,
    collection_preview,
    collection_preview_line,
    collection_promise_wizard,
    collection_request_answer,
    collection_request_wizard,
)
