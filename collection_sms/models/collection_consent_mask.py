"""Entries of the log that outlive their case say what was done, and not to whose number."""

from odoo import models
from odoo.fields import Domain

_SHOWN_DIGITS = 3
_MASK = "…"


class CollectionConsent(models.Model):
    _inherit = "collection.consent"

    def _mask_after(self, cases):
        """Mask the entries of those customers of ``cases``, of one company, who have no other.

        A customer with a case that is open or was closed lately keeps them until that one's time.
        """
        company = cases.company_id
        domain = [
            ("partner_id", "in", cases.partner_id.ids),
            ("company_id", "=", company.id),
            ("anonymised_on", "=", False),
        ]
        customers = cases.partner_id - cases.search(domain).partner_id
        own = Domain("commercial_partner_id", "in", customers.ids)
        told = Domain("company_id", "in", (company.id, False))
        self.search(own & told)._mask()

    def _mask(self):
        """Mask those of these entries that stop nothing any more."""
        for entry in self - self._in_force():
            entry.write(
                {
                    "number": entry.number and f"{_MASK}{entry.number[-_SHOWN_DIGITS:]}",
                    "email": entry.email and f"{_MASK}@{entry.email.rpartition('@')[2]}",
                    "text_shown": False,
                    "note": False,
                }
            )

    def _in_force(self):
        """Those of these entries that are the latest of their kind, and a stop."""
        blacklist = self.env["phone.blacklist"].sudo()
        stopped = blacklist.search([("number", "in", self.mapped("number"))]).mapped("number")
        latest = {}
        for entry in self.search(self._same_kind_domain()):
            latest.setdefault(entry._kind(), entry)
        return self.filtered(
            lambda entry: (
                entry.action == "withdrawn"
                and latest.get(entry._kind()) == entry
                and (entry.channel != "sms" or entry.number in stopped)
            )
        )

    def _same_kind_domain(self):
        return (
            Domain("commercial_partner_id", "in", self.commercial_partner_id.ids)
            | Domain("number", "in", [number for number in self.mapped("number") if number])
            | Domain("email", "in", [email for email in self.mapped("email") if email])
        )

    def _kind(self):
        """What a later entry has to be about to take the place of this one."""
        if self.channel == "sms":
            return "sms", self.number
        if self.channel == "email" and self.email:
            return "email", self.company_id, self.email
        return self.channel, self.company_id, self.commercial_partner_id
