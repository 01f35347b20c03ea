"""The sandbox carries texts nowhere: it records them, and the phone view shows them."""

from odoo.addons.sms.tools.sms_api import SmsApiBase


class SmsApiSandbox(SmsApiBase):
    """An SMS gateway without a network, for trying out and for copies of a production database."""

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Deliver every text at once; see ``SmsApi._send_sms_batch`` for the arguments."""
        self._record_foreign_texts(messages)
        return [
            {"uuid": number["uuid"], "state": "delivered"}
            for message in messages
            for number in message["numbers"]
        ]

    def _record_foreign_texts(self, messages):
        """Record texts other apps send, so that the phone view shows whatever a customer gets."""
        texts = {
            number["uuid"]: (number["number"], message["content"])
            for message in messages
            for number in message["numbers"]
        }
        Message = self.env["collection.message"].sudo()
        known = set(Message.search([("uuid", "in", list(texts))]).mapped("uuid"))
        Message.create(
            [
                {
                    "uuid": uuid,
                    "company_id": self.company.id,
                    "number": number,
                    "body": body,
                    "state": "delivered",
                }
                for uuid, (number, body) in texts.items()
                if uuid not in known
            ]
        )
