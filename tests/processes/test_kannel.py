"""Texts through a real Kannel and back: Odoo with its scheduled actions, HTTP in both directions,
and phones behind Kannel's fake SMS centre."""

import json
from contextlib import ExitStack
from datetime import date
from types import SimpleNamespace

import pytest

from devkit import kannel, serve, system, waiting
from devkit.paths import LOGS

SECONDS = 60  # on a machine that is busy with other tests
LOG = LOGS / "kannel_server.log"


@pytest.fixture(scope="module")
def world(shared_with_addon):
    """Odoo and Kannel, and five customers with phones, four of whom are about to be texted."""
    LOG.unlink(missing_ok=True)
    with kannel.prepared() as gateway:
        world = World(shared_with_addon, gateway)
        gateway.start(world.reply_url)
        world.start_odoo()
        yield world
        world.stop_odoo()


class World:
    """What the phones show, and what Odoo's database says."""

    def __init__(self, odoo, gateway):
        self.odoo = odoo
        self.kannel = gateway
        (self.port,) = system.free_ports(1)
        settings = {"url": gateway.send_url, "password": gateway.password}
        made = odoo.run("use_kannel", f"http://127.0.0.1:{self.port}", settings)
        self.numbers, self.reply_url = made["numbers"], made["reply_url"]
        self.server = ExitStack()

    def start_odoo(self):
        """Serve Odoo, and let it see at once what is due."""
        running = serve.running(self.odoo.setup, self.odoo.name, self.port, LOG)
        self.server.enter_context(running)
        serve.wake(self.odoo.setup, self.odoo.name)

    def stop_odoo(self):
        """Kannel finds nobody to tell its news to."""
        self.server.close()

    def rows(self, query):
        """The rows that a statement finds, with their columns by name."""
        lines = self.odoo.setup.cluster.query(
            f"SELECT row_to_json(found) FROM ({query}) AS found", self.odoo.name
        )
        return [SimpleNamespace(**json.loads(line)) for line in lines]

    def texts(self, number, direction="out"):
        """The messages from or to a number, oldest first."""
        return self.rows(
            f"""SELECT * FROM collection_message
                 WHERE number = '{number}' AND direction = '{direction}' ORDER BY id"""
        )

    def wait(self, condition, what):
        """Wait until a condition holds; fails where that takes too long."""
        return waiting.until(condition, SECONDS, f"Not within {SECONDS} s: {what}; see {LOG}")

    def wait_for_state(self, number, *states):
        """Wait until the texts to a number have these states."""
        self.wait(
            lambda: [text.state for text in self.texts(number)] == list(states),
            f"the texts to {number} are {', '.join(states)}",
        )

    def phone(self, number):
        """The words on the phone with a number, and of how many parts each text was."""
        return [(text.body, text.parts) for text in self.kannel.texts() if text.number == number]

    def sent(self, number):
        """The same as Odoo has it."""
        return [(text.body, text.segments) for text in self.texts(number)]


def test_words_arrive_as_they_were_written_and_reports_come_back(world):
    for number in world.numbers[:3]:
        world.wait_for_state(number, "delivered")
    first, second, _third = (world.texts(number)[0] for number in world.numbers[:3])
    assert (first.alphabet, second.alphabet) == ("GSM-7", "UCS-2")
    assert "Café Åsgård & Søn" in first.body
    assert "Nguyễn Thị Ấm 🪑" in second.body
    for number in world.numbers[:3]:
        assert world.phone(number) == world.sent(number)


def test_number_that_no_network_reaches_is_refused_and_holds_up_nobody(world):
    number = world.numbers[4]
    world.wait_for_state(number, "refused")
    assert world.texts(number)[0].carrier_code == "Not routable"
    assert world.phone(number) == []
    (gateway,) = world.rows("SELECT failures, paused_until FROM collection_gateway")
    assert (gateway.failures, gateway.paused_until) == (0, None)


def test_stop_opts_out(world):
    number = world.numbers[0]
    world.kannel.reply(number, "STOP please")
    world.wait(
        lambda: world.rows(f"SELECT 1 FROM phone_blacklist WHERE active AND number = '{number}'"),
        f"{number} is on the phone blacklist",
    )
    (reply,) = world.texts(number, "in")
    assert (reply.body, reply.intent) == ("STOP please", "opt_out")
    assert world.texts(number)[0].case_id == reply.case_id
    # That much is confirmed, and no more.
    world.wait_for_state(number, "delivered", "delivered")
    assert world.phone(number) == world.sent(number)


def test_friday_makes_a_promise(world):
    number = world.numbers[1]
    world.kannel.reply(number, "friday")
    case = world.texts(number)[0].case_id
    promises = world.wait(
        lambda: world.rows(f"SELECT * FROM collection_promise WHERE case_id = {case}"),
        f"{number} has promised to pay",
    )
    assert date.fromisoformat(promises[0].date).strftime("%A") == "Friday"
    assert promises[0].state == "open"
    world.wait_for_state(number, "delivered", "delivered")
    assert "Fri" in world.phone(number)[-1][0]


def test_unicode_reply_is_kept_word_by_word(world):
    number, words = world.numbers[2], "Tôi đã hỏi con gái 🙂\nchờ nhé"
    world.kannel.reply(number, words)
    world.wait(lambda: world.texts(number, "in"), "the reply is there")
    assert [reply.body for reply in world.texts(number, "in")] == [words]


def test_odoo_down_a_reply_arrives_once_it_is_up_again(world):
    number = world.numbers[2]
    world.stop_odoo()
    world.kannel.reply(number, "We will look into it")
    world.start_odoo()
    world.wait(lambda: len(world.texts(number, "in")) == 2, "the reply is there")
    assert world.texts(number, "in")[-1].body == "We will look into it"


def test_kannel_down_nothing_is_lost_and_nothing_sent_twice(world):
    number = world.numbers[3]
    world.kannel.stop()
    world.odoo.run("text_one_more", number)
    world.wait(
        lambda: [text.attempts for text in world.texts(number)] == [1],
        "the text was tried once",
    )
    assert [text.state for text in world.texts(number)] == ["queued"]
    world.kannel.start(world.reply_url)
    world.odoo.run("try_again_now")
    world.wait_for_state(number, "delivered")
    assert world.phone(number) == world.sent(number)
