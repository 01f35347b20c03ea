"""What the tests of barters share."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import UserError

from .common import TODAY, CollectionCommon

DAY = TODAY + timedelta(days=7)


class BarterCommon(CollectionCommon):
    """A customer who owes 300.00 on two invoices, and short ways to barter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoices = cls.make_invoice(12, 200.0) + cls.make_invoice(10, 100.0)
        cls.env["collection.case"]._refresh()
        cls.case = cls.env["collection.case"].search([("partner_id", "=", cls.customer.id)])
        cls.case._decide_again()
        cls.tax = cls.company_data["default_tax_purchase"]  # 15 %
        cls.policy.write({"barter_offered": True, "barter_share": 80})

    @classmethod
    def trade_at_home(cls):
        """No fiscal position takes the customer, who is in Ireland, for one abroad."""
        cls.env["account.fiscal.position"].search([]).auto_apply = False

    def chairs(self, quantity=4, price=50.0):
        """Oak chairs at 15 % tax."""
        return Command.create(
            {
                "name": "Oak chair",
                "quantity": quantity,
                "price_unit": price,
                "tax_ids": [Command.set(self.tax.ids)],
            }
        )

    def barter(self, quantity=4, price=50.0, case=None, currency=None, **values):
        """Four oak chairs at 50.00 and 15 % tax, 230.00, that the collections user records."""
        return (
            self.env["collection.barter"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": (case or self.case).id,
                    "currency_id": (currency or self.company.currency_id).id,
                    "date": DAY,
                    "agreed_by": "Aoife Byrne",
                    "item_ids": [self.chairs(quantity, price)],
                    **values,
                }
            )
        )

    def offer(self, quantity=4, price=50.0, answers=0, user=None, **values):
        """The same chairs, that the collections user offers to take."""
        return (
            self.env["collection.barter.offer"]
            .with_user(user or self.collector)
            .create(
                {
                    "case_id": self.case.id,
                    "currency_id": self.company.currency_id.id,
                    "date": DAY,
                    "answers": answers,
                    "line_ids": [self.chairs(quantity, price)],
                    **values,
                }
            )
        )

    def customers_offer(self, quantity=4, price=50.0, answers=0, **values):
        """The same chairs, that the customer offers; past the page."""
        signed = {"side": "customer", "signed_name": "Aoife Byrne", **values}
        return self.offer(quantity, price, answers, SUPERUSER_ID, **signed)

    def deliver(self, barter, quantity, day=TODAY):
        """The draft bill of ``quantity`` pieces that arrived."""
        wizard = self.env["collection.barter.delivery"].with_user(self.collector)
        wizard = wizard.create({"barter_id": barter.id, "date": day})
        wizard.line_ids.quantity = quantity
        wizard.action_record()
        return barter.bill_ids.sorted("id")[-1:]

    def record_delivery(self, barter, quantity, condition="agreed", **values):
        """What arrived, as the collections user records it."""
        wizard = self.env["collection.barter.delivery"].with_user(self.collector)
        wizard = wizard.create({"barter_id": barter.id, "condition": condition, **values})
        wizard.line_ids.quantity = quantity
        wizard.action_record()
        return barter.arrival_ids.sorted("id")[-1:]

    def credit_note(self, bill, quantity=None, price=None):
        """A posted credit note on ``bill``, by Odoo's wizard; in full if no quantity is given."""
        wizard = self._reversal(bill)
        wizard.refund_moves()
        note = wizard.new_move_ids
        lines = note.invoice_line_ids
        if quantity is not None:
            lines.quantity = quantity
        if price is not None:
            lines.price_unit = price
        note.action_post()
        return note

    def replace_bill(self, bill):
        """The draft that replaces ``bill``, which Odoo's wizard reverses ("Reverse and Create")."""
        wizard = self._reversal(bill)
        wizard.modify_moves()
        return wizard.new_move_ids

    def _reversal(self, bill):
        wizard = self.env["account.move.reversal"]
        wizard = wizard.with_context(active_model="account.move", active_ids=bill.ids)
        return wizard.create({"date": fields.Date.today(), "journal_id": bill.journal_id.id})

    @contextmanager
    def refused(self, words):
        """Expect a ``UserError`` that says ``words``; what was done before it is undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(words, str(caught.exception))

    def trial_balance(self):
        """``{account code: (debit, credit)}`` of all posted lines of the company."""
        groups = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")],
            ["account_id"],
            ["debit:sum", "credit:sum"],
        )
        return {account: (round(debit, 2), round(credit, 2)) for account, debit, credit in groups}

    def booked_since(self, before):
        """What was booked since ``before``, by account: ``(debit, credit)``."""
        after = self.trial_balance()
        changes = {
            account: tuple(
                round(new - old, 2)
                for new, old in zip(after[account], before.get(account, (0, 0)), strict=True)
            )
            for account in after
        }
        return {account: change for account, change in changes.items() if any(change)}

    def tax_report(self):
        """The figures of the tax report: ``{(kind, tax or tag): balance}`` of posted lines.

        Community has the generic tax report as a record (``account.generic_tax_report``) but not
        what computes it. It reads the base (lines that bear a tax), the tax (lines made by a tax)
        and, for the reports of countries, the lines with each tag.
        """
        posted = [("company_id", "=", self.company.id), ("parent_state", "=", "posted")]
        lines = self.env["account.move.line"].search(posted)
        report = Counter()
        for line in lines:
            for tax in line.tax_ids.flatten_taxes_hierarchy():
                report["net", tax] += line.balance
            if line.tax_line_id:
                report["tax", line.tax_line_id] += line.balance
            for tag in line.tax_tag_ids:
                report["tag", tag] += line.balance
        return {key: round(balance, 2) for key, balance in report.items() if round(balance, 2)}

    def reported_since(self, before):
        """What the tax report has changed by since ``before``."""
        after = self.tax_report()
        changes = {
            key: round(after.get(key, 0) - before.get(key, 0), 2) for key in {*after, *before}
        }
        return {key: change for key, change in changes.items() if change}
