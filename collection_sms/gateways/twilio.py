"""Texts by Twilio. Core's connector sends those of other apps; ours go as by a gateway of our own,
so that what Twilio may have taken is never sent again, and what it did not take waits."""

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio
from odoo.addons.sms_twilio.tools.sms_twilio import get_twilio_from_number
from odoo.exceptions import UserError

from .http import LATER, CarriesByGateways, each_text
from .settings import Misconfigured
from .twilio_webhook import TWILIO, twilio_settings

# Texts that Twilio gets at once. It answers 429 where an account asks too much at a time, says that
# such texts were not processed (https://www.twilio.com/docs/api/errors/20429), and counts other
# connectors of the same account as well.
IN_FLIGHT = 16


class SmsApiOurTwilio(CarriesByGateways, SmsApiTwilio):
    """Sends the texts of one company through its account at Twilio."""

    PROVIDER_TO_SMS_FAILURE_TYPE = {
        **SmsApiTwilio.PROVIDER_TO_SMS_FAILURE_TYPE,
        LATER: "sms_server",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Send ``messages``; see ``SmsApi._send_sms_batch`` for the arguments.

        The queue hands over either texts of ours or texts of other apps. For ours the results are
        those of ``SmsApiGateway``, with the carrier's name.
        """
        if not self._are_ours(messages):
            return super()._send_sms_batch(messages, delivery_reports_url)
        results = self._carry(_Account(self.company or self.env.company), messages)
        return [_by_twilio(result) for result in results]

    def _are_ours(self, messages):
        domain = [("uuid", "in", [uuid for uuid, _number, _body in each_text(messages)])]
        return bool(self.env["collection.message"].sudo().search_count(domain, limit=1))

    def _sms_twilio_send_request(self, session, to_number, body, uuid):
        """An answer that is no JSON counts as none: core would fail with it, and take the texts
        before it, which have left, for failed as well."""
        response = super()._sms_twilio_send_request(session, to_number, body, uuid)
        return response if response is None or _is_readable(response) else None


class _Account:
    """A company's account at Twilio, asked like a gateway."""

    id = False
    rate = 0
    in_flight = IN_FLIGHT

    def __init__(self, company):
        self.company = company.sudo()
        self.env = company.env

    @property
    def failures(self):
        return self.company.collection_twilio_failures

    last_success = True  # a gateway that never worked notes its first success; here nobody asks

    @property
    def paused_until(self):
        return self.company.collection_twilio_paused_until

    @property
    def report_url(self):
        return self.company._twilio_url("report")

    def _route(self, _number):
        return [self]

    def _is_paused(self):
        return self.company._is_twilio_paused()

    def _sender_for(self, number):
        return get_twilio_from_number(self.company, number).number or ""

    def _settings(self):
        try:
            self.company._assert_twilio_sid()
        except UserError as problem:
            raise Misconfigured("account", str(problem)) from None
        return twilio_settings(
            self.company.sms_twilio_account_sid, self.company.sms_twilio_auth_token or ""
        )

    def _note_failure(self, *told):
        self.company._note_twilio_failure(*told)

    def _note_success(self):
        self.company._note_twilio_success()


def _by_twilio(result):
    """``result`` with the carrier's name, and its reference where core's connector looks for it."""
    answer = result.get("collection_answer")
    sid = answer.carrier_ref if answer else False
    return {**result, "collection_carrier": TWILIO, "sms_twilio_sid": sid}


def _is_readable(response):
    try:
        return isinstance(response.json(), dict)
    except ValueError:
        return False
