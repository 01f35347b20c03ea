"""Words, numbers and files of long closed cases are removed; what was done and how much stays."""

from markupsafe import escape
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

BATCH_SIZE = 100

# Whose chatter and files hold what customers wrote. Plans and barters that were agreed on are
# vouchers, which the books need for longer.
_SPOKEN_MODELS = ("collection.case", "collection.request", "collection.promise")


class CollectionCase(models.Model):
    _inherit = "collection.case"

    anonymised_on = fields.Date("Words Removed On", readonly=True)

    @api.model
    def _cron_anonymise(self):
        """Scheduled action: anonymise cases closed longer ago than their company keeps words.

        Commits after every batch; what is done is not done again.
        """
        commit = self.env["ir.cron"]._commit_progress
        for company in self._companies_with_retention():
            self.env["collection.message"]._anonymise_unassigned(company)
        case_ids = self.search(self._get_retention_domain()).ids
        commit(remaining=len(case_ids))
        for batch in split_every(BATCH_SIZE, case_ids):
            self.browse(batch).try_lock_for_update()._anonymise()
            if not commit(len(batch)):
                break

    def _companies_with_retention(self):
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("collection_retention_months", ">", 0)])

    def _get_retention_domain(self):
        """Cases whose words are kept no longer: closed ones, by the period of their company."""
        due = Domain.OR(
            Domain(
                [("company_id", "=", company.id), ("closed_on", "<", company._retention_limit())]
            )
            for company in self._companies_with_retention()
        )
        return due & Domain([("state", "=", "closed"), ("anonymised_on", "=", False)])

    def _anonymise(self):
        """Remove the words of these cases, which are closed and locked."""
        for company, cases in self.sudo().grouped("company_id").items():
            cases = cases.with_context(lang=company.partner_id.lang, tracking_disable=True)
            cases._remove_words(company._retention_words())
            self.env["collection.consent"].sudo()._mask_after(cases)

    def _remove_words(self, words):
        """Put ``words`` in place of all that was written on these cases."""
        requests, promises = self.request_ids, self.promise_ids
        posts = self._posts_with_words()
        self._spoken_attachments(posts).unlink()
        posts.notification_ids.sudo().write({"sms_number": False})
        reasons = posts.tracking_value_ids.filtered(lambda v: v.field_id.name == "pause_reason")
        reasons.unlink()
        posts.write({"body": escape(words), "email_from": False, "reply_to": False})
        self.text_ids._remove_words(words)
        requests.write(dict.fromkeys(("note", "reference", "number", "answer", "ip_address")))
        promises.write(dict.fromkeys(("note", "ip_address")))
        self._spoken_activities().unlink()
        self.write({"pause_reason": False, "anonymised_on": fields.Date.context_today(self)})

    def _spoken_on(self):
        """``{model: ids}`` of the records whose chatter holds words of these cases."""
        records = (self, self.request_ids, self.promise_ids)
        return {model: found.ids for model, found in zip(_SPOKEN_MODELS, records, strict=True)}

    def _domain_on(self, model_field, id_field):
        return Domain.OR(
            Domain([(model_field, "=", model), (id_field, "in", ids)])
            for model, ids in self._spoken_on().items()
        )

    def _posts_with_words(self):
        """The chatter of these cases, and the notes on invoices that say the same."""
        posts = self.env["mail.message"].sudo()
        own = posts.search(self._domain_on("model", "res_id"))
        moves = self.text_ids.line_ids.move_id | self.request_ids.line_ids.move_id
        on_moves = posts.search([("model", "=", "account.move"), ("res_id", "in", moves.ids)])
        said = {post.body for post in own if post.body}
        links = tuple(f'data-oe-model="collection.case" data-oe-id="{id_}"' for id_ in self.ids)
        return own | on_moves.filtered(
            lambda post: post.body in said or any(link in (post.body or "") for link in links)
        )

    def _spoken_attachments(self, posts):
        """Files of these cases: those on them, and those that were posted and are nobody else's."""
        own = self.env["ir.attachment"].sudo().search(self._domain_on("res_model", "res_id"))
        return own | posts.attachment_ids.filtered(
            lambda file: file.res_model in (*_SPOKEN_MODELS, "mail.message", "mail.compose.message")
        )

    def _spoken_activities(self):
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        return activities.search(self._domain_on("res_model", "res_id"))
