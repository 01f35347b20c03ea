"""The consent log: who may be contacted how, since when, and in whose words."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Channel

CONTACT_CHANNELS = [
    (Channel.SMS.value, "Text message"),
    (Channel.EMAIL.value, "Email"),
    (Channel.PHONE.value, "Phone call"),
    (Channel.LETTER.value, "Letter"),
]

ACTIONS = [("given", "Given"), ("withdrawn", "Withdrawn")]

WAYS = [
    ("page", "Customer's page"),
    ("reply", "Reply"),
    ("staff", "Our staff"),
    ("import", "Import"),
    ("carrier", "Carrier"),
    ("other", "Elsewhere in Odoo"),
]

# The latest entry counts. A stop holds for the address, whoever asked for it: several customers may
# share a number or an email. A consent holds for the customer who gave it, at that address only.
_STATES = """
    SELECT partner.id, 'sms' AS channel, 'withdrawn' AS action
      FROM res_partner partner
      JOIN phone_blacklist stop ON stop.number = partner.phone_sanitized AND stop.active
     WHERE partner.id IN %(partners)s
 UNION ALL
    SELECT latest.id, latest.channel, latest.action
      FROM (SELECT DISTINCT ON (partner.id, entry.channel)
                   partner.id, entry.channel, entry.action,
                   entry.commercial_partner_id = partner.commercial_partner_id AS own
              FROM res_partner partner
              JOIN collection_consent entry
                ON (entry.channel = 'email' AND entry.email = partner.email_normalized)
                OR (entry.commercial_partner_id = partner.commercial_partner_id
                    AND (entry.channel IN ('phone', 'letter')
                         OR (entry.channel = 'sms' AND entry.number = partner.phone_sanitized)
                         OR (entry.channel = 'email' AND entry.email IS NULL)))
             WHERE partner.id IN %(partners)s
               AND (entry.company_id IS NULL OR entry.company_id IN %(companies)s)
          ORDER BY partner.id, entry.channel, entry.date DESC, entry.id DESC) latest
     WHERE (latest.action = 'given' AND latest.own)
        OR (latest.action = 'withdrawn' AND latest.channel != 'sms')
"""


class CollectionConsent(models.Model):
    """One entry: a customer allowed or stopped one channel. Nobody edits or deletes entries."""

    _name = "collection.consent"
    _description = "Consent Log"
    _order = "date desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Recipient",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Empty: somebody at a number that no customer has.",
    )
    commercial_partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        related="partner_id.commercial_partner_id",
        store=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company",
        readonly=True,
        ondelete="cascade",
        help="The company that was told. Empty: it concerns all companies.",
    )
    channel = fields.Selection(CONTACT_CHANNELS, required=True, readonly=True)
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    how = fields.Selection(WAYS, "Told By", required=True, readonly=True)
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    number = fields.Char(readonly=True, index="btree_not_null", help="The number it concerns.")
    email = fields.Char(readonly=True, index="btree_not_null", help="The address it concerns.")
    text_shown = fields.Text(
        "Words", readonly=True, help="What the customer read before choosing, or wrote or said."
    )
    user_id = fields.Many2one(
        "res.users", "Recorded By", readonly=True, ondelete="set null", help="Of our staff."
    )
    note = fields.Char(readonly=True)

    @api.depends("channel", "action", "partner_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        channels, actions = (
            dict(self._fields[name]._description_selection(self.env))
            for name in ("channel", "action")
        )
        for entry in self:
            said = f"{channels.get(entry.channel, '')}: {actions.get(entry.action, '')}"
            name = entry.partner_id.display_name
            entry.display_name = f"{name}, {said}" if name else said

    @api.model
    def _channel_states(self, partners, company):
        """Return ``{partner: {channel: "given" or "withdrawn"}}`` as of now, in one query.

        ``partners``: recipients. A channel that nobody spoke of is missing. What was told to a
        parent of ``company`` counts for its branches.
        """
        states = {partner: {} for partner in partners}
        if not partners:
            return states
        self.flush_model()
        partners.flush_model(["phone_sanitized", "email_normalized", "commercial_partner_id"])
        self.env["phone.blacklist"].flush_model(["number", "active"])
        companies = tuple(company.sudo().parent_ids.ids)
        query = SQL(_STATES, partners=tuple(partners.ids), companies=companies)
        for partner_id, channel, action in self.env.execute_query(query):
            found = states[partners.browse(partner_id)]
            if found.get(channel) != "withdrawn":
                found[channel] = action
        return states

    @api.model
    def _stopped_channels(self, partners, company):
        """Return ``{partner: frozenset(channels)}`` that ``company`` must not use, in one query."""
        return self._channels_where("withdrawn", partners, company)

    @api.model
    def _consented_channels(self, partners, company):
        """Return ``{partner: frozenset(channels)}`` that were agreed to and not stopped since."""
        return self._channels_where("given", partners, company)

    def _channels_where(self, action, partners, company):
        states = self._channel_states(partners, company)
        return {
            partner: frozenset(channel for channel, is_now in found.items() if is_now == action)
            for partner, found in states.items()
        }

    def _latest_entry(self, partner, company, channel):
        """The entry that decides whether ``channel`` (no texts) is stopped for ``partner``."""
        own = Domain("commercial_partner_id", "=", partner.commercial_partner_id.id)
        if channel == Channel.EMAIL.value:
            own &= Domain("email", "=", False)
            if partner.email_normalized:
                own |= Domain("email", "=", partner.email_normalized)
        companies = [*company.sudo().parent_ids.ids, False]
        told = Domain([("channel", "=", channel), ("company_id", "in", companies)])
        return self.search(own & told, limit=1)
