"""What the tests share that hand texts to a carrier on this machine."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import fields

from .carrier_stub import LocalCarriers


class GatewayCommon(LocalCarriers):
    """A company whose gateway leads to a stub carrier; for classes with ``CollectionCommon``."""

    ticking = True

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.carrier = self.start_carrier()
        self.company.sms_provider = "collection_gateway"
        self.gateway = self.make_gateway(self.carrier.url)

    def make_gateway(self, url, company=None, **values):
        """A gateway to the carrier at ``url``, which is asked without much patience."""
        return self.env["collection.gateway"].create(
            {
                "name": url,
                "company_id": (company or self.company).id,
                "preset": "json",
                "url": url,
                "body_format": "json",
                "json_template": '{"to": "{number}", "text": "{text}", "uuid": "{uuid}"}',
                "success_regex": '"id"',
                "ref_path": "id",
                "code_path": "code",
                "reason_path": "message",
                "connect_timeout": 0.3,
                "read_timeout": 0.3,
                "total_timeout": 0.6,
                "in_flight": 1,  # so that the carrier's script meets the texts in their order
                **values,
            }
        )

    def text_customers(self, count=1, company=None):
        """Queue texts to so many customers; returns them in the order in which they leave."""
        partners = self.env["res.partner"]
        for index in range(count):
            partners |= self.make_customer(f"Customer {index}", f"+3538700001{index:02}")
        for partner in partners:
            self.make_invoice(10, partner=partner)
        self.run_cron()
        domain = [("partner_id", "in", partners.ids), ("direction", "=", "out")]
        return self.env["collection.message"].sudo().search(domain, order="id")

    def later(self, **delta):
        """Go on after a while."""
        return freeze_time(fields.Datetime.now() + timedelta(**delta), tick=True)

    def run_later(self, **delta):
        """What the scheduled actions do after a while."""
        with self.later(**delta):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
