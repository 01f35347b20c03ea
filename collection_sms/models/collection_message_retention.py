"""What is left of messages once their words are removed."""

from odoo import api, models


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _remove_words(self, words):
        """Put ``words`` in place of what these messages said, and forget the numbers.

        What they cost stays as it was: length and segments are not counted anew.
        """
        waiting = [("uuid", "in", self.mapped("uuid")), ("state", "!=", "process")]
        self.env["sms.sms"].sudo().search(waiting).unlink()
        counted = [self._fields[name] for name in ("segments", "alphabet", "characters")]
        with self.env.protecting(counted, self):
            self.sudo().write({"body": words, "number": False, "failure": False})

    @api.model
    def _anonymise_unassigned(self, company):
        """Remove the words of replies that belong to no case, and numbers nobody has."""
        limit = company._retention_limit()
        domain = [
            ("case_id", "=", False),
            ("company_id", "=", company.id),
            ("number", "!=", False),
            ("create_date", "<", limit),
        ]
        self.sudo().search(domain)._remove_words(company._retention_words())
        events = self.env["collection.carrier.event"].sudo()
        old = [("company_id", "=", company.id), ("received_at", "<", limit)]
        events.search(old).unlink()  # those that failed, too, hold words and numbers
        log = self.env["collection.consent"].sudo()
        domain = [("partner_id", "=", False), ("company_id", "=", company.id)]
        log.search([*domain, ("date", "<", limit)])._mask()
