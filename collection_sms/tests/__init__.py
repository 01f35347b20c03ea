from . import (
    test_approval,
    test_case,
    test_follow_up,
    test_holds,
    test_payment,
    test_phone,
    test_portal,
    test_promise,
    test_promise_page,
    test_script,
    test_sending,
    test_tours,
)
