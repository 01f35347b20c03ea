"""Letters: queued until somebody prints them as one file and says that they are in the post."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import Channel

REPORT = "collection_sms.collection_letter_report"

# Where windows of envelopes differ from DIN 5008 (ISO 269): US number 10.
_US_WINDOW = ("US", "CA")
_QR_PIXELS = 240


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    print_count = fields.Integer("Printed", readonly=True, help="How often it was printed.")
    printed_on = fields.Datetime("Last Printed", readonly=True)

    def action_print_letters(self):
        """Print these letters as one file; those that are not due any more are left out.

        A letter that was sent is printed once more as it was. Raises ``UserError`` if none is left.
        """
        self.check_access("write")
        letters = self.sudo().filtered(lambda message: message.channel == Channel.LETTER)
        waiting = letters.filtered(lambda letter: letter.state == "queued")
        letters -= waiting._withhold_outdated()
        letters = letters.filtered(lambda letter: letter.state in ("queued", "sent"))
        if not letters:
            raise UserError(self.env._("No letter to print: these are not due any more."))
        for letter in letters:
            letter.print_count += 1
        letters.printed_on = fields.Datetime.now()
        return self.env.ref(REPORT).report_action(letters.ids)

    def action_mark_sent(self):
        """These letters are in the post. Raises ``UserError`` for one that was not printed."""
        self.check_access("write")
        letters = self.sudo().filtered(
            lambda message: message.channel == Channel.LETTER and message.state == "queued"
        )
        if not all(letter.print_count for letter in letters):
            raise UserError(self.env._("Print the letters first."))
        letters.claimed_at = fields.Datetime.now()
        letters._apply_state("sent")

    def action_came_back(self):
        """The post could not deliver these letters: another way is tried."""
        self.check_access("write")
        letters = self.filtered(
            lambda message: message.channel == Channel.LETTER and message.state == "sent"
        )
        letters._apply_state(
            "undelivered", self.env._("The letter came back."), address_failed=True
        )

    def _letter_window(self):
        """Which window of an envelope the address has to show in: ``us`` or ``din``."""
        return "us" if self.company_id.country_id.code in _US_WINDOW else "din"

    def _letter_date(self):
        """The day on which the letter was printed last, or today."""
        return self.case_id._format_day(self.printed_on or self.case_id._today())

    def _qr_code(self):
        """The link to the customer's page as a picture, a data URL: no request while printing."""
        reports = self.env["ir.actions.report"]
        png = reports.barcode("QR", self.case_id._link(), width=_QR_PIXELS, height=_QR_PIXELS)
        return f"data:image/png;base64,{base64.b64encode(png).decode()}"
