"""The statement of account: what is open, what has been paid lately, and what is agreed."""

from collections import defaultdict
from datetime import timedelta

from odoo import models

from .payment_ledger import received_from

# How far back payments are listed, and how many of them at most.
PAID_DAYS, PAID_MOST = 90, 100

STATEMENT = "collection_sms.collection_statement_report"


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _statement_pdf(self):
        """Return ``(file name, bytes)``; nothing is stored. Raises ``UserError`` without PDF."""
        self.ensure_one()
        reports = self.env["ir.actions.report"].with_company(self.company_id)
        content, _kind = reports._render_qweb_pdf(STATEMENT, self.ids)
        return f"{self._statement_name()}.pdf", content

    def _statement_name(self):
        """Name of the file, without its ending."""
        lang = self._text_lang()
        return self.with_context(lang=lang).env._("Statement %s", self._today().isoformat())

    def _statement(self):
        """Values of the statement as of today, in the language of the context."""
        self.ensure_one()
        today = self._today()
        return {
            "today": today,
            "accounts": self._statement_accounts(today),
            "paid": received_from(
                self.partner_id, self.company_id, today - timedelta(days=PAID_DAYS), PAID_MOST
            ),
            "paid_days": PAID_DAYS,
            "agreements": self._statement_agreements(),
            "bank": self._page_lines().move_id.partner_bank_id[:1],
        }

    def _statement_accounts(self, today):
        """What is open, one account per currency: its lines, credits and the net of them."""
        lines = self._page_lines().grouped("currency_id")
        credit = defaultdict(float)
        for item in self._gather_facts()[self].credits:
            credit[self.env["res.currency"].browse(item.currency_id)] = float(item.amount)
        currencies = self.env["res.currency"].union(*lines, *credit)
        return [
            self._statement_account(currency, lines.get(currency, ()), credit[currency], today)
            for currency in currencies.sorted("name")
        ]

    def _statement_account(self, currency, lines, credit, today):
        owed = currency.round(sum(line.amount_residual_currency for line in lines))
        return {
            "currency": currency,
            "lines": [self._statement_line(line, today) for line in lines],
            "open": owed,
            "credit": credit,
            "net": currency.round(owed - credit),
        }

    def _statement_line(self, line, today):
        due = line.date_maturity or line.date
        return {
            "name": line.move_id.name,
            "day": line.move_id.invoice_date or line.date,
            "due": due,
            "total": line.amount_currency,
            "paid": line.currency_id.round(line.amount_currency - line.amount_residual_currency),
            "open": line.amount_residual_currency,
            "days_overdue": max((today - due).days, 0),
        }

    def _statement_agreements(self):
        """What is promised, beside what else is agreed."""
        self.ensure_one()
        promised = [
            self.env._(
                "You promised to pay %(amount)s by %(day)s.",
                amount=self._format_money(promise.amount, promise.currency_id),
                day=self._format_day(promise.date),
            )
            for promise in self._running_promises()
        ]
        return super()._statement_agreements() + promised
