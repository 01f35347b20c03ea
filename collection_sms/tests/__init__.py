from importlib.util import find_spec

from . import (
    test_approval,
    test_autopay,
    test_autopay_page,
    test_autopay_tour,
    test_barter,
    test_barter_arrival,
    test_barter_books,
    test_barter_credit_note,
    test_barter_leave,
    test_barter_offer,
    test_barter_page,
    test_barter_staff,
    test_case,
    test_documents,
    test_follow_up,
    test_holds,
    test_payment,
    test_phone,
    test_plan,
    test_plan_merge,
    test_plan_page,
    test_portal,
    test_preferences,
    test_promise,
    test_promise_page,
    test_request,
    test_request_dispute,
    test_request_page,
    test_request_tours,
    test_request_upload,
    test_script,
    test_sending,
    test_timeline,
    test_tours,
)

# Odoo itself does not need hypothesis: elsewhere the rest of the tests runs without it.
if find_spec("hypothesis"):
    from . import test_barter_random
