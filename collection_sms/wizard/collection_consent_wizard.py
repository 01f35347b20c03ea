from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import Channel
from ..models.collection_consent import ACTIONS

_TOLD = [
    ("call", "On the phone"),
    ("person", "In person"),
    ("email", "By email"),
    ("letter", "By letter"),
]

_CHANNEL_OF_FIELD = {
    "texts": Channel.SMS.value,
    "emails": Channel.EMAIL.value,
    "calls": Channel.PHONE.value,
    "letters": Channel.LETTER.value,
}


class CollectionConsentWizard(models.TransientModel):
    """What a customer told us about being contacted."""

    _name = "collection.consent.wizard"
    _description = "Record an Opt-Out or a Consent"

    partner_id = fields.Many2one("res.partner", "Recipient", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    action = fields.Selection(ACTIONS, required=True, default="withdrawn")
    texts = fields.Boolean("Text Messages")
    emails = fields.Boolean()
    calls = fields.Boolean("Phone Calls")
    letters = fields.Boolean()
    told = fields.Selection(_TOLD, "Told Us", required=True, default="call")
    words = fields.Text("In Their Words")
    number = fields.Char(related="partner_id.phone_sanitized")
    email = fields.Char(related="partner_id.email_normalized")
    stopped = fields.Char("Stopped Now", compute="_compute_stopped")

    @api.depends("partner_id", "company_id")
    def _compute_stopped(self):
        for wizard in self:
            partner = wizard.partner_id.with_company(wizard.company_id)
            wizard.stopped = partner.collection_stopped

    def action_record(self):
        """Put it on record; what is stopped is not used from now on."""
        self.ensure_one()
        self._check_rights()
        channels = {channel for name, channel in _CHANNEL_OF_FIELD.items() if self[name]}
        if not channels:
            raise UserError(self.env._("Choose at least one way of contact."))
        if Channel.SMS.value in channels and not self.number:
            raise UserError(
                self.env._("%s has no valid phone number to text.", self.partner_id.display_name)
            )
        log = self.env["collection.consent"]
        change = log._withdraw if self.action == "withdrawn" else log._give
        change(self.partner_id, self.company_id, channels, "staff", **self._prepare_said())
        return {"type": "ir.actions.act_window_close"}

    def _check_rights(self):
        """The log is written with all rights, so what it is about is checked before."""
        self.partner_id.check_access("read")
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You have no access to this company."))

    def _prepare_said(self):
        told = dict(self._fields["told"]._description_selection(self.env))
        return {"user_id": self.env.uid, "text_shown": self.words, "note": told[self.told]}
