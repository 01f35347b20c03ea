from datetime import date

from freezegun import freeze_time
from odoo.tests import tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestAutopayTour(PlanCommon):
    """A customer on a phone, in a real Chromium, without a login."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    def test_three_installments_the_first_paid_the_second_charged_on_its_date(self):
        self.start_tour(f"/c/{self.case.access_token}", "collection_autopay")
        self.env.invalidate_all()
        plan = self.case.plan_ids.sudo()
        self.assertEqual((plan.state, plan.autopay), ("active", True))
        self.assertEqual(self.states(plan), ["paid", "open", "open"])
        self.assertEqual(sum(self.invoices.mapped("amount_residual")), 200.0)
        self.run_on(plan.installment_ids[1].date)
        self.assertEqual(self.states(plan), ["paid", "paid", "open"])
        charge = plan.installment_ids[1].transaction_id
        self.assertEqual((charge.state, charge.amount, charge.operation), ("done", 100, "offline"))
        self.assertEqual(self.invoices.mapped("amount_residual"), [0.0, 100.0])
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "on_plan"))
        self.assertEqual(self.case.next_contact.date(), self.day_of_the_next_text(plan))
        self.assertFalse(self.texts_of().filtered("notice_date"))

    def run_on(self, day):
        """Both scheduled actions, twice, on ``day``."""
        with freeze_time(f"{day} 10:00:00"):
            for _run in range(2):
                for name in ("autopay", "follow_up"):
                    cron = self.env.ref(f"collection_sms.ir_cron_{name}")
                    cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    def day_of_the_next_text(self, plan):
        """The text before the third installment is what the engine waits for."""
        decision = self.case._decisions()[self.case]
        last = plan.installment_ids[2].date
        self.assertEqual((last - decision.until).days, plan.remind_days)
        return decision.until
