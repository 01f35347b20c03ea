"""Replies that are answered with what is due, who we are, or where a choice can be made.

Each returns whether the customer is answered; else a person has to.
"""

from odoo import models

# Of a case closed in another way, a person says how that came.
_SETTLED = ("paid", "credited")


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _say_who_we_are(self, _reading):
        return self._answer("help")

    def _tell_where_to_pay(self, _reading):
        return self._answer("pay")

    def _tell_balance(self, _reading):
        """Answer with what is due at this moment; where nothing is, the page says why."""
        case = self.case_id
        if case.state == "closed":
            return case.outcome in _SETTLED and self._answer("nothing_due")
        amounts = case._amounts_now()
        if not amounts:
            return self._answer("pay")
        return self._answer(
            "balance",
            lambda reader: {"text_amount": reader._format_amounts(amounts)},
            due_amounts=_as_kept(amounts),
        )

    def _offer_plan(self, _reading):
        """Paying in parts is chosen on the page, where it is offered."""
        return bool(self.case_id._plan_offers()) and self._answer("plan")

    def _offer_barter(self, _reading):
        """Goods are offered on the page, where they are wanted and none are talked about yet."""
        case = self.case_id
        is_offered = case._barter_offers() and not case._open_barters()
        return bool(is_offered) and self._answer("barter")

    def _why_answer_outdated(self):
        """Why this answer, which has waited for its hour, is not true any more, or None."""
        case = self.case_id
        if case.state == "closed":
            return None if self.answer_kind == "nothing_due" else "settled"
        if self.answer_kind == "balance" and self.due_amounts != _as_kept(case._amounts_now()):
            return "changed"
        return None

    def _outdated(self):
        """Answers that waited are sent only while they are true."""
        outdated = super()._outdated()
        for answer in self.filtered("is_automatic"):
            if reason := answer._why_answer_outdated():
                outdated[reason] = outdated.get(reason, self.browse()) + answer
        return outdated

    def _cancel(self, reason):
        """A customer whose answer is called off for what happened meanwhile hears from a person."""
        result = super()._cancel(reason)
        if reason in ("changed", "address", "no_consent"):
            for answer in self.filtered("is_automatic"):
                answer.reply_to_id._leave_to_person()
        return result


def _as_kept(amounts):
    """``{currency id: amount}`` as messages keep it."""
    return {str(currency): str(amount) for currency, amount in amounts.items()}
