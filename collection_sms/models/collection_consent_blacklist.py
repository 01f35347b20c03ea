"""The log keeps step with the phone blacklist, whoever changes that."""

from odoo import models


class CollectionConsent(models.Model):
    _inherit = "collection.consent"

    def _follow_blacklist(self, numbers):
        """Log what the blacklist says of ``numbers`` where the log says otherwise, and act on it.

        What the log says already was written by whoever changed the blacklist through us. A number
        that nobody stopped before is not logged as allowed. A constant number of queries.
        """
        numbers = sorted({number for number in numbers if number})
        blacklist = self.env["phone.blacklist"].sudo()
        stopped = set(blacklist.search([("number", "in", numbers)]).mapped("number"))
        logged = self.sudo()._stopped_in_log(numbers)
        for action, changed in (("withdrawn", stopped - logged), ("given", logged - stopped)):
            if changed:
                self._log_numbers(changed, action)
                self._follow_numbers(changed, action)

    def _stopped_in_log(self, numbers):
        """Those of ``numbers`` whose latest entry is a stop."""
        latest = {}
        for entry in self.search([("channel", "=", "sms"), ("number", "in", numbers)]):
            latest.setdefault(entry.number, entry.action)
        return {number for number, action in latest.items() if action == "withdrawn"}

    def _log_numbers(self, numbers, action):
        """One entry for each recipient at a number, one without a name where nobody has it."""
        recipients = self.env["collection.case"].sudo()
        recipients = recipients.search([("recipient_id.phone_sanitized", "in", list(numbers))])
        by_number = recipients.recipient_id.grouped("phone_sanitized")
        how = self._how_elsewhere()
        self.sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "channel": "sms",
                    "action": action,
                    "how": how,
                    "number": number,
                    "user_id": self.env.uid if how == "staff" else False,
                    "note": self.env._("Phone blacklist"),
                }
                for number in sorted(numbers)
                for partner in by_number.get(number) or [self.env["res.partner"]]
            ]
        )

    def _how_elsewhere(self):
        """Who changes the blacklist right now."""
        if self.env.context.get("import_file"):
            return "import"
        is_staff = self.env.user._is_internal() and self.env.user != self.env.ref("base.user_root")
        return "staff" if is_staff else "other"

    def _follow_numbers(self, numbers, action):
        """Call off what waits for ``numbers``, note it on their cases, which decide again."""
        if action == "withdrawn":
            unsent = [
                ("channel", "=", "sms"),
                ("state", "in", ("draft", "queued")),
                ("number", "in", list(numbers)),
            ]
            self.env["collection.message"].sudo().search(unsent)._call_off("opted_out")
        domain = [("recipient_id.phone_sanitized", "in", list(numbers)), ("state", "!=", "closed")]
        cases = self.env["collection.case"].sudo().search(domain)
        how = self._how_elsewhere()
        for case in cases:
            number = case.recipient_id.phone_sanitized
            staff = case._in_companys_language()
            case._message_log(body=staff._consent_note({"sms"}, action, how, number))
        cases._lock_open()._decide_again()
