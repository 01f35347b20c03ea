"""What the harness that kills servers makes of what it sees."""

import json
import urllib.request
from dataclasses import replace
from random import Random

import pytest

from devkit.crash import carrier, checks, jobs, manners, phases

TEXT = checks.Text(
    uuid="a", number="+1", case=1, level=2, round=1, state="sent", reason=None, is_asked=False,
    is_in_chatter=True, shown_as="pending", queue=None,
)  # fmt: skip
RECORD = {"uuid": "a", "number": "+1", "body": "Hello", "how": "accepted"}


def found(texts, record=(RECORD,), **books):
    findings = checks.findings(list(record), checks.Books(list(texts), **books))
    return [finding.what for finding in findings]


def test_what_is_as_it_should_be():
    assert found([TEXT]) == []


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"state": "queued"}, "queued for ever"),
        ({"state": "sending"}, "sending for ever"),
        ({"state": "unknown"}, "unknown, and nobody is asked to look"),
        ({"state": "refused"}, "accepted, and recorded as refused"),
        ({"state": "cancelled"}, "cancelled without a reason"),
        ({"is_in_chatter": False}, "sent, and not in the chatter"),
        ({"shown_as": "ready"}, "sent, and shown as ready"),
        ({"queue": "process"}, "sent, and process in Odoo's queue"),
    ],
)
def test_a_text_that_came_to_no_end(changed, finding):
    assert finding in found([replace(TEXT, **changed)])


def test_an_unknown_text_that_a_person_looks_after_is_none():
    assert found([replace(TEXT, state="unknown", is_asked=True, shown_as="exception")]) == []


def test_a_text_accepted_twice():
    assert found([TEXT], [RECORD, RECORD]) == ["accepted 2 times"]


def test_two_texts_for_one_rung():
    other = {**RECORD, "uuid": "b"}
    assert found([TEXT, replace(TEXT, uuid="b")], [RECORD, other]) == [
        "2 texts accepted for one rung"
    ]


def test_two_rounds_of_one_rung_are_two():
    other = {**RECORD, "uuid": "b"}
    assert found([TEXT, replace(TEXT, uuid="b", round=2)], [RECORD, other]) == []


def test_what_only_one_side_knows_of():
    assert found([TEXT], []) == ["recorded as sent, and not accepted"]
    assert found([]) == ["accepted, and there is no such text"]


def test_customers_lines_and_rows_without_a_text():
    findings = found([TEXT], silent=["+2"], unspoken=[3], orphans=["c"])
    assert len(findings) == 3


LOG = (
    "2026-11-20 09:00:00,000 {pid} INFO db odoo.addons.base.models.ir_cron: Job '{job}' (7) {what}"
)


def line(pid, what, job=phases.SENDING):
    return LOG.format(pid=pid, job=job, what=what)


def test_the_log_tells_who_does_what_and_how_long_it_takes():
    seen = jobs.Jobs(first_guess=1)
    seen.read([line(5, "starting"), line(6, "starting", phases.DECIDING), "Traceback: Job 'x'"])
    assert seen.running == {5: phases.SENDING, 6: phases.DECIDING}
    seen.read([line(5, "fully done (#loop 1; done 0; remaining 0; duration 3.00s)")])
    assert seen.running == {6: phases.DECIDING}
    assert seen.ended == {f"{phases.SENDING}: fully done": 1}
    assert 1 < seen.expected(phases.SENDING) < 3


def test_who_is_killed_took_at_least_that_long():
    now = iter((0, 8))
    seen = jobs.Jobs(first_guess=1, clock=lambda: next(now))
    seen.read([line(5, "starting")])
    seen.killed([5, 99])
    assert seen.running == {}
    assert seen.expected(phases.SENDING) == 8


@pytest.mark.parametrize(
    ("job", "ports", "claimed", "asked", "expected"),
    [
        ("", (), (), (), "idle"),
        (phases.DECIDING, (), ("a",), (), "deciding"),
        (phases.RELEASING, (), (), (), "releasing"),
        (phases.SENDING, (), (), (), "claiming"),
        (phases.SENDING, (), ("a", "b"), (), "claimed"),
        (phases.SENDING, (), ("a", "b"), ("a",), "between two texts"),
        (phases.SENDING, (), ("a", "b"), ("a", "b"), "settling"),
        (phases.SENDING, (80,), ("a", "b"), ("a",), "at the carrier"),
    ],
)
def test_what_a_worker_was_doing(job, ports, claimed, asked, expected):
    moment = phases.Moment({5: job}, {5: set(ports)}, frozenset(claimed), frozenset(asked))
    assert phases.phase(moment, 5) == expected


@pytest.mark.parametrize("job", [phases.RELEASING, phases.SENDING])
def test_who_finds_nothing_to_do_is_idle(job):
    moment = phases.Moment({5: job}, {}, to_send=False, to_release=False)
    assert phases.phase(moment, 5) == "idle"


def test_of_several_workers_the_one_counts_with_which_most_can_go_wrong():
    assert phases.worst(["deciding", "at the carrier", "claiming"]) == "at the carrier"
    assert phases.worst([]) == ""


def send(url, uuid):
    body = json.dumps({"id": uuid, "to": "+1", "text": "Hello"}).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(url, data=body, timeout=5).status


def test_the_carrier_counts_what_it_accepts(tmp_path):
    with carrier.running(tmp_path / "record", latency=0, bad=0, seed=1) as running:
        assert [send(running.url, uuid) for uuid in "aba"] == [202] * 3
        assert [one["uuid"] for one in running.accepted()] == ["a", "b", "a"]
        assert running.asked() == {"a": 2, "b": 1}
        assert running.state()["in_flight"] == []


def test_most_texts_are_treated_well_and_some_in_every_bad_way():
    random = Random(1)
    chosen = [manners.choose(random, 0.2) for _number in range(2000)]
    assert set(chosen) == {manners.GOOD, *manners.BAD}
    assert 300 < len(chosen) - chosen.count(manners.GOOD) < 500
