"""The shipped map of carriers' error codes, against what the presets can tell."""

from xml.etree import ElementTree

import pytest
from carrier_builders import FOLDER, PRESETS, preset

OF_THE_NUMBER = ("number", "no_mobile", "blocked")


def shipped():
    """(carrier, code, meaning, whether the number fails for good) of each record."""
    for path in sorted(FOLDER.parent.glob("collection_carrier_error*.xml")):
        for record in ElementTree.parse(path).getroot().iter("record"):
            fields = {field.get("name"): field for field in record}
            yield (
                fields["carrier"].text,
                fields["code"].text,
                fields["meaning"].text,
                "number_failed" in fields,
            )


ERRORS = list(shipped())


def test_each_code_is_listed_once_and_of_a_known_carrier():
    codes = [(carrier, code) for carrier, code, *_ in ERRORS]
    assert len(set(codes)) == len(codes)
    assert {carrier for carrier, _ in codes} <= {*PRESETS, "twilio", "iap"}


def test_an_http_status_never_makes_a_number_fail_for_good():
    # Where an answer names no code of its own, its HTTP status is the code.
    failing = {code for _, code, _, failed in ERRORS if failed}
    assert not {code for code in failing if code.isdigit() and 100 <= int(code) <= 599}


def test_only_the_number_makes_the_number_fail_for_good():
    assert {meaning for *_, meaning, failed in ERRORS if failed} <= set(OF_THE_NUMBER)


@pytest.mark.parametrize("carrier", sorted({carrier for carrier, *_ in ERRORS} & set(PRESETS)))
def test_codes_of_reports_bear_the_prefix_of_the_preset(carrier):
    """Else a code of an answer would be read as one of a report."""
    prefix = preset(carrier).get("report_code_prefix", "")
    worded = {code.split()[0] for name, code, *_ in ERRORS if name == carrier and "report" in code}
    assert worded == ({prefix.strip()} if prefix else set())


@pytest.mark.parametrize("carrier", sorted({carrier for carrier, *_ in ERRORS} & set(PRESETS)))
def test_what_may_be_tried_again_is_not_the_number_s_fault(carrier):
    again = preset(carrier).get("retry_codes", "").split(", ")
    listed = {code: meaning for name, code, meaning, _ in ERRORS if name == carrier}
    meanings = {listed[code] for code in again if code in listed}
    assert meanings <= {"account", "credit", "throttled"}
