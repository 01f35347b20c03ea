"""Kannel, a real SMS gateway, with its fake SMS centre instead of a phone network.

All of it listens on this machine only, on ports and with passwords of its own for every run. What
is not said here about its settings is in Kannel's User's Guide, chapters 4 and 6.
"""

import secrets
import tempfile
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import kannel_phones, kannel_programs, process, system, waiting
from .console import Problem
from .kannel_phones import Text
from .kannel_programs import Programs
from .paths import CACHE

START_SECONDS = 20
# Our number in the fake network. Ireland keeps 020 91x for fiction.
NUMBER = "+353209100142"
# No network takes texts to numbers that begin so.
UNREACHABLE = "+353822"
USER = "odoo"
_CONFIGURATION = """\
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {admin_password}
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = "*.*.*.*"
dlr-storage = internal
store-type = spool
store-location = "{folder}/spool"
access-log = "{folder}/access.log"

group = smsc
smsc = fake
smsc-id = network
our-host = 127.0.0.1
port = {network}
connect-allow-ip = 127.0.0.1
denied-prefix = "{unreachable}"

# Each fake centre takes one client. This one is for replies: no text may leave through it.
group = smsc
smsc = fake
smsc-id = replies
our-host = 127.0.0.1
port = {replies}
connect-allow-ip = 127.0.0.1
denied-prefix = "+;0;1;2;3;4;5;6;7;8;9"

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {smsbox}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
# Who does not answer is asked again, every two seconds.
http-request-retry = 1000
http-queue-delay = 2

group = sendsms-user
username = {user}
password = {password}
max-messages = 10
concatenation = true
user-allow-ip = 127.0.0.1
user-deny-ip = "*.*.*.*"

# What Odoo answers to a reply is not for the customer: no message is made of it.
group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{reply_url}"
"""


@dataclass
class Kannel:
    """Kannel's boxes and the phones behind them; started and stopped as often as one likes."""

    programs: Programs
    folder: Path
    ports: dict[str, int]
    password: str = field(default_factory=secrets.token_hex, repr=False)
    _admin_password: str = field(default_factory=secrets.token_hex, repr=False)
    _running: ExitStack = field(default_factory=ExitStack, repr=False)

    @property
    def send_url(self) -> str:
        """Where Odoo hands in texts."""
        return f"http://127.0.0.1:{self.ports['sendsms']}/cgi-bin/sendsms"

    def start(self, reply_url: str) -> None:
        """Start all of it. Replies go to `reply_url`, in which Kannel fills in %p, %P, %b, …"""
        self._write_configuration(reply_url)
        with ExitStack() as starting:
            bearerbox = self._box(starting, "bearerbox")
            self._wait(bearerbox, lambda: "Status:" in self._status())
            smsbox = self._box(starting, "smsbox")
            network = starting.enter_context(self._fakesmsc("network", 0, "0 0 text unused"))
            self._wait(smsbox, lambda: "smsbox:" in self._status())
            self._wait(network, lambda: f"FAKE:{self.ports['network']} (online" in self._status())
            self._running = starting.pop_all()

    def stop(self) -> None:
        """Stop all of it; texts that have not left yet are kept for the next start."""
        self._running.close()

    def texts(self) -> list[Text]:
        """The texts which arrived at phones, oldest first, those before a stop too."""
        log = self._log("network")
        return kannel_phones.read_texts(log.read_text()) if log.exists() else []

    def reply(self, number: str, body: str) -> None:
        """Let the phone `number` send a text to our number; returns when Kannel has it."""
        before = self._received()
        line = kannel_phones.reply_line(number, NUMBER, body)
        with self._fakesmsc("replies", 1, line):
            failure = "Kannel did not take a reply from its fake SMS centre."
            waiting.until(lambda: self._received() > before, START_SECONDS, failure)

    def _received(self) -> int:
        return (self.folder / "access.log").read_text(errors="replace").count(" Receive SMS ")

    def _fakesmsc(self, centre: str, count: int, line: str):
        """The client of one fake centre: sends `line` so many times and logs what it gets."""
        command = [
            self.programs.fakesmsc, "-v", "0", "-H", "127.0.0.1", "-r", self.ports[centre],
            "-i", "0.01", "-m", count, line,
        ]  # fmt: skip
        return self._background(centre, command)

    def _box(self, stack: ExitStack, name: str):
        command = [getattr(self.programs, name), "-v", "1", self.folder / "kannel.conf"]
        return stack.enter_context(self._background(name, command))

    def _background(self, name: str, command):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **self.programs.environ}
        return process.background(list(map(str, command)), self._log(name), env=environment)

    def _wait(self, child, condition) -> None:
        """Wait for what a child that was just started brings about."""
        name = Path(child.args[0]).name

        def has_begun():
            if child.poll() is not None:
                raise Problem(f"Kannel's {name} ended while starting:\n{self._end_of_log(name)}")
            return condition()

        failure = f"Kannel's {name} was not ready within {START_SECONDS} s."
        waiting.until(has_begun, START_SECONDS, failure)

    def _status(self) -> str:
        """What Kannel tells of itself; empty while it does not answer."""
        port = self.ports["admin"]
        address = f"http://127.0.0.1:{port}/status.txt?password={self._admin_password}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            return opener.open(address, timeout=5).read().decode(errors="replace")
        except (urllib.error.URLError, OSError):
            return ""

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _end_of_log(self, name: str) -> str:
        log = self._log("network" if name == "fakesmsc" else name)
        return "\n".join(log.read_text(errors="replace").splitlines()[-10:])

    def _write_configuration(self, reply_url: str) -> None:
        (self.folder / "spool").mkdir(exist_ok=True)
        text = _CONFIGURATION.format(
            **self.ports,
            admin_password=self._admin_password,
            folder=self.folder,
            unreachable=UNREACHABLE,
            user=USER,
            password=self.password,
            reply_url=reply_url,
        )
        (self.folder / "kannel.conf").write_text(text)


@contextmanager
def prepared():
    """A Kannel that is not started yet: ports, passwords and a folder for its files.

    It is stopped when the block is left, and its files, with what was texted, are deleted.
    """
    programs = kannel_programs.ready()
    names = ("admin", "smsbox", "network", "replies", "sendsms")
    ports = dict(zip(names, system.free_ports(len(names)), strict=True))
    with tempfile.TemporaryDirectory(prefix="kannel-", dir=CACHE) as folder:
        kannel = Kannel(programs, Path(folder), ports)
        try:
            yield kannel
        finally:
            kannel.stop()
