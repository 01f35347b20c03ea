"""Automatic payment of a plan: a customer who agrees on the page, and the scheduled action."""

import re
from html import unescape

from .plan_common import PlanCommon


class AutopayCommon(PlanCommon):
    """A plan of three installments over 300.00, the first due in seven days."""

    def setUp(self):
        super().setUp()
        self.plan = self.running_plan().sudo()
        self.first, self.second, self.third = self.plan.installment_ids

    def autopay_url(self, plan=None):
        """The address of the page on which the customer agrees."""
        return f"{self.link()}/plan/{(plan or self.plan).id}/autopay"

    def consent(self, **changes):
        """Tick the consent and send it; returns the answer."""
        page = self.url_open(self.autopay_url()).text
        form = {**consent_fields(page), "tick": "yes", **changes}
        return self.url_open(self.autopay_url(), form, allow_redirects=False)

    def consent_form(self):
        """The values of Odoo's payment form after the consent."""
        return self.form_values(self.consent().headers["Location"])

    def agree_to_autopay(self, charges="done"):
        """Agree and pay the first installment; the saved card answers with ``charges`` later."""
        transaction = self.transact(self.consent_form())
        self.finish(transaction)
        transaction.token_id.demo_simulated_state = charges
        return transaction

    def charge_on(self, days):
        """One run of the scheduled action ``days`` after TODAY."""
        with self.on_day(days):
            self.env.ref("collection_sms.ir_cron_autopay").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def charges(self):
        """The automatic transactions."""
        domain = [("collection_installment_id", "!=", False)]
        return self.env["payment.transaction"].sudo().search(domain, order="id")

    def residual(self):
        """What is open of both invoices."""
        return sum(self.invoices.mapped("amount_residual"))


def consent_fields(page):
    """The hidden fields of the form with the consent."""
    form = page.split("o_collection_autopay_tick")[0].rpartition("<form")[2]
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}
