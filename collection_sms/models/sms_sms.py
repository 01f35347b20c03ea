"""The seam to Odoo's SMS queue: claim before the carrier is called, record what it answered.

Core sends inside one transaction: a crash after the carrier took the texts would send them again.
For our texts the claim is committed first, so a text is handed to a carrier at most once.
"""

from odoo import api, fields, models

from .res_company import SANDBOX

# Answers of core's gateways after which the carrier may have accepted the text all the same.
_MAYBE_SENT = ("server_error",)

# Answers that will be the same next time; the others speak of our account.
_NUMBER_FAULTS = (
    "wrong_number_format",
    "sms_number_format",
    "sms_number_missing",
    "country_not_supported",
    "sms_country_not_supported",
    "invalid_destination",
)


# In the queue, and not to be sent before its time.
SCHEDULED = "collection_scheduled"


class SmsSms(models.Model):
    _inherit = "sms.sms"

    state = fields.Selection(
        selection_add=[(SCHEDULED, "Waits for Its Time")], ondelete={SCHEDULED: "cascade"}
    )

    @api.model
    def _release_scheduled(self, uuids):
        """Let the queue send the texts with these keys."""
        rows = self.search([("uuid", "in", uuids), ("state", "=", SCHEDULED)])
        if rows:
            rows.state = "outgoing"
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    def _update_sms_state_and_trackers(self, new_state, failure_type=None):
        """A text that somebody takes out of the queue is planned no more."""
        result = super()._update_sms_state_and_trackers(new_state, failure_type)
        if new_state == "canceled":
            self._take_back()
        return result

    def unlink(self):
        """Like taking it out of the queue."""
        self._take_back()
        return super().unlink()

    def _take_back(self):
        domain = [("uuid", "in", self.mapped("uuid")), ("state", "=", "queued")]
        self.env["collection.message"].sudo().search(domain)._cancel("discarded")

    def _split_by_api(self):
        """Texts of companies on the sandbox never reach a carrier."""
        sandboxed = self.filtered(lambda sms: sms._get_sms_company().sms_provider == SANDBOX)
        for company, texts in sandboxed.grouped(lambda sms: sms._get_sms_company()).items():
            api = company._get_sms_api_class()(self.env)
            api._set_company(company)
            yield api, texts
        if others := self - sandboxed:
            yield from super(SmsSms, others)._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Repair core's queue, which raises on a batch of several companies and then sticks."""
        if self.env.context.get("sms_api"):
            super()._send(unlink_failed, unlink_sent, raise_exception)
            return
        for sms_api, texts in self._split_by_api():
            super(SmsSms, texts.with_context(sms_api=sms_api))._send(
                unlink_failed, unlink_sent, raise_exception
            )

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):  # pylint: disable=missing-return
        """Send through ``sms_api``; ours are claimed first and settled after, each committed.

        Texts of other apps go first, the way core sends them: the commit of our claim releases
        the locks of the whole batch, and another process would take them up again.
        """
        options = unlink_failed, unlink_sent, raise_exception
        messages = self.env["collection.message"].sudo()
        messages = messages.search([("uuid", "in", self.mapped("uuid"))])
        uuids = set(messages.mapped("uuid"))
        ours = self.filtered(lambda sms: sms.uuid in uuids)
        if others := self - ours:
            super(SmsSms, others)._send_with_api(sms_api, *options)
        if ours := ours - ours._withhold(messages):
            ours._claim(messages)
            sending = ours.with_context(collection_sending=True)
            super(SmsSms, sending)._send_with_api(sms_api, *options)
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _withhold(self, messages):
        """Take out what must not be sent now, or not any more; returns those rows of the queue."""
        waiting = messages.filtered(lambda text: text.state in ("queued", "refused"))
        ready = set(waiting._recheck().mapped("uuid"))
        scheduled = waiting.filtered(lambda text: text.state == "queued").mapped("uuid")
        withheld = self.filtered(lambda sms: sms.uuid in set(messages.mapped("uuid")) - ready)
        later = withheld.filtered(lambda sms: sms.uuid in set(scheduled))
        later.state = SCHEDULED
        (withheld - later)._update_sms_state_and_trackers("canceled")
        return withheld

    def _claim(self, messages):
        """Commit that these texts are on their way: whatever happens, they are not sent again."""
        uuids = set(self.mapped("uuid"))
        claimed = messages.filtered(lambda text: text.uuid in uuids)
        claimed.write({"state": "sending", "claimed_at": fields.Datetime.now()})
        self.filtered(lambda sms: sms.uuid in set(claimed.mapped("uuid"))).state = "process"
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _handle_call_result_hook(self, results):
        """Record the carrier's answers on our texts."""
        result = super()._handle_call_result_hook(results)
        by_state = {}
        for answer in results:
            key = answer["state"], answer.get("failure_reason")
            by_state.setdefault(key, []).append(answer["uuid"])
        for (state, failure), uuids in by_state.items():
            texts = self.env["collection.message"].sudo().search([("uuid", "in", uuids)])
            texts._apply_state(
                self._text_state(state), failure, address_failed=state in _NUMBER_FAULTS
            )
        return result

    def _text_state(self, carrier_state):
        """Our state for a carrier's answer to a send request."""
        success = self.IAP_TO_SMS_STATE_SUCCESS.get(carrier_state)
        if success:
            return "delivered" if success == "sent" else "sent"
        return "unknown" if carrier_state in _MAYBE_SENT else "refused"
