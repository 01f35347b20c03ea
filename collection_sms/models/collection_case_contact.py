"""What the contact rules say of a case: rule, hours, zones, caps, and the contacts that count."""

from dataclasses import replace
from datetime import datetime, timezone
from functools import cache
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import Channel, Contact, Contacted, time_zones
from .collection_contact_rule import Place

# On the customer's clock, in minutes since midnight.
_PART_OF_DAY = {
    "morning": (6 * 60, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 22 * 60),
}


class ContactRow(NamedTuple):
    """One contact made or planned; ``made``: no longer only planned."""

    message_id: int
    case_id: int
    at: datetime
    made: bool


class CollectionCase(models.Model):
    _inherit = "collection.case"

    contact_rule_id = fields.Many2one(
        "collection.contact.rule",
        compute="_compute_contact_rule_id",
        help="Chosen by where the customer is, unless a person chose another.",
    )

    @api.depends("partner_id", "recipient_id", "company_id")
    def _compute_contact_rule_id(self):
        rules = self._contact_rules()
        for case in self:
            case.contact_rule_id = rules[case]

    def _contact_facts(self):
        """Return ``{case: Contact}`` as of now, all contacts of the customers counted."""
        frames = self._contact_frames()
        rows = self._read_contacts(frames.values())
        return {
            case: case._count_contacts(frame, rows.get(case.partner_id.id, ()))
            for case, frame in frames.items()
        }

    def _contact_frames(self):
        """Return ``{case: Contact}`` without the contacts that count."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        places = {case: Place.of(case) for case in self}
        rules = self._contact_rules(places)
        unconsented = self._unconsented(rules)
        # A thousand customers share a few rules, countries and wishes.
        hours = cache(lambda rule, country, state, wish: rule._hours(country, state, wish))
        caps = cache(lambda rule: rule.cap_ids._caps())
        return {
            case: replace(
                case._contact_frame(rules[case], place, now, hours, caps),
                unconsented=unconsented.get(case, frozenset()),
            )
            for case, place in places.items()
        }

    def _unconsented(self, rules):
        """Return ``{case: channels}`` without consent, where the rule asks for one."""
        asked = self.filtered(lambda case: rules[case].consent_required)
        found = {}
        for company, cases in asked.grouped("company_id").items():
            log = self.env["collection.consent"].sudo()
            given = log._consented_channels(cases.recipient_id, company)
            for case in cases:
                found[case] = frozenset(Channel) - given[case.recipient_id]
        return found

    def _contact_rules(self, places=None):
        """Return ``{case: rule}``: the customer's own, the company's, or that of the place.

        ``places``: ``{case: Place}``, where the caller has them.
        """
        places = places or {case: Place.of(case) for case in self}
        fitting = self.env["collection.contact.rule"]._for_places(places.values())
        return {
            case: case.partner_id.with_company(case.company_id).collection_contact_rule_id
            or case.company_id.collection_contact_rule_id
            or fitting[places[case]]
            for case in self.sudo()
        }

    def _contact_frame(self, rule, place, now, hours, caps):
        home = self._home_zone()
        if not rule:
            return Contact(at=now, home=home)
        recipient = self.recipient_id
        wish = _PART_OF_DAY.get(recipient.collection_hours)
        number = recipient.phone_sanitized or ""
        return Contact(
            at=now,
            home=home,
            rule=rule.id,
            hours=hours(rule, place.country, place.state, wish),
            zones=time_zones(recipient.tz or "", number, place.country, home),
            caps=caps(rule),
        )

    def _count_contacts(self, frame, rows):
        """``frame`` with the contacts of ``rows``."""
        contacts = tuple(Contacted(row.at, row.case_id == self.id) for row in rows)
        return replace(frame, contacts=contacts)

    def _read_contacts(self, frames):
        """Return ``{customer id: [ContactRow]}``, as far back as the caps of ``frames`` look.

        In all companies: it is the customer who is not to be contacted too often.
        """
        periods = [cap.period for frame in frames for cap in frame.caps]
        if not periods:
            return {}
        since = fields.Datetime.now() - max(periods)
        at = SQL("COALESCE(claimed_at, scheduled_at, create_date)")
        self.env["collection.message"].flush_model()
        query = SQL(
            "SELECT partner_id, id, case_id, %s, claimed_at IS NOT NULL"
            " FROM collection_message WHERE partner_id IN %s AND %s > %s"
            " AND direction = 'out' AND channel != 'letter'"
            " AND state NOT IN ('draft', 'cancelled', 'refused')",
            at,
            tuple(self.partner_id.ids) or (0,),
            at,
            since,
        )
        rows = {}
        for partner_id, message_id, case_id, instant, made in self.env.execute_query(query):
            row = ContactRow(message_id, case_id, instant.replace(tzinfo=timezone.utc), made)
            rows.setdefault(partner_id, []).append(row)
        return rows
