"""Payment plans on the timeline of the customer's page and on the statement of account."""

from odoo import models

from ..engine import Event
from .collection_plan import RUNNING


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _timeline_events(self):
        """Plans that were agreed on and how they ended, and the installments to come."""
        plans = self.sudo().plan_ids.filtered("accepted_on")
        events = [event for plan in plans for event in self._events_of_plan(plan)]
        return super()._timeline_events() + events

    def _events_of_plan(self, plan):
        total = self._format_money(plan.total, plan.currency_id)
        agreed = self.env._("You agreed to pay in %s installments", len(plan.installment_ids))
        events = [Event(self._local_day(plan.accepted_on), "plan", agreed, total)]
        if plan.state == "completed":
            words = self.env._("Payment plan completed. Thank you")
            events.append(Event(plan.settled_on, "kept", words))
        elif plan.state == "broken":
            words = self.env._("The payment plan has ended")
            events.append(Event(plan.settled_on, "broken", words))
        parts = plan._open_installments() if plan.state in RUNNING else ()
        return events + [self._event_of_installment(part) for part in parts]

    def _event_of_installment(self, part):
        left = self._format_money(part.left_amount, part.currency_id)
        if part.date < self._today():
            words = self.env._("Installment %s is still open", part.number)
            return Event(part.date, "broken", words, left)
        return Event(
            part.date, "plan", self.env._("Installment %s", part.number), left, coming=True
        )

    def _statement_agreements(self):
        """The plan that runs, beside what else is agreed."""
        return super()._statement_agreements() + [
            self.env._(
                "Payment plan %(name)s: %(amount)s is to be paid by %(day)s.",
                name=plan.name,
                amount=self._format_money(plan.next_amount, plan.currency_id),
                day=self._format_day(plan.next_date),
            )
            for plan in self._running_plans().filtered("next_date")
        ]
