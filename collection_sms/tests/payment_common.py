"""A customer without a login who pays on their page, through the requests a browser makes."""

import re
from html import unescape
from urllib.parse import urlsplit

from odoo.tests import HttpCase

from .common import CollectionCommon


class PaymentCommon(CollectionCommon, HttpCase):
    """One customer, the demo provider, and what their browser does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
        cls.provider = (
            cls.env.ref("payment.payment_provider_demo")
            .sudo()
            .copy({"company_id": cls.company.id, "state": "test", "is_published": True})
        )
        cls.provider.journal_id = cls.company_data["default_journal_bank"]

    @classmethod
    def open_case(cls, partner=None):
        """Bring the customer's case up to date and return it."""
        case = cls.env["collection.case"]._refresh(partner or cls.customer)
        case._decide_again()
        return case

    def receivable(self, move):
        """The receivable lines of an invoice, in the order they come due."""
        lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        return lines.sorted("date_maturity")

    def link(self, case=None):
        """The address of the customer's page."""
        return f"/c/{(case or self.case_of()).sudo().access_token}"

    def csrf(self):
        """The token of the forms on the page."""
        page = self.url_open(self.link()).text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def choose(self, moves, amount=None, link=None):
        """Send the form that chooses all lines of ``moves``, or an amount of them."""
        lines = [str(line.id) for move in moves for line in self.receivable(move)]
        data = {"csrf_token": self.csrf(), "lines": lines}
        if amount is not None:
            data["amount"] = amount
        return self.url_open(f"{link or self.link()}/pay", data, allow_redirects=False)

    def payment_page(self, *args, **kwargs):
        """The page that asks how to pay what was chosen, and the values of its payment form."""
        answer = self.choose(*args, **kwargs)
        self.assertEqual(answer.status_code, 303)
        return self.form_values(answer.headers["Location"])

    def form_values(self, url):
        """The values of Odoo's payment form on the page at ``url``."""
        parts = urlsplit(url)
        page = self.url_open(f"{parts.path}?{parts.query}").text
        names = ("amount", "transaction-route", "access-token", "landing-route")
        found = {name: re.search(rf'data-{name}="([^"]*)"', page) for name in names}
        values = {name: unescape(match[1]) for name, match in found.items()}
        return {"url": url, "page": page, **values}

    def transact(self, form):
        """Create the transaction as the payment form does."""
        values = self.ask_transaction(form)["result"]
        return (
            self.env["payment.transaction"].sudo().search([("reference", "=", values["reference"])])
        )

    def ask_transaction(self, form, **changes):
        """Odoo's answer to the payment form; ``changes`` is what an attacker does to it."""
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.provider.payment_method_ids[:1].id,
            "token_id": None,
            "amount": float(form["amount"]),
            "flow": "direct",
            "tokenization_requested": False,
            "landing_route": form["landing-route"],
            "is_validation": False,
            "access_token": form["access-token"],
            **changes,
        }
        url = f"{self.base_url()}{form['transaction-route']}"
        return self.opener.post(url, json={"params": params}).json()

    def finish(self, transaction, state="done", poll=True):
        """Let the demo provider answer, then Odoo's status page ask for the result."""
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {"reference": transaction.reference, "simulated_state": state, "payment_details": "1"},
        )
        if poll:
            self.make_jsonrpc_request("/payment/status/poll", {})
        self.env.invalidate_all()

    def pay_online(self, moves, amount=None):
        """Pay ``moves``, or an amount of them, to the end."""
        transaction = self.transact(self.payment_page(moves, amount))
        self.finish(transaction)
        return transaction
