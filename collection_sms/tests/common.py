"""What the tests of the addon share: a company on the sandbox, customers, invoices by age."""

from datetime import date, datetime, timedelta
from itertools import count

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.sql_db import BaseCursor
from odoo.tests import new_test_user
from odoo.tests.test_cursor import TestCursor

TODAY = date(2026, 11, 20)
PREPARED = "Prepared for a test"  # by devkit/odoo_scripts/prepare_tests.py


class CollectionCommon(AccountTestInvoicingCommon):
    """Every test runs on ``today``, as a collections user without further rights."""

    today = TODAY
    frozen = True  # a browser waits by the clock: tours let it run, and set ``today``
    ticking = False  # whether the frozen clock goes on from ``today``, for what measures time

    @classmethod
    def setUpClass(cls):
        if cls.frozen:
            freezer = freeze_time(f"{cls.today} 10:00:00", tick=cls.ticking)
            freezer.start()
            cls.addClassCleanup(freezer.stop)
        super().setUpClass()
        cls._tell_writes_apart()
        cls.company = cls.company_data["company"]
        cls.company.write({"sms_provider": "collection_sandbox", "name": "Harbour & Pine"})
        cls.company.partner_id.tz = "UTC"
        cls.company.collection_jitter = 0
        cls.contact_at_any_hour()
        cls.policy = cls.env.ref("collection_sms.collection_policy_business")
        cls.levels = {
            key: cls.env.ref(f"collection_sms.collection_level_business_{key}")
            for key in ("upcoming", "reminder", "collaboration", "benefit", "final", "review")
        }
        cls.collector = new_test_user(
            cls.env,
            "collector",
            groups="collection_sms.collection_sms_group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.customer = cls.make_customer("Salthill Gallery", "+353870000114")

    @classmethod
    def _tell_writes_apart(cls):
        """Outside of tests, what is written later is another transaction with a time of its own."""
        later = count(1)

        def now(_cursor):
            return datetime.now() + timedelta(microseconds=next(later))

        for cursor in (BaseCursor, TestCursor):
            cls.classPatch(cursor, "now", now)

    @classmethod
    def _create_company(cls, **values):
        """A company with a chart of accounts: one that ``bin/test`` has prepared saves seconds."""
        companies = cls.env["res.company"].sudo().with_context(active_test=False)
        company = companies.search([("name", "=like", f"{PREPARED} _")], limit=1)
        if not company or values.keys() != {"name"}:
            return super()._create_company(**values)
        company = company.with_env(cls.env)
        company.write({**values, "active": True})
        cls.env.user.company_ids = [Command.link(company.id)]
        return company

    @classmethod
    def contact_at_any_hour(cls):
        """One rule without limits for everybody: hours and caps have tests of their own."""
        cls.env["collection.contact.rule"].search([]).active = False
        cls.any_hour = cls.env["collection.contact.rule"].create(
            {
                "name": "Any hour",
                "keep_holidays": False,
                "opt_out_required": False,
                "window_ids": [Command.create({"days": "all", "hour_from": 0, "hour_to": 24})],
            }
        )

    @classmethod
    def make_customer(cls, name, phone, **values):
        """A customer in Ireland, a company unless told otherwise."""
        return cls.env["res.partner"].create(
            {
                "name": name,
                "phone": phone,
                "is_company": True,
                "country_id": cls.env.ref("base.ie").id,
                "lang": "en_US",
                **values,
            }
        )

    @classmethod
    def make_invoice(cls, overdue, amount=100.0, partner=None, **values):
        """A posted invoice ``overdue`` days past its due date."""
        day = cls.today - timedelta(days=overdue)
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or cls.customer).id,
                "invoice_date": min(day, cls.today),
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Oak table", "price_unit": amount, "tax_ids": False})
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def make_invoice_in_installments(cls, overdue, amount):
        """A posted invoice, 30% due ``overdue`` days ago and the rest 60 days later."""
        term = cls.env["account.payment.term"].create(
            {
                "name": "30 now, 70 in 60 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )
        return cls.make_invoice(overdue, amount, invoice_payment_term_id=term.id)

    @classmethod
    def make_refund(cls, amount, partner=None):
        """A posted credit note that nobody has reconciled."""
        return cls.make_invoice(0, amount, partner, move_type="out_refund")

    @classmethod
    def pay(cls, invoice, amount=None):
        """Book a transfer and reconcile it with ``invoice``."""
        journal = cls.company_data["default_journal_bank"]
        receivable = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        amount = amount or invoice.amount_residual
        entry = cls.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": cls.today,
                "line_ids": [
                    Command.create({"account_id": journal.default_account_id.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "partner_id": invoice.commercial_partner_id.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        credit = entry.line_ids.filtered("credit")
        (receivable + credit).reconcile()
        return entry

    @classmethod
    def send_automatically(cls):
        """Let every level send without asking."""
        cls.env["collection.level"].search([]).approve_first = False

    def run_cron(self, xmlid="collection_sms.ir_cron_follow_up"):
        """Run a scheduled action as the scheduler does."""
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).sudo().method_direct_trigger()

    def run_queue(self):
        """Let Odoo's SMS queue send what it holds."""
        self.run_cron("sms.ir_cron_sms_scheduler_action")

    def case_of(self, partner=None):
        """The latest case of a customer, as the collections user sees it."""
        return (
            self.env["collection.case"]
            .with_user(self.collector)
            .search([("partner_id", "=", (partner or self.customer).id)], order="id desc", limit=1)
        )

    def texts_of(self, partner=None):
        """The texts written to a customer, oldest first."""
        domain = [("partner_id", "=", (partner or self.customer).id), ("direction", "=", "out")]
        return self.env["collection.message"].with_user(self.collector).search(domain, order="id")

    def on_day(self, days):
        """Go on ``days`` after TODAY."""
        return freeze_time(f"{TODAY + timedelta(days=days)} 10:00:00")
