"""`bin/demo --gateway kannel`: customers get real texts over HTTP and answer from their phones."""

import json
import textwrap
from contextlib import contextmanager

from . import database, kannel, serve, waiting
from .console import say, step
from .environment import Setup
from .kannel import Kannel
from .paths import SCRIPTS, shown

# For news to come back over HTTP and be heeded by a scheduled action.
SECONDS = 60
_TEXTS = """
SELECT message.id, partner.name, message.direction, message.number, message.body, message.state,
       message.intent, message.carrier_segments, message.segments
  FROM collection_message AS message
  LEFT JOIN res_partner AS partner ON partner.id = message.partner_id
 WHERE message.number IN ({numbers}) AND message.channel = 'sms'
 ORDER BY message.id
"""
_STOPPED = "SELECT number FROM phone_blacklist WHERE active AND number IN ({numbers})"
_PROMISES = """
SELECT message.number, promise.amount, currency.name AS currency, promise.date, promise.state
  FROM collection_promise AS promise
  JOIN collection_message AS message ON message.case_id = promise.case_id
  JOIN res_currency AS currency ON currency.id = promise.currency_id
 WHERE message.number IN ({numbers}) AND message.direction = 'in'
"""


@contextmanager
def serving(setup: Setup, name: str, port: int, address: str):
    """Odoo, with Kannel as the gateway of the demo company, for the time of the block.

    Before the block begins, customers have been texted and have answered.
    """
    with kannel.prepared() as gateway:
        with step("Letting the demo text through Kannel"):
            plan = _use(setup, name, gateway, address)
        with step("Starting Kannel with its fake SMS centre"):
            gateway.start(plan["reply_url"])
        with serve.running(setup, name, port) as server:
            _show(Conversation(setup, name, gateway, plan["customers"]))
            say(f"  Kannel runs as long as Odoo does; its files are in {shown(gateway.folder)}.")
            yield server


def _use(setup: Setup, name: str, gateway: Kannel, address: str) -> dict:
    """Make Kannel the company's gateway and queue some texts; who gets them, and how they answer.

    See `odoo_scripts/use_kannel.py`.
    """
    answer = gateway.folder / "plan.json"
    settings = {"url": gateway.send_url, "password": gateway.password}
    database.run_script(
        setup, name, SCRIPTS / "use_kannel.py",
        DEMO_BASE_URL=address, DEMO_KANNEL=json.dumps(settings), DEMO_ANSWER=str(answer),
    )  # fmt: skip
    return json.loads(answer.read_text())


class Conversation:
    """What some customers are texted and what they answer, as the database tells it."""

    def __init__(self, setup: Setup, name: str, gateway: Kannel, customers: list[dict]):
        self.setup = setup
        self.name = name
        self.gateway = gateway
        self.customers = customers

    def wait_for_texts(self) -> list[dict]:
        """The texts that reached the customers' phones, once Kannel has reported on all of them."""
        count = len(self.customers)
        serve.wake(self.setup, self.name)  # the texts were queued before it listened

        def delivered():
            texts = [row for row in self.rows(_TEXTS) if row["state"] == "delivered"]
            return len(texts) >= count and texts

        return self._until(delivered, "Kannel did not report that every text was delivered")

    def reply(self) -> None:
        """Let every customer answer."""
        for customer in self.customers:
            self.gateway.reply(customer["number"], customer["reply"])

    def wait_for_answers(self) -> list[dict]:
        """All texts, once every reply has been heeded and what answers it was delivered."""
        count = len(self.customers)

        def heeded():
            rows = self.rows(_TEXTS)
            states = [row["state"] for row in rows]
            moving = {"queued", "sending", "sent"} & set(states)
            return states.count("received") >= count and not moving and rows

        return self._until(heeded, "Not every reply was heeded, or an answer was not delivered")

    def rows(self, query: str) -> list[dict]:
        """What `query` finds about the customers' numbers."""
        numbers = ", ".join(f"'{customer['number']}'" for customer in self.customers)
        rows = f"SELECT row_to_json(found) FROM ({query.format(numbers=numbers)}) AS found"
        return [json.loads(line) for line in self.setup.cluster.query(rows, self.name)]

    def _until(self, condition, failure: str):
        failure = f"{failure} within {SECONDS} s; see {shown(serve.LOG)}."
        return waiting.until(condition, SECONDS, failure, interval=0.5)


def _show(conversation: Conversation) -> None:
    """Let the customers get their texts and answer them; print what happened."""
    with step("Texting through Kannel, and waiting for its delivery reports"):
        texts = conversation.wait_for_texts()
    say()
    for text in texts:
        _show_text(text)
    with step("Answering from the customers' phones"):
        conversation.reply()
        rows = conversation.wait_for_answers()
    say()
    stopped = {row["number"] for row in conversation.rows(_STOPPED)}
    promises = {row["number"]: row for row in conversation.rows(_PROMISES)}
    for reply in (row for row in rows if row["direction"] == "in"):
        answers = [row for row in rows if _answers(row, reply)]
        _show_reply(reply, answers, reply["number"] in stopped, promises.get(reply["number"]))


def _answers(row: dict, reply: dict) -> bool:
    is_later = row["id"] > reply["id"] and row["direction"] == "out"
    return is_later and row["number"] == reply["number"]


def _show_text(text: dict) -> None:
    say(f"  To {text['name']}, {text['number']}: {text['state']}")
    _show_words(text["body"])


def _show_reply(reply: dict, answers: list[dict], is_stopped: bool, promise: dict | None) -> None:
    say(f"  {reply['name']} answers: {reply['body']}")
    intent = (reply["intent"] or "nothing yet, a person reads it").replace("_", " ")
    say(f"      understood as: {intent}")
    if is_stopped:
        say("      no more texts go to this number")
    if promise:
        amount = f"{promise['amount']:.2f} {promise['currency']}"
        say(f"      a promise is noted: {amount} by {promise['date']}")
    for answer in answers:
        say(f"      answered, {answer['state']}:")
        _show_words(answer["body"], 10)


def _show_words(words: str, indent: int = 6) -> None:
    lines = textwrap.wrap(words, 92, break_long_words=False)
    say(textwrap.indent("\n".join(lines), " " * indent) + "\n")
