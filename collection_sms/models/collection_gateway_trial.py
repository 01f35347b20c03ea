"""A text that somebody sends to try a gateway out."""

from uuid import uuid4

from odoo import models
from odoo.tools import LazyTranslate

from ..gateways.carrier import Verdict
from ..gateways.http import outgoing
from ..gateways.transport import open_session, send

_lt = LazyTranslate(__name__)

_SENTENCES = {
    Verdict.ACCEPTED: _lt("The carrier took the text."),
    Verdict.REFUSED: _lt("The carrier refused the text."),
    Verdict.NOT_ACCEPTED: _lt("The carrier did not take the text."),
    Verdict.UNKNOWN: _lt("Nobody knows whether the carrier took the text."),
}


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    def action_send_test(self):
        """Ask for a number and words."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_gateway_trial_action"
        )
        return {**action, "context": {"default_gateway_id": self.id}}

    def _send_test(self, number, body):
        """Send ``body`` to ``number`` at once; returns the carrier's ``Answer``, kept in the
        chatter. It is no text of a case: no rule asks for it, and nothing follows from it."""
        self.ensure_one()
        text = outgoing(self.sudo(), uuid4().hex, number, body)
        with open_session() as session:
            answer = send(self._settings(), text, session)
        if answer.verdict is Verdict.ACCEPTED:
            self.sudo()._note_success()
        self.message_post(body=self.env._("Test text to %s.", number) + " " + self._say(answer))
        return answer

    def _say(self, answer):
        """``answer`` in words."""
        told = [self.env._(_SENTENCES[answer.verdict])]
        if answer.carrier_ref:
            told.append(self.env._("Its reference: %s.", answer.carrier_ref))
        if answer.code or answer.reason:
            told.append(self.env._("It said: %s", f"{answer.code} {answer.reason}".strip()))
        if answer.cost is not None:
            told.append(self.env._("Price: %s", f"{answer.cost.normalize():f} {answer.currency}"))
        return " ".join(told)
