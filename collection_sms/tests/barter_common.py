"""What the tests of barters share."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, Command
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
