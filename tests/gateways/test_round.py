"""Several texts in flight: whatever carriers do, and whenever they answer."""

import threading
import time
from collections import defaultdict
from contextlib import contextmanager

import pytest
from carrier_builders import outgoing as text_to
from gateways.carrier import Answer, Verdict
from gateways.lines import Lines
from gateways.round import Journey, Round
from gateways.settings import Misconfigured
from hypothesis import given, settings
from hypothesis import strategies as st

MAIN = threading.main_thread()
TAKEN = Answer(Verdict.ACCEPTED)
DOWN = Answer(Verdict.NOT_ACCEPTED, code="connect")
NOBODY_KNOWS = Answer(Verdict.UNKNOWN, code="no_answer")
NO = Answer(Verdict.REFUSED, code="21211")
BUG = "bug"


class Gateway:
    """Behaves like a record: whoever touches it outside the thread of the round is caught."""

    def __init__(self, number, in_flight=16, rate=0, failures=0, patient=3):
        values = {"id": number, "in_flight": in_flight, "rate": rate, "failures": failures}
        self.__dict__["_values"] = values
        self.last_success, self.paused, self.notes = False, False, []
        self.patient = patient
        self.was_paused = threading.Event()

    def __getattr__(self, name):
        assert threading.current_thread() is MAIN, f"{name} in a thread"
        return self._values[name]

    def __setattr__(self, name, value):
        assert threading.current_thread() is MAIN, f"{name} in a thread"
        self._values[name] = value

    def _is_paused(self):
        return self.paused

    def _settings(self):
        return self.id

    def _note_success(self):
        self.notes.append("success")
        self.failures, self.paused, self.last_success = 0, False, True

    def _note_failure(self, words, retry_after, is_down):
        self.notes.append(words)
        self.failures += 1
        self.paused = is_down or self.failures >= self.patient
        if self.paused:
            self.was_paused.set()


class Carrier:
    """What happens on the lines. Lets texts wait until as many as ``together`` are in flight."""

    def __init__(self, answers=(), together=1):
        self.answers = dict(answers)  # by (gateway, uuid), else by gateway
        self.together = threading.Barrier(together)
        self.begun = []
        self.most = 0
        self._flying = []
        self._sessions = set()
        self._lock = threading.Lock()

    def talk(self, gateway, text, session):
        assert threading.current_thread() is not MAIN
        with self._lock:
            assert session not in self._sessions, "two texts on one line"
            assert text.number not in self._flying, "two texts to one number"
            self._sessions.add(session)
            self._flying.append(text.number)
            self.begun.append((gateway, text.uuid))
            self.most = max(self.most, len(self._flying))
        try:
            self.together.wait(5)
            answer = self.answers.get((gateway, text.uuid), self.answers.get(gateway, TAKEN))
            if answer is BUG:
                raise RuntimeError("a mistake")
            return answer
        finally:
            with self._lock:
                self._sessions.remove(session)
                self._flying.remove(text.number)


@contextmanager
def lines(talk):
    made = Lines(talk)
    try:
        yield made
    finally:
        made.hang_up()


def prepare(_gateway, journey):
    return text_to(uuid=journey.uuid, number=journey.number, body=journey.body)


def texts(count, route, numbers=None):
    return [
        Journey(f"uuid-{index}", f"+35387{index % (numbers or count):07}", "Hello", route)
        for index in range(count)
    ]


def carried(carrier, journeys, **options):
    with lines(carrier.talk) as made:
        Round(made, prepare, **options).carry(journeys)
    return [journey.answer and journey.answer.verdict.value for journey in journeys]


def test_as_many_as_the_gateway_allows_are_in_flight():
    carrier = Carrier(together=16)
    assert carried(carrier, texts(64, [Gateway(1)])) == ["accepted"] * 64
    assert carrier.most == 16


def test_what_else_there_is_to_do_is_done_while_texts_are_on_their_way():
    done = threading.Event()

    def talk(*_told):
        return TAKEN if done.wait(5) else NO

    journeys = texts(8, [Gateway(1, in_flight=4)])
    with lines(talk) as made:
        Round(made, prepare).carry(journeys, meanwhile=done.set)
    assert [journey.answer for journey in journeys] == [TAKEN] * 8


def test_one_after_the_other():
    carrier = Carrier()
    journeys = texts(20, [Gateway(1, in_flight=1)])
    assert carried(carrier, journeys) == ["accepted"] * 20
    assert carrier.most == 1
    assert [uuid for _gateway, uuid in carrier.begun] == [one.uuid for one in journeys]


def test_texts_to_one_number_keep_their_order():
    carrier = Carrier({(1, "uuid-2"): NOBODY_KNOWS})  # the test's carrier says if two meet
    journeys = texts(60, [Gateway(1)], numbers=3)
    carried(carrier, journeys)
    for number in {journey.number for journey in journeys}:
        own = [journey.uuid for journey in journeys if journey.number == number]
        assert [uuid for _gateway, uuid in carrier.begun if uuid in own] == own


def test_a_carrier_that_dies_with_many_in_flight():
    gateway = Gateway(1)
    journeys = texts(50, [gateway])
    said = carried(Carrier({1: DOWN}), journeys)
    assert said == ["not_accepted"] * 16 + [None] * 34
    assert gateway.notes == ["connect"]  # one outage, however many ran into it


def test_only_what_it_certainly_did_not_take_goes_another_way():
    gateway, other = Gateway(1), Gateway(2)
    lost = {(1, f"uuid-{index}"): NOBODY_KNOWS for index in range(0, 16, 2)}
    carrier = Carrier({**lost, 1: DOWN})
    journeys = texts(16, [gateway, other])
    assert carried(carrier, journeys) == ["unknown", "accepted"] * 8
    by_other = sorted(uuid for number, uuid in carrier.begun if number == 2)
    assert by_other == sorted(journey.uuid for journey in journeys[1::2])


def test_one_that_failed_gets_one_text_at_a_time_until_it_takes_one():
    gateway = Gateway(1, in_flight=4, failures=1, patient=9)
    carrier = Carrier({(1, "uuid-0"): NOBODY_KNOWS, (1, "uuid-1"): NOBODY_KNOWS})
    assert carried(carrier, texts(3, [gateway])) == ["unknown", "unknown", "accepted"]
    assert carrier.most == 1
    assert gateway.failures == 0


def test_what_was_taken_before_a_pause_does_not_end_it():
    """Too many at once: those that were taken are no sign that more will be."""
    gateway = Gateway(1, in_flight=4)
    was_paused = gateway.was_paused

    def talk(_settings, outgoing, _session):
        if outgoing.uuid != "uuid-3":
            return Answer(Verdict.NOT_ACCEPTED, code="429", retry_after=600)
        assert was_paused.wait(5)
        return TAKEN

    journeys = texts(9, [gateway])
    with lines(talk) as made:
        Round(made, prepare).carry(journeys)
    said = [journey.answer and journey.answer.verdict.value for journey in journeys]
    assert said == ["not_accepted"] * 3 + ["accepted"] + [None] * 5
    assert (gateway.notes, gateway.paused) == (["429"], True)


def test_a_mistake_of_ours_costs_one_text():
    carrier = Carrier({(1, "uuid-3"): BUG}, together=8)
    said = carried(carrier, texts(8, [Gateway(1)]))
    assert said == ["accepted"] * 3 + ["unknown"] + ["accepted"] * 4


def test_nobody_carries_it():
    journeys = texts(2, [], numbers=1)
    assert carried(Carrier(), journeys) == [None, None]
    assert [journey.is_late for journey in journeys] == [False, False]


def test_many_texts_to_one_number_that_nobody_carries():
    assert carried(Carrier(), texts(2000, [], numbers=1)) == [None] * 2000


def test_a_gateway_that_is_set_up_wrongly():
    class Wrong(Gateway):
        def _settings(self):
            raise Misconfigured("url", "nowhere")

    wrong = Wrong(1)
    assert carried(Carrier(), texts(20, [wrong, Gateway(2)])) == ["accepted"] * 20
    assert len(wrong.notes) == 1


def test_a_rate_is_kept_in_flight():
    started = time.monotonic()
    carrier = Carrier()
    assert carried(carrier, texts(5, [Gateway(1, rate=50)])) == ["accepted"] * 5
    assert time.monotonic() - started >= 4 / 50


def test_whose_turn_comes_too_late_waits():
    journeys = texts(3, [Gateway(1, rate=0.01)])
    assert carried(Carrier(), journeys) == ["accepted", None, None]
    assert [journey.is_late for journey in journeys] == [False, True, True]


def test_nothing_is_begun_when_the_time_is_up():
    journeys = texts(3, [Gateway(1)])
    assert carried(Carrier(), journeys, budget=-1) == [None] * 3
    assert all(journey.is_late for journey in journeys)


def test_lines_are_kept_from_one_batch_to_the_next():
    sessions = set()

    def talk(_settings, _outgoing, session):
        sessions.add(session)
        return TAKEN

    with lines(talk) as made:
        for _batch in range(3):
            Round(made, prepare).carry(texts(10, [Gateway(1, in_flight=1)]))
    assert len(sessions) == 1


def test_a_round_that_breaks_off_disturbs_no_other():
    released = threading.Event()

    def talk(_settings, outgoing, _session):
        if outgoing.body == "slow":
            released.wait(5)
        return TAKEN

    def fail(gateway, journey):
        if journey.uuid == "uuid-1":
            raise KeyError("a mistake")
        return text_to(number=journey.number, body="slow")

    with lines(talk) as made:
        with pytest.raises(KeyError):
            Round(made, fail).carry(texts(2, [Gateway(1)]))
        journeys = texts(20, [Gateway(1)])
        released.set()
        Round(made, prepare).carry(journeys)
    assert all(journey.answer is TAKEN for journey in journeys)


ANSWERS = st.sampled_from([TAKEN, DOWN, NOBODY_KNOWS, NO, BUG])


@settings(max_examples=60, deadline=None)  # threads wait for their share of the machine
@given(data=st.data(), count=st.integers(1, 30), numbers=st.integers(1, 8))
def test_whatever_happens(data, count, numbers):
    """Each text is asked for at most once at each gateway, in order, and further only where it was
    certainly not taken; all are told what came of them."""
    gateways = [
        Gateway(
            number, in_flight=data.draw(st.integers(1, 8)), patient=data.draw(st.integers(1, 99))
        )
        for number in range(3)
    ]
    answers = {
        (number, f"uuid-{index}"): data.draw(ANSWERS)
        for number in range(3)
        for index in range(count)
    }
    carrier = Carrier(answers)
    journeys = texts(count, gateways[: data.draw(st.integers(0, 3))], numbers)
    carried(carrier, journeys)
    asked = defaultdict(list)
    for gateway, uuid in carrier.begun:
        asked[uuid].append(gateway)
    assert carrier.most <= sum(gateway.in_flight for gateway in gateways)
    for number in {journey.number for journey in journeys}:
        own = [journey.uuid for journey in journeys if journey.number == number]
        first_asked = list(dict.fromkeys(uuid for _gateway, uuid in carrier.begun if uuid in own))
        assert first_asked == [uuid for uuid in own if uuid in first_asked]
    for journey in journeys:
        way = asked[journey.uuid]
        assert way == sorted(set(way))
        for gateway in way[:-1]:
            assert answers[gateway, journey.uuid] is DOWN
        assert bool(way) == (journey.answer is not None)
        if way:
            last = answers[way[-1], journey.uuid]
            expected = Verdict.UNKNOWN if last is BUG else last.verdict
            assert (journey.gateway.id, journey.answer.verdict) == (way[-1], expected)
