from typing import NamedTuple

from odoo import api, fields, models

from ..engine import country_of_number, narrowed, public_holidays, weekly


class Place(NamedTuple):
    """Where a customer is, as far as rules ask; ``country`` and ``state`` are ISO codes."""

    company_id: int
    is_company: bool
    country: str
    state: str
    city: str

    @classmethod
    def of(cls, case):
        """Where the customer of ``case`` is. Without an address the number tells the country."""
        partner, number = case.partner_id, case.recipient_id.phone_sanitized
        return cls(
            company_id=case.company_id.id,
            is_company=partner.is_company,
            country=partner.country_id.code or country_of_number(number or ""),
            state=partner.state_id.code or "",
            city=(partner.city or "").strip().casefold(),
        )


class CollectionContactRule(models.Model):
    """When and how often customers of one place may be contacted: law and courtesy as data.

    Enforced for every channel; the source of its figures is on the record.
    """

    _name = "collection.contact.rule"
    _description = "Contact Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share the rule between all companies."
    )
    country_id = fields.Many2one("res.country", tracking=True)
    country_group_id = fields.Many2one("res.country.group", "Countries", tracking=True)
    state_ids = fields.Many2many(
        "res.country.state", string="States", domain="[('country_id', '=?', country_id)]"
    )
    city = fields.Char("Cities", help="Names of cities with a rule of their own, between commas.")
    applies_to = fields.Selection(
        [("all", "All customers"), ("company", "Companies"), ("person", "Individuals")],
        default="all",
        required=True,
        tracking=True,
    )
    window_ids = fields.One2many("collection.contact.window", "rule_id", "Hours", copy=True)
    keep_holidays = fields.Boolean(
        "Not on Public Holidays",
        default=True,
        tracking=True,
        help="Those of the customer's country and state.",
    )
    cap_ids = fields.One2many("collection.contact.cap", "rule_id", "Caps", copy=True)
    consent_required = fields.Boolean(
        tracking=True, help="Contact only customers whose consent to the channel is on record."
    )
    opt_out_required = fields.Boolean(
        "Say How to Opt Out", default=True, tracking=True, help="The footer goes into every text."
    )
    footer = fields.Char(
        "Footer of Texts", translate=True, help="Says how to stop texts, such as “STOP: no texts”."
    )
    agencies_allowed = fields.Boolean(
        "Agencies Lawful",
        tracking=True,
        help="Whether a claim may be passed on to a collection agency. For people: nothing here "
        "passes claims on.",
    )
    source = fields.Text(help="Law or guideline, section and address, and what follows from it.")
    checked_on = fields.Date("Source Read On", help="Rules change: read the source once a year.")
    note = fields.Text()

    @api.model
    def _for_places(self, places):
        """Return ``{place: rule}``: the one that says most about it; no rule where none fits."""
        companies = {place.company_id for place in places}
        candidates = self.sudo().search([("company_id", "in", (False, *companies))])
        named = set().union(*(rule._cities() for rule in candidates))
        # Customers live in thousands of cities, and only a few have rules of their own.
        asked = {
            place: place if place.city in named else place._replace(city="")
            for place in set(places)
        }
        chosen = {place: candidates._choose(place) for place in set(asked.values())}
        return {place: chosen[asked[place]] for place in asked}

    def _choose(self, place):
        fitting = self.filtered(lambda rule: rule._fits(place))
        return fitting.sorted(lambda rule: rule._width())[:1]

    def _fits(self, place):
        self.ensure_one()
        kind = "company" if place.is_company else "person"
        return (
            self.company_id.id in (False, place.company_id)
            and self.applies_to in ("all", kind)
            and (not self.country_id or self.country_id.code == place.country)
            and (not self.country_group_id or place.country in self._group_codes())
            and (not self.state_ids or place.state in self.state_ids.mapped("code"))
            and (not self.city or place.city in self._cities())
        )

    def _group_codes(self):
        return set(self.country_group_id.country_ids.mapped("code"))

    def _cities(self):
        return {name.strip().casefold() for name in (self.city or "").split(",")} - {""}

    def _width(self):
        """Sorts rules that fit: those of a city first, then of a state, a country, a group; those
        for one kind of customer and for one company before others."""
        narrowing = (self.city, self.state_ids, self.country_id, self.country_group_id)
        return (*(not field for field in narrowing), self.applies_to == "all", not self.company_id)

    def _hours(self, country, state, wish=None):
        """The engine's hours of this rule for a customer in ``country`` and ``state``.

        ``wish``: the part of the day the customer likes best, in minutes since midnight.
        """
        self.ensure_one()
        year = fields.Date.today().year
        closed = frozenset()
        if self.keep_holidays:
            closed = public_holidays(country, state, (year - 1, year, year + 1))
        hours = weekly(self.window_ids._windows(), closed)
        return narrowed(hours, wish) if wish else hours
