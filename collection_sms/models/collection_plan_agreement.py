"""What was agreed on, in words: on the page, on paper and for whoever approves it."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import format_amount

from ..engine import WAITING_DAYS
from .collection_plan import RUNNING


class CollectionPlan(models.Model):
    _inherit = "collection.plan"

    _agreement_report = "collection_sms.collection_plan_agreement_report"
    _agreement_mail = "collection_sms.mail_template_plan_agreement"

    @api.model
    def _get_sending_domain(self):
        """Those that run: what has ended by now needs no paper any more."""
        return [("state", "in", RUNNING)]

    def _terms_sentences(self):
        """The terms one by one, in the language of the context."""
        self.ensure_one()
        figures = {
            "total": format_amount(self.env, self.total, self.currency_id),
            "invoices": ", ".join(self.line_ids.move_id.mapped("name")),
            "count": len(self.installment_ids),
            "grace": self.grace_days,
            "missed": self.missed_allowed + 1,
            "late": self.late_days,
        }
        return [
            self.env._("You pay %(total)s for %(invoices)s in %(count)s installments:", **figures),
            *(self._installment_words(part) for part in self.installment_ids),
            self.env._(
                "Payments and credit notes count for the oldest installment first.", **figures
            ),
            self.env._(
                "While you keep to the plan, we send no other reminders about these invoices.",
                **figures,
            ),
            self.env._(
                "An installment counts as missed when it is open %(grace)s days after its date. "
                "The plan ends, and all that is open is due, as soon as %(missed)s installments "
                "are missed at one time or one is open for more than %(late)s days.",
                **figures,
            ),
        ]

    def _installment_words(self, part):
        return self.env._(
            "%(number)s. %(amount)s by %(date)s",
            number=part.number,
            amount=format_amount(self.env, part.amount, self.currency_id),
            date=self.case_id._format_day(part.date),
        )

    def _page_words(self):
        """What the customer's page says of this plan, in the language of the context."""
        case, first = self.case_id, self.installment_ids[:1]
        total = case._isolated_money(self.total, self.currency_id)
        paid = case._isolated_money(self.total - self.left_amount, self.currency_id)
        return {
            "paid": self.env._("%(paid)s of %(total)s paid", paid=paid, total=total),
            "received": self.env._(
                "We have received your plan: %(total)s in %(count)s installments. We will look at "
                "it and answer soon.",
                total=total,
                count=self.installment_count,
            ),
            "suggested": self.env._(
                "We suggest %(count)s installments, beginning with %(amount)s by %(date)s.",
                count=self.installment_count,
                amount=case._isolated_money(first.amount, self.currency_id),
                date=case._format_day(first.date),
            ),
        }

    def _ask_for_approval(self):
        """Give plans that customers chose to a person, as activities; the ladder rests meanwhile,
        though not for ever."""
        for plan in self.sudo():
            plan.valid_until = plan.case_id._today() + timedelta(days=WAITING_DAYS)
            plan.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=plan.case_id._today(),
                summary=self.env._("Approve or decline the customer's payment plan"),
                user_id=plan.company_id._collection_assignee(plan.user_id).id,
            )
        self._note(
            self.env._("The customer asks for payment plan %(name)s: %(total)s in %(count)s parts.")
        )
