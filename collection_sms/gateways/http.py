"""A company's own gateways: each text goes by the first that fits and takes it.

Another gateway is asked only where the one before certainly did not take the text.
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.addons.sms.tools.sms_api import SmsApiBase

from ..engine import count_segments
from .carrier import Answer, Outgoing, Verdict
from .settings import Misconfigured
from .transport import open_session, send

# The text was certainly not taken, and waits for a gateway that takes it.
LATER = "collection_later"

# The text was refused for good.
REFUSED = "collection_refused"

# Seconds that one batch may take. A worker that takes much longer is killed in the middle of it.
BUDGET = 30

_STATES = {
    Verdict.ACCEPTED: "sent",
    Verdict.REFUSED: REFUSED,
    Verdict.UNKNOWN: "server_error",  # as core calls it; a text may have been taken
    Verdict.NOT_ACCEPTED: LATER,
}


class SmsApiGateway(SmsApiBase):
    """Sends the texts of one company through its gateways."""

    PROVIDER_TO_SMS_FAILURE_TYPE = {
        **SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE,
        LATER: "sms_server",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Send ``messages``; see ``SmsApi._send_sms_batch`` for the arguments.

        Beside core's keys each result has ``collection_answer``, the carrier's ``Answer``, with
        the ``collection_gateway_id`` it is of, and for ``LATER`` perhaps ``collection_retry_at``.
        """
        round_ = Round(self.env["collection.gateway"]._of_company(self.company))
        return [
            {"uuid": uuid, **round_.carry(uuid, number, body)}
            for uuid, number, body in each_text(messages)
        ]


def each_text(messages):
    """The uuid, number and words of each text in ``messages``, which core groups by words."""
    for message in messages:
        for number in message["numbers"]:
            yield number["uuid"], number["number"], message["content"]


class Round:
    """One batch: the sessions that are kept for it, and when it has to end.

    ``gateways`` are those of one company, or what behaves like them.
    """

    def __init__(self, gateways):
        self.gateways = gateways
        self.sessions = {}
        self.deadline = time.monotonic() + BUDGET
        self.next_at = {}

    def carry(self, uuid, number, body):
        """What came of one text, as core and our hook want it."""
        route = self.gateways._route(number)
        if not route:
            words = self.gateways.env._("No gateway carries texts to this number.")
            return {"state": REFUSED, "failure_reason": words}
        result = None
        for gateway in route:
            if gateway._is_paused():
                continue
            if not self._wait_for_turn(gateway):
                return {"state": LATER, "failure_reason": False}
            result = self._ask(gateway, uuid, number, body)
            if result["state"] != LATER:
                return result
        return {**(result or _later()), "collection_retry_at": _free_again(route)}

    def _wait_for_turn(self, gateway):
        """Wait as the gateway's rate asks; False if that takes longer than this batch may."""
        turn = max(self.next_at.get(gateway, 0.0), time.monotonic())
        if turn > self.deadline:
            return False
        time.sleep(max(0.0, turn - time.monotonic()))
        if gateway.rate:
            self.next_at[gateway] = turn + 1 / gateway.rate
        return True

    def _ask(self, gateway, uuid, number, body):
        answer = self._send(gateway, uuid, number, body)
        words = answer.reason or answer.code
        if answer.verdict in (Verdict.NOT_ACCEPTED, Verdict.UNKNOWN):
            is_down = answer.verdict is Verdict.NOT_ACCEPTED
            gateway._note_failure(words, answer.retry_after, is_down)
        elif gateway.failures or not gateway.last_success:
            gateway._note_success()
        return {
            "state": _STATES[answer.verdict],
            "failure_reason": words or False,
            "collection_answer": answer,
            "collection_gateway_id": gateway.id,
        }

    def _send(self, gateway, uuid, number, body):
        if gateway not in self.sessions:
            self.sessions[gateway] = open_session()
        try:
            settings = gateway._settings()
        except Misconfigured as problem:
            return Answer(Verdict.NOT_ACCEPTED, code="settings", reason=str(problem))
        text = outgoing(gateway, uuid, number, body)
        answer = send(settings, text, self.sessions[gateway])
        if answer.verdict is Verdict.UNKNOWN and settings.is_idempotent:
            # Such a carrier knows our key again. Only its yes tells what came of the first time:
            # too many texts at once, say, is an answer to the second time alone.
            again = send(settings, text, self.sessions[gateway])
            answer = again if again.verdict is Verdict.ACCEPTED else answer
        return answer


def outgoing(gateway, uuid, number, body):
    """The text ``body`` to ``number`` as ``gateway`` is to carry it."""
    counted = count_segments(body)
    return Outgoing(
        uuid=uuid,
        number=number,
        body=body,
        sender=gateway._sender_for(number),
        report_url=gateway.report_url,
        is_unicode=counted.alphabet != "GSM-7",
        segments=counted.count,
    )


def _later():
    return {"state": LATER, "failure_reason": False}


def _free_again(route):
    """When the first gateway of ``route`` is asked again."""
    now = fields.Datetime.now()
    return min(max(gateway.paused_until or now, now) for gateway in route) + timedelta(seconds=1)
