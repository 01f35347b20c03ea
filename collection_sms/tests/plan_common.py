"""Payment plans: short ways to choose one, to propose one, and to send the forms of the page."""

from datetime import timedelta

from .payment_common import PaymentCommon


class PlanCommon(PaymentCommon):
    """One customer who owes 300.00 on two invoices, with a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.invoices = cls.make_invoice(12, 200.0) + cls.make_invoice(10, 100.0)
        cls.case = cls.open_case()
        cls.currency = cls.company.currency_id

    def propose(self, count=3, rhythm="monthly", first=7, case=None, **values):
        """A plan that the collections user proposes, beginning ``first`` days after today."""
        case = (case or self.case).with_user(self.collector)
        wizard = self.env["collection.plan.wizard"].with_user(self.collector)
        wizard = wizard.create(
            {
                "case_id": case.id,
                "count": count,
                "rhythm": rhythm,
                "first": self.today + timedelta(days=first),
                **values,
            }
        )
        wizard.action_propose()
        return case.plan_ids.sorted("id")[-1:]

    def accept(self, plan, name="Aoife Byrne"):
        """The customer accepts a proposal on the page; returns the answer."""
        page = self.url_open(f"{self.link()}/plan/{plan.id}").text
        form = {**hidden_fields(page), "name": name, "tick": "yes"}
        return self.url_open(f"{self.link()}/plan/{plan.id}/accept", form)

    def running_plan(self, **values):
        """A plan that was proposed and accepted."""
        plan = self.propose(**values)
        self.assertEqual(self.accept(plan).status_code, 200)
        self.env.invalidate_all()
        return plan

    def choose_plan(self, **changes):
        """The page that shows the plan which the customer chose."""
        form = {
            "currency": str(self.currency.id),
            "total": "300.00",
            "count": "3",
            "rhythm": "monthly",
            "first": str(self.today + timedelta(days=7)),
            **changes,
        }
        return self.opener.get(f"{self.base_url()}{self.link()}/plan", params=form)

    def agree(self, page, **changes):
        """Sign the plan on ``page``; returns the answer."""
        form = {**hidden_fields(page.text), "name": "Aoife Byrne", "tick": "yes", **changes}
        return self.url_open(f"{self.link()}/plan", form)

    def states(self, plan):
        """The states of the installments, in order."""
        return plan.installment_ids.mapped("state")

    def cron_on(self, days):
        """One run of the follow-up ``days`` after TODAY."""
        with self.on_day(days):
            self.run_on_odoo()

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()

    def book(self, days, amount, invoice=None):
        """A transfer ``days`` after TODAY, matched with ``invoice`` or the first one."""
        with self.on_day(days):
            self.pay(invoice or self.invoices[0], amount)

    def credit(self, invoice, amount):
        """A credit note matched with ``invoice``."""
        refund = self.make_refund(amount, invoice.partner_id)
        (self.receivable(invoice) + self.receivable(refund)).reconcile()


def hidden_fields(page):
    """The hidden fields of the form that is signed."""
    form = page.split("o_collection_sign_name")[0].rpartition("<form")[2]
    return {
        part.split('"')[0]: part.split('value="')[1].split('"')[0]
        for part in form.split('type="hidden" name="')[1:]
    }
