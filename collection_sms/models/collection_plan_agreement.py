"""What was agreed on, in words and on paper: shown, stored and printed from one place."""

import hashlib
import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import consteq, format_amount
from psycopg2 import OperationalError

from ..engine import WAITING_DAYS
from .collection_plan import RUNNING

_logger = logging.getLogger(__name__)


class CollectionPlan(models.Model):
    _inherit = "collection.plan"

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

    def _terms_text(self):
        return "\n".join(self._terms_sentences())

    def _digest(self):
        """A fingerprint of the terms: the customer agrees to exactly what was shown."""
        text = self.terms or self._terms_text()
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_as_shown(self, form):
        return consteq(ascii(self._digest()), ascii(form.get("digest")))

    def _ask_for_approval(self):
        """Give plans that customers chose to a person, as activities; the ladder rests meanwhile,
        though not for ever."""
        for plan in self.sudo():
            plan.valid_until = plan.case_id._today() + timedelta(days=WAITING_DAYS)
            user = plan.user_id or plan.company_id.collection_user_id
            plan.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=plan.case_id._today(),
                summary=self.env._("Approve or decline the customer's payment plan"),
                user_id=(user or self.env.ref("base.user_admin")).id,
            )
        self._note(
            self.env._("The customer asks for payment plan %(name)s: %(total)s in %(count)s parts.")
        )

    def _print_agreement(self):
        """Return ``(content, type)`` of the agreement: a PDF, or HTML where tests run.

        Raises ``UserError`` where the server cannot print.
        """
        report = self.env["ir.actions.report"].sudo().with_context(lang=self.case_id._text_lang())
        return report._render_qweb_pdf("collection_sms.collection_plan_agreement_report", self.ids)

    def _agreement_file(self):
        """Return ``(content, type)``: what was kept when the plan was agreed on, else a new print.

        Raises ``UserError`` where the server cannot print.
        """
        if kept := self.agreement_id:
            return kept.raw, kept.name.rpartition(".")[2]
        return self._print_agreement()

    def _agreement_name(self, kind):
        return f"{self.name.replace('/', '-')}.{kind}"

    @api.model
    def _cron_send_agreements(self):
        """Scheduled action: print agreements that customers accepted, keep and email them.

        Apart from the acceptance itself: a printer or mail server that is down loses nothing.
        """
        domain = [("state", "in", RUNNING), ("accepted_on", "!=", False)]
        for plan in self.search([*domain, ("agreement_id", "=", False)]):
            plan._send_or_skip()
            self.env["ir.cron"]._commit_progress(1)

    def _send_or_skip(self):
        """One agreement that cannot be printed or sent must not keep the others from going out."""
        try:
            with self.env.cr.savepoint():
                self._send_agreement()
        except UserError as problem:
            _logger.warning("The agreement of %s cannot be printed: %s", self.name, problem)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("The agreement of %s cannot be sent", self.name)

    def _send_agreement(self):
        content, kind = self._print_agreement()
        self.agreement_id = self.env["ir.attachment"].create(
            {
                "name": self._agreement_name(kind),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.message_post(
            body=self.env._("The agreement as the customer accepted it."),
            attachment_ids=self.agreement_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        if self.case_id.recipient_id.email:
            template = self.env.ref("collection_sms.mail_template_plan_agreement")
            files = {"attachment_ids": self.agreement_id.ids}
            template.send_mail(self.id, email_values=files)
