"""Texts stopped or started elsewhere in Odoo: the log and the cases know at once."""

from odoo import api, models


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        """Heed new entries, and those that core takes into force again."""
        entries = super().create(vals_list)
        self._let_log_follow(entries.mapped("number"))
        return entries

    def write(self, vals):
        """Heed entries that come into force or are lifted, or concern another number now."""
        if not {"active", "number"} & set(vals):
            return super().write(vals)
        numbers = self.mapped("number")
        result = super().write(vals)
        self._let_log_follow({*numbers, *self.mapped("number")})
        return result

    def unlink(self):
        """Without its entry a number may be texted again."""
        numbers = self.mapped("number")
        result = super().unlink()
        self._let_log_follow(numbers)
        return result

    def _let_log_follow(self, numbers):
        # Core lifts entries in a context in which archived ones are found as well.
        log = self.env["collection.consent"].with_context(active_test=True)
        log._follow_blacklist(numbers)
