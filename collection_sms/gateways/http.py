"""A company's own gateways, as core's queue calls them."""

from datetime import timedelta

from odoo import fields
from odoo.addons.sms.tools.sms_api import SmsApiBase

from ..engine import count_segments
from .carrier import Outgoing, Verdict
from .lines import Lines
from .round import Journey, Round

# The text was certainly not taken, and waits for a gateway that takes it.
LATER = "collection_later"

# The text was refused for good.
REFUSED = "collection_refused"

_STATES = {
    Verdict.ACCEPTED: "sent",
    Verdict.REFUSED: REFUSED,
    Verdict.UNKNOWN: "server_error",  # as core calls it; a text may have been taken
    Verdict.NOT_ACCEPTED: LATER,
}


class CarriesByGateways:
    """What the APIs share that carry texts by gateways: lines that are kept from batch to batch,
    until the queue hangs up.

    ``meanwhile``: what else there is to do while texts are on their way.
    """

    _lines = None
    meanwhile = staticmethod(lambda: None)

    def _carry(self, gateways, messages):
        """Send ``messages`` by ``gateways``, those of one company or what behaves like them.

        Beside core's keys each result has ``collection_answer``, the carrier's ``Answer``, with
        the ``collection_gateway_id`` it is of, and for ``LATER`` perhaps ``collection_retry_at``.
        """
        self._lines = self._lines or Lines()
        journeys = [
            Journey(uuid, number, body, gateways._route(number))
            for uuid, number, body in each_text(messages)
        ]
        Round(self._lines, _prepare).carry(journeys, self.meanwhile)
        return [{"uuid": journey.uuid, **_result(self.env, journey)} for journey in journeys]

    def _hang_up(self):
        """Let go of the lines: the queue has no more texts for now."""
        if self._lines:
            self._lines.hang_up()
            self._lines = None


class SmsApiGateway(CarriesByGateways, SmsApiBase):
    """Sends the texts of one company through its gateways."""

    PROVIDER_TO_SMS_FAILURE_TYPE = {
        **SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE,
        LATER: "sms_server",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Send ``messages``; see ``SmsApi._send_sms_batch`` for the arguments."""
        return self._carry(self.env["collection.gateway"]._of_company(self.company), messages)


def each_text(messages):
    """The uuid, number and words of each text in ``messages``, which core groups by words."""
    for message in messages:
        for number in message["numbers"]:
            yield number["uuid"], number["number"], message["content"]


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


def _prepare(gateway, journey):
    return outgoing(gateway, journey.uuid, journey.number, journey.body)


def _result(env, journey):
    """What came of ``journey``, as core and our hook want it."""
    if not journey.route:
        words = env._("No gateway carries texts to this number.")
        return {"state": REFUSED, "failure_reason": words}
    result = _told(journey) if journey.answer else {"state": LATER, "failure_reason": False}
    if result["state"] == LATER and not journey.is_late:
        result["collection_retry_at"] = _free_again(journey.route)
    return result


def _told(journey):
    answer = journey.answer
    return {
        "state": _STATES[answer.verdict],
        "failure_reason": answer.reason or answer.code or False,
        "collection_answer": answer,
        "collection_gateway_id": journey.gateway.id,
    }


def _free_again(route):
    """When the first gateway of ``route`` is asked again."""
    now = fields.Datetime.now()
    return min(max(gateway.paused_until or now, now) for gateway in route) + timedelta(seconds=1)
