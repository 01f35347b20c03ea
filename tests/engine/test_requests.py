from datetime import timedelta
from decimal import Decimal

import pytest
from builders import TODAY, USD, credit, facts, line
from engine import (
    FILE_LIMIT,
    WAITING_DAYS,
    WORDS_LIMIT,
    Hold,
    HoldReason,
    LineStatus,
    Outcome,
    RequestKind,
    RequestRefusal,
    RequestTerms,
    RequestVerdict,
    Respite,
    Text,
    Upload,
    UploadRefusal,
    Wish,
    clean_name,
    decide,
    judge_request,
    money_has_come,
    offer_request,
    outcome,
    refuse_request,
    refuse_uploads,
)
from hypothesis import given
from hypothesis import strategies as st

EXTENSION, HARDSHIP, DISPUTE, PAID, CALL = RequestKind
TERMS = RequestTerms()
kinds = st.sampled_from(RequestKind)
days = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=500))
terms = st.builds(
    RequestTerms,
    st.booleans(),
    st.integers(0, 120),
    st.integers(0, 5),
    st.integers(0, 120),
    st.integers(0, 30),
)
wishes = st.builds(
    Wish,
    kind=kinds,
    day=st.none() | days,
    words=st.text(max_size=30),
    part=st.sampled_from([None, "morning"]),
    reason=st.sampled_from([None, "other", "amount"]),
    invoices=st.frozensets(st.integers(1, 4)),
)


def on(number):
    """The date ``number`` days after TODAY."""
    return TODAY + timedelta(days=number)


# Holding the ladder


@pytest.mark.parametrize(
    ("kind", "waiting", "reason"),
    [
        (HARDSHIP, False, HoldReason.HARDSHIP),
        (EXTENSION, False, HoldReason.EXTENSION),
        (PAID, True, HoldReason.CHECKING_PAYMENT),
        (EXTENSION, True, HoldReason.REQUEST_WAITING),
        (HARDSHIP, True, HoldReason.REQUEST_WAITING),
        (CALL, True, HoldReason.REQUEST_WAITING),
    ],
)
def test_a_running_request_holds_the_ladder_to_the_end_of_its_last_day(kind, waiting, reason):
    told = facts(line(5), respites=(Respite(kind, on(7), waiting),))
    for number in (0, 7):
        decision = decide(told, on(number))
        assert (decision.reason, decision.until) == (reason, on(8))
        assert decision.figure == {"day": "2026-11-27"}
    assert isinstance(decide(told, on(8)), Text)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"customer_excluded": True}, HoldReason.CUSTOMER_EXCLUDED),
        ({"in_review": True}, HoldReason.HARDSHIP),
        ({"paused_until": on(90)}, HoldReason.HARDSHIP),
        ({"credits": (credit(100),)}, HoldReason.HARDSHIP),
    ],
)
def test_hardship_comes_before_all_but_an_excluded_customer(more, reason):
    told = facts(line(5), respites=(Respite(HARDSHIP, on(60)),), **more)
    assert decide(told, TODAY).reason is reason


def test_of_several_respites_each_reason_counts_its_longest():
    some = (Respite(EXTENSION, on(3)), Respite(EXTENSION, on(9)), Respite(PAID, on(30), True))
    decision = decide(facts(line(5), respites=some), TODAY)
    assert (decision.reason, decision.until) == (HoldReason.EXTENSION, on(10))
    assert decide(facts(line(5), respites=some), on(10)).reason is HoldReason.CHECKING_PAYMENT


@given(st.lists(st.builds(Respite, kinds, days, st.booleans())), days)
def test_nobody_is_texted_during_a_respite_and_none_outlasts_its_day(respites, today):
    resting = [
        respite.until
        for respite in respites
        if respite.until >= today
        and (respite.waiting or respite.kind in (EXTENSION, HARDSHIP, PAID))
    ]
    told = facts(line(5), respites=tuple(respites))
    plain = decide(facts(line(5)), today)
    decision = decide(told, today)
    if resting:
        assert isinstance(decision, Hold)
        assert today < decision.until <= max(resting) + timedelta(days=1)
    else:
        assert decision == plain


# What is granted at once


@pytest.mark.parametrize(
    ("wish", "granted_before", "asked_before", "expected"),
    [
        (Wish(EXTENSION, on(14)), 0, 0, Outcome(True, on(14))),
        (Wish(EXTENSION, on(15)), 0, 0, Outcome(False, on(WAITING_DAYS))),
        (Wish(EXTENSION, on(3)), 1, 1, Outcome(False, on(WAITING_DAYS))),
        (Wish(EXTENSION, on(3)), 1, 2, Outcome(False, None)),
        (Wish(HARDSHIP), 0, 0, Outcome(True, on(60))),
        (Wish(HARDSHIP, on(20)), 0, 0, Outcome(True, on(20))),
        (Wish(HARDSHIP, on(20)), 1, 1, Outcome(False, on(WAITING_DAYS))),
        (Wish(PAID, on(-2)), 0, 0, Outcome(False, on(7))),
        (Wish(PAID, on(-2)), 0, 2, Outcome(False, None)),
        (Wish(CALL, on(3), part="morning"), 0, 0, Outcome(False, on(3))),
        (Wish(DISPUTE, reason="amount", invoices=frozenset({1})), 0, 0, Outcome(False, None)),
    ],
)
def test_what_becomes_of_a_wish(wish, granted_before, asked_before, expected):
    assert outcome(wish, TERMS, TODAY, granted_before, asked_before) == expected


@given(wishes, terms, st.integers(0, 5), st.integers(0, 5))
def test_nothing_beyond_the_policy_is_granted_by_itself(wish, offered, granted, asked):
    offer = offer_request(wish.kind, offered, TODAY, frozenset({1, 2, 3}))
    if offer is None or refuse_request(offer, wish):
        return
    result = outcome(wish, offered, TODAY, granted, asked)
    if result.granted:
        limits = {EXTENSION: offered.extension_days, HARDSHIP: offered.hardship_days}
        assert on(0) < result.until <= on(limits[wish.kind])
        assert granted < (offered.extension_max if wish.kind is EXTENSION else 1)
    elif result.until:
        assert TODAY <= result.until <= on(max(WAITING_DAYS, offered.paid_check_days))


@given(wishes, terms)
def test_asking_over_and_over_does_not_rest_the_ladder_for_ever(wish, offered):
    assert outcome(wish, offered, TODAY, 5, 5).until is None


def test_what_staff_write_down_beyond_the_policy_waits_too():
    assert outcome(Wish(HARDSHIP, on(61)), TERMS, TODAY, 0, 0) == Outcome(False, on(WAITING_DAYS))
    none = RequestTerms(hardship_days=0)
    assert not outcome(Wish(HARDSHIP), none, TODAY, 0, 0).granted


# What can be asked for


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (EXTENSION, {"extension_offered": False}),
        (HARDSHIP, {"hardship_days": 0}),
        (PAID, {"paid_check_days": 0}),
    ],
)
def test_offers_can_be_switched_off(kind, changed):
    assert offer_request(kind, TERMS, TODAY) is not None
    assert offer_request(kind, RequestTerms(**changed), TODAY) is None


def test_without_days_at_once_a_person_still_grants_more_time():
    some = RequestTerms(extension_days=0)
    assert offer_request(EXTENSION, some, TODAY).latest == on(90)
    assert not outcome(Wish(EXTENSION, on(1)), some, TODAY, 0, 0).granted


def test_without_an_invoice_there_is_nothing_to_dispute_and_none_to_have_paid():
    assert offer_request(DISPUTE, TERMS, TODAY) is None
    assert offer_request(PAID, TERMS, TODAY, due=False) is None


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish(EXTENSION), RequestRefusal.NO_DATE),
        (Wish(EXTENSION, TODAY), RequestRefusal.PAST),
        (Wish(EXTENSION, on(90)), None),
        (Wish(EXTENSION, on(91)), RequestRefusal.TOO_LATE),
        (Wish(EXTENSION, on(5), "x" * WORDS_LIMIT), None),
        (Wish(EXTENSION, on(5), "x" * (WORDS_LIMIT + 1)), RequestRefusal.TOO_LONG),
        (Wish(HARDSHIP), None),
        (Wish(HARDSHIP, on(61)), RequestRefusal.TOO_LATE),
        (Wish(PAID), RequestRefusal.NO_DATE),
        (Wish(PAID, TODAY), None),
        (Wish(PAID, on(1)), RequestRefusal.FUTURE),
        (Wish(PAID, on(-366)), RequestRefusal.TOO_LONG_AGO),
        (Wish(PAID, TODAY, reference="x" * 101), RequestRefusal.REFERENCE_TOO_LONG),
        (Wish(CALL, on(1)), RequestRefusal.NO_PART),
        (Wish(CALL, TODAY, part="evening"), None),
        (Wish(CALL, on(-1), part="evening"), RequestRefusal.PAST),
        (Wish(CALL, on(1), part="evening", number="1" * 101), RequestRefusal.NUMBER_TOO_LONG),
        (Wish(DISPUTE, reason="amount"), RequestRefusal.NO_INVOICE),
        (Wish(DISPUTE, reason="amount", invoices=frozenset({1, 9})), RequestRefusal.CHANGED),
        (Wish(DISPUTE, invoices=frozenset({1})), RequestRefusal.NO_REASON),
        (Wish(DISPUTE, None, " ", None, reason="other", invoices=frozenset({1})), "no_words"),
        (Wish(DISPUTE, reason="amount", invoices=frozenset({1, 2})), None),
    ],
)
def test_why_a_wish_is_refused(wish, refusal):
    offer = offer_request(wish.kind, TERMS, TODAY, frozenset({1, 2}))
    assert refuse_request(offer, wish) == refusal


# When it is over


@given(kinds, st.booleans(), st.none() | days, st.booleans(), days)
def test_judged_by_its_day_and_by_the_ledger(kind, granted, until, settled, today):
    verdict = judge_request(kind, granted, until, settled, today)
    if verdict is RequestVerdict.DONE:
        assert settled
        assert kind in (PAID, DISPUTE)
    elif verdict is RequestVerdict.EXPIRED:
        assert until < today
        assert granted or kind is PAID
    elif kind in (PAID, DISPUTE):
        assert not settled


def test_a_wish_that_waits_for_a_person_does_not_expire():
    for kind in (EXTENSION, CALL, DISPUTE):
        assert judge_request(kind, False, on(-30), False, TODAY) is RequestVerdict.RUNNING
    assert judge_request(EXTENSION, True, on(0), False, TODAY) is RequestVerdict.RUNNING
    assert judge_request(EXTENSION, True, on(-1), False, TODAY) is RequestVerdict.EXPIRED


@pytest.mark.parametrize(
    ("told", "come"),
    [
        (facts(line(5)), False),
        (facts(line(5), credits=(credit(99),)), False),
        (facts(line(5), credits=(credit(100),)), True),
        (facts(line(5), line(-9), credits=(credit(100),)), True),
        (facts(line(-9)), True),
        (facts(line(5, status=LineStatus.SETTLED), line(-9, status=LineStatus.SETTLED)), True),
        (facts(line(5), line(6, status=LineStatus.BLOCKED), credits=(credit(100),)), False),
        (facts(line(5), line(6, 50, USD), credits=(credit(100),)), False),
        (facts(line(5), credits=(credit(90, USD, company_amount=100),)), True),
        (facts(), True),
    ],
)
def test_whether_the_money_has_come(told, come):
    assert money_has_come(told, TODAY) is come


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_money_has_come_when_credits_reach_what_is_due(owed, paid):
    told = facts(line(5, Decimal(owed)), credits=(credit(Decimal(paid)),))
    assert money_has_come(told, TODAY) is (paid >= owed)


# Files

PDF = Upload("bill.pdf", 100, b"%PDF-1.7", "application/pdf")
PNG = Upload("photo.PNG", 100, b"\x89PNG\r\n\x1a\n", "image/png")
HEIC = Upload("IMG_1.HEIC", 100, b"\0\0\0\x18ftypheic", "image/heic")
JPEG = Upload("a.b.jpeg", 100, b"\xff\xd8\xff\xe0", "image/jpeg")


@pytest.mark.parametrize(
    ("uploads", "refusal"),
    [
        ((), None),
        ((PDF, PNG, HEIC), None),
        ((JPEG,), None),
        ((PDF,) * 4, UploadRefusal.TOO_MANY_FILES),
        ((PDF, Upload("b.pdf", FILE_LIMIT, b"%PDF-", "application/pdf")), None),
        ((Upload("b.pdf", FILE_LIMIT + 1, b"%PDF-", "application/pdf"),), "file_too_large"),
        ((Upload("b.pdf", 0, b"", "application/x-empty"),), UploadRefusal.FILE_EMPTY),
        ((Upload("page.pdf", 9, b"<html>", "text/html"),), UploadRefusal.FILE_KIND),
        ((Upload("page.pdf", 9, b"<html>", "application/pdf"),), UploadRefusal.FILE_KIND),
        ((Upload("page.html", 9, b"%PDF-1.7", "application/pdf"),), UploadRefusal.FILE_KIND),
        ((Upload("pic.svg", 9, b"<svg", "image/svg+xml"),), UploadRefusal.FILE_KIND),
        ((Upload("run.exe", 9, b"MZ", "application/x-dosexec"),), UploadRefusal.FILE_KIND),
        ((Upload("photo.jpg", 9, b"\x89PNG\r\n\x1a\n", "image/png"),), UploadRefusal.FILE_KIND),
        ((Upload("pdf", 9, b"%PDF-", "application/pdf"),), None),
        ((Upload("bill.pdf.exe", 9, b"%PDF-", "application/pdf"),), UploadRefusal.FILE_KIND),
    ],
)
def test_which_files_are_taken(uploads, refusal):
    assert refuse_uploads(uploads) == refusal


@given(st.binary(max_size=40), st.text(max_size=40), st.text(max_size=30))
def test_whatever_is_taken_starts_like_what_it_is(start, name, mimetype):
    if refuse_uploads([Upload(name, 1, start, mimetype)]) is None:
        assert start.startswith((b"%PDF-", b"\xff\xd8\xff", b"\x89PNG")) or b"ftyp" in start


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("bill.pdf", "bill.pdf"),
        ("../../etc/bill.pdf", "bill.pdf"),
        ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
        ("bill\u202efdp.pdf", "bill_fdp.pdf"),
        ("<img src=x>.png", "_img src=x_.png"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_lose_what_misleads(name, clean):
    assert clean_name(name) == clean


@given(st.text(max_size=300))
def test_names_stay_short_and_without_folders(name):
    cleaned = clean_name(name)
    assert len(cleaned) <= 100
    assert not set(cleaned) & set("/\\<>\n\x00")
