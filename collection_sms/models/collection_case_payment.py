"""Paying from the customer's page: what can be paid, how much, and what follows from it.

An amount is signed together with the lines and with the net that was shown. When the customer pays,
the net is computed anew: if the ledger has moved since, the signature no longer fits.
"""

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlencode

from markupsafe import Markup
from odoo import api, fields, models
from odoo.addons.payment import utils as payment_utils
from odoo.exceptions import UserError
from odoo.tools import consteq, float_repr, format_amount, str2bool
from odoo.tools.misc import get_lang

from ..engine import (
    chosen,
    due_part,
    open_by_currency,
    overdue_by_currency,
    parse_amount,
    payable_lines,
)

# Other things that are owed (a manual entry, say) cannot be linked to an online payment.
PAYABLE_TYPES = ("out_invoice", "out_receipt")

_LINE_IDS = re.compile(r"\d{1,10}(-\d{1,10}){0,499}")
_MONEY_ON_ITS_WAY = ("pending", "authorized", "done")


class CollectionCase(models.Model):
    _inherit = "collection.case"

    transaction_ids = fields.One2many(
        "payment.transaction", "collection_case_id", "Online Payments", readonly=True
    )
    text_paid = fields.Char("Payment in Texts", compute="_compute_text_paid")

    @api.depends("transaction_ids.state")
    @api.depends_context("lang")
    def _compute_text_paid(self):
        for case in self:
            last = case.sudo().transaction_ids.filtered(lambda tx: tx.state == "done")[:1]
            case.text_paid = case._format_money(last.amount, last.currency_id) if last else ""

    def _format_money(self, amount, currency):
        return format_amount(self.env, float(amount), currency)

    def _isolated_money(self, amount, currency):
        """An amount within a sentence that may run from right to left."""
        return Markup("<bdi>%s</bdi>") % self._format_money(amount, currency)

    def _page_values(self):
        """The customer's page, with what can be paid on it."""
        values = super()._page_values()
        facts = self._payment_facts(values["facts"])
        move_ids = {line.invoice_id for line in payable_lines(facts)}
        return {
            **values,
            "payable_invoices": self.env["account.move"].browse(move_ids),
            "overdue_payments": [
                self._describe(payment)
                for payment in overdue_by_currency(facts, self._today())
                if payment.net > 0
            ],
            "open_payments": [
                self._describe(payment)
                for payment in open_by_currency(facts)
                if payment.net > 0 and len(payment.lines) > 1
            ],
        }

    def _describe(self, payment):
        """What templates show of one payment."""
        currency = self.env["res.currency"].browse(payment.currency_id)
        credit = self._isolated_money(payment.credit, currency)
        limit = self._isolated_money(payment.net, currency)
        return {
            "lines": self.env["account.move.line"].browse([line.id for line in payment.lines]),
            "currency": currency,
            "credit": float(payment.credit),
            "credit_words": self.env._("Your credit of %s is deducted.", credit),
            "net": float(payment.net),
            "limit_words": self.env._("Amount, up to %s", limit),
        }

    def _describe_outcome(self, transaction):
        """What the thank-you page says of a payment that was made or is on its way."""
        paid = self._isolated_money(transaction.amount, transaction.currency_id)
        if transaction.state == "done":
            return self.env._("Your payment of %s has reached us.", paid)
        return self.env._(
            "Your payment of %s is on its way. There is nothing more you need to do.", paid
        )

    def _payment_facts(self, facts=None):
        """The facts of this case, with only those lines and credits that can be used to pay.

        ``facts``: those gathered in this transaction already.
        """
        self.ensure_one()
        facts = facts or self._gather_facts()[self]
        if not self._can_pay_online():
            return replace(facts, lines=())
        moves = self.env["account.move"].browse({line.invoice_id for line in facts.lines})
        payable = set(moves.filtered(lambda move: move.move_type in PAYABLE_TYPES).ids)
        return replace(
            facts,
            lines=tuple(self._rounded(line) for line in facts.lines if line.invoice_id in payable),
            credits=self._free_credits(facts.credits),
        )

    def _can_pay_online(self):
        """Odoo's own setting for paying invoices online."""
        param = self.env["ir.config_parameter"].sudo()
        return str2bool(param.get_param("account_payment.enable_portal_payment"), False)

    def _rounded(self, item):
        """The line or credit with an amount of exactly its currency's decimals."""
        return replace(item, amount=self._exact(item.amount, item.currency_id))

    def _exact(self, amount, currency_id):
        places = self.env["res.currency"].browse(currency_id).decimal_places
        return Decimal(float_repr(float(amount), places))

    def _free_credits(self, credits_):
        """Credits less what payments on their way have deducted already."""
        domain = [
            ("collection_case_id", "=", self.id),
            ("collection_credit", ">", 0),
            ("state", "in", _MONEY_ON_ITS_WAY),
            ("is_credit_matched", "=", False),
        ]
        groups = self.env["payment.transaction"]._read_group(
            domain, ["currency_id"], ["collection_credit:sum"]
        )
        taken = {currency.id: self._exact(used, currency.id) for currency, used in groups}
        free = (
            replace(credit, amount=credit.amount - taken.get(credit.currency_id, 0))
            for credit in map(self._rounded, credits_)
        )
        return tuple(credit for credit in free if credit.amount > 0)

    def _payment_of(self, line_ids):
        """The payment of these lines as the ledger stands, or None if one cannot be paid.

        ``line_ids`` as in links: ``"12-15"``.
        """
        if not _LINE_IDS.fullmatch(line_ids or ""):
            return None
        return chosen(self._payment_facts(), [int(key) for key in line_ids.split("-")])

    def _choose_payment(self, line_ids, typed=None):
        """The payment that a form of the page asks for, and its amount.

        ``typed`` is an amount in the customer's own writing; without it all is paid.
        Raises ``UserError`` with what to tell the customer.
        """
        if not line_ids:
            raise UserError(self.env._("Please choose at least one invoice."))
        payment = self._payment_of(line_ids)
        self._require_payable(payment)
        if typed is None:
            return payment, payment.net
        return payment, self._read_amount(payment, typed)

    def _choose_invoice(self, invoice_id):
        """The payment of what is due of one invoice, or of all of it if nothing is due yet."""
        facts = self._payment_facts()
        lines = [line for line in payable_lines(facts) if line.invoice_id == invoice_id]
        payment = chosen(facts, [line.id for line in due_part(lines, self._today())])
        self._require_payable(payment)
        return payment, payment.net

    def _require_payable(self, payment):
        if payment is None:
            raise UserError(
                self.env._(
                    "This cannot be paid here right now. Something has changed, or a payment is "
                    "on its way already. Below is how things stand."
                )
            )
        if payment.net <= 0:
            raise UserError(self.env._("Nothing to pay: your open credit covers what you chose."))

    def _read_amount(self, payment, typed):
        currency = self.env["res.currency"].browse(payment.currency_id)
        mark = get_lang(self.env).decimal_point
        amount = parse_amount(typed, currency.decimal_places, mark)
        if amount is None or not payment.allows(amount):
            raise UserError(
                self.env._(
                    "Please enter an amount of up to %s.",
                    self._format_money(payment.net, currency),
                )
            )
        return self._exact(amount, payment.currency_id)

    def _ways_to_pay(self, payment, amount, force_tokenization=False):
        """The company's providers that take this payment, and their payment methods.

        ``force_tokenization``: only those that can save a card.
        """
        providers = (
            self.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                self.company_id.id,
                self.partner_id.id,
                float(amount),
                currency_id=payment.currency_id,
                force_tokenization=force_tokenization,
            )
        )
        methods = (
            self.env["payment.method"]
            .sudo()
            ._get_compatible_payment_methods(
                providers.ids,
                self.partner_id.id,
                currency_id=payment.currency_id,
                force_tokenization=force_tokenization,
            )
        )
        return providers, methods

    def _payment_url(self, payment, amount):
        """Address of the page on which ``amount`` is paid."""
        query = {
            "lines": payment.key,
            "amount": str(amount),
            "signature": self._sign_payment(payment, amount),
        }
        return f"/c/{self.access_token}/pay?{urlencode(query)}"

    def _sign_payment(self, payment, amount):
        """Signature of ``amount`` for these lines of this case, while their net is what it is."""
        return payment_utils.generate_access_token(
            "collection.case",
            self.id,
            self.access_token,
            payment.currency_id,
            payment.key,
            str(payment.net),
            str(self._exact(amount, payment.currency_id)),
            env=self.env,
        )

    def _is_signed(self, payment, amount, signature):
        """Whether ``amount`` may be paid now, exactly as it was shown."""
        try:
            exact = self._exact(amount, payment.currency_id)
            allowed = payment.allows(exact)
        except (TypeError, ValueError, ArithmeticError):
            return False
        expected = self._sign_payment(payment, exact)
        return allowed and consteq(ascii(signature), ascii(expected))

    def _prepare_transaction(self, payment, amount):
        """Values of the transaction in which the customer pays ``amount``."""
        moves = dict.fromkeys(line.invoice_id for line in payment.lines)
        credit = payment.credit_used(self._exact(amount, payment.currency_id))
        return {
            "invoice_ids": [fields.Command.set(list(moves))],
            "collection_case_id": self.id,
            "collection_line_ids": [fields.Command.set([line.id for line in payment.lines])],
            "collection_credit": float(credit),
        }

    def _payment_reference(self, payment):
        """One invoice's own number, or a number for all of them as Odoo gives to batches."""
        moves = self.env["account.move"].browse({line.invoice_id for line in payment.lines})
        if len(moves) == 1:
            return moves.name
        return self.company_id.get_next_batch_payment_communication()

    def _after_payment(self):
        """Bring these cases up to date with the ledger at once; close those that are settled."""
        self._refresh(self.partner_id)
        self._decide_again()

    def _can_be_thanked(self):
        """Whether the company thanks, and this customer can and may be written to."""
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        if not self.company_id.collection_thank_you or partner.collection_excluded:
            return False
        return bool(self._channel_to_tell())
