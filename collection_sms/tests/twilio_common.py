"""What the tests of Twilio share: an account, Twilio on this machine, webhooks that it signs."""

from unittest.mock import patch
from urllib.parse import parse_qs, parse_qsl, urlsplit

from odoo import Command
from odoo.addons.collection_sms.gateways import twilio_webhook
from twilio.request_validator import RequestValidator

from .carrier_stub import LocalCarriers, StubCarrier, answer
from .common import CollectionCommon

ACCOUNT = "AC" + "1" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+353860000001"

# Twilio asks for no patience on this machine.
_TIMEOUTS = {"connect_timeout": 0.3, "read_timeout": 0.3, "total_timeout": 0.6}


class StubTwilio(StubCarrier):
    """Twilio as far as texts are concerned. ``texts``: the fields of those it took, by our key."""

    def __init__(self):
        super().__init__()
        self.texts = {}

    def parse(self, content):
        """What is asked, with our key, which the address for reports names."""
        text = dict(parse_qsl(content))
        callback = urlsplit(text["StatusCallback"])
        (uuid,) = parse_qs(callback.query).get("uuid") or [callback.path.rpartition("/")[2]]
        return {**text, "uuid": uuid}

    def accept(self, request, text):
        """Take the text and say so."""
        self.taken.append(text["uuid"])
        self.texts[text["uuid"]] = {**text, "account": request.path.split("/")[3]}
        told = {"sid": sid(text["uuid"]), "status": "queued", "error_code": None}
        answer(request, 201, {**told, "num_segments": "2", "price": None, "price_unit": "USD"})

    def bad_gateway(self, request, text):
        """Take the text and let something in between say that it broke."""
        self.taken.append(text["uuid"])
        answer(request, 502, b"<html>Bad Gateway</html>")

    def opted_out(self, request, _text):
        """Say that the customer has texted STOP."""
        answer(
            request, 400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}
        )

    def no_login(self, request, _text):
        """Say that nobody has this account."""
        answer(request, 401, {"code": 20003, "message": "Authenticate"})


class TwilioCommon(LocalCarriers, CollectionCommon):
    """A company that texts by Twilio, which is on this machine."""

    ticking = True
    twilio_url = ""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.carrier = StubTwilio()
        self.addCleanup(self.carrier.stop)
        self.point_to(self.carrier.url)
        self.set_up_account(self.company)
        self.events = self.env["collection.carrier.event"].sudo()

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Core's connector knows but one address."""
        request.url = request.url.replace("https://api.twilio.com", cls.twilio_url)
        return super()._request_handler(session, request, **options)

    def point_to(self, url):
        """Let Twilio be at ``url`` from now on."""
        type(self).twilio_url = url.removesuffix("/send")
        patcher = patch.multiple(twilio_webhook, API=url.removesuffix("/send"), TIMEOUTS=_TIMEOUTS)
        patcher.start()
        self.addCleanup(patcher.stop)

    def set_up_account(self, company, account=ACCOUNT, token=TOKEN, number=NUMBER):
        company.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": account,
                "sms_twilio_auth_token": token,
                "sms_twilio_number_ids": [
                    Command.create({"number": number, "country_id": self.env.ref("base.ie").id})
                ],
            }
        )

    def queue_texts(self, count=1, company=None, **values):
        """Queue texts to so many customers; returns them in the order in which they leave."""
        company = company or self.company
        for index in range(count):
            partner = self.make_customer(f"Customer {index}", f"+3538700001{index:02}")
            self.make_invoice(10, partner=partner, **values)
        self.run_cron()
        domain = [("company_id", "=", company.id), ("direction", "=", "out")]
        return self.env["collection.message"].sudo().search(domain, order="id")

    def path(self, kind, company=None):
        return f"/collection/twilio/{(company or self.company).id}/{kind}"

    def tell(self, kind, fields, query="", token=TOKEN, signed=None, company=None, signature=None):
        """Let Twilio tell ``fields``; ``signed``: the fields that it signed, if others."""
        path = self.path(kind, company) + (f"?{query}" if query else "")
        url = self.company.get_base_url() + path
        if signature is None:
            signature = RequestValidator(token).compute_signature(url, signed or fields)
        headers = {"X-Twilio-Signature": signature} if signature else {}
        return self.url_open(path, data=fields, headers=headers)

    def report(self, text, status, **fields):
        """Let Twilio report on ``text``, and hear it."""
        told = {"MessageSid": sid(text.uuid), "MessageStatus": status, "To": text.number, **fields}
        response = self.tell("report", told, query=f"uuid={text.uuid}")
        self.run_cron("collection_sms.ir_cron_carrier_events")
        return response


def sid(uuid):
    """Twilio's reference of the text ``uuid``."""
    return f"SM{uuid}"
