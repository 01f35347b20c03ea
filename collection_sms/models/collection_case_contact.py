"""What the contact rules say of a case: rule, hours, zones, caps, and the contacts that count."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import Channel, Contact, Contacted, next_opening, time_zones
from .collection_contact_rule import Place

# On the customer's clock, in minutes since midnight.
_PART_OF_DAY = {
    "morning": (6 * 60, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 22 * 60),
}


# How far back contacts are read at least: gaps between levels are counted from when a text left.
_LOOK_BACK = timedelta(days=31)


_CONTACTS = """
    SELECT customer_id, id, case_id, at, made, waits
      FROM (SELECT partner.commercial_partner_id AS customer_id, message.id, message.case_id,
                   message.state != 'queued' AS made,
                   message.state = 'queued' AND message.released_at IS NULL AS waits,
                   CASE WHEN message.state = 'queued'
                        THEN COALESCE(message.scheduled_at, message.create_date)
                        ELSE COALESCE(message.claimed_at, message.scheduled_at, message.create_date)
                    END AS at
              FROM collection_message message
              JOIN res_partner partner ON partner.id = message.partner_id
             WHERE partner.commercial_partner_id IN %(customers)s
               AND message.direction = 'out' AND message.channel != 'letter'
               AND message.state NOT IN ('draft', 'cancelled', 'refused')) contact
     WHERE at > %(since)s OR NOT made
"""


_READ = [
    "partner_id",
    "case_id",
    "direction",
    "channel",
    "state",
    "claimed_at",
    "released_at",
    "scheduled_at",
]


class ContactRow(NamedTuple):
    """One contact made or planned; ``made``: no longer only planned; ``waits``: for its time or for
    the company's pace, so that it happens now at the earliest, whenever it was planned for."""

    message_id: int
    case_id: int
    at: datetime
    made: bool
    waits: bool


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
        chosen = self.sudo()._chosen_contact_rules()
        return {case: chosen[case] or fitting[places[case]] for case in self}

    def _chosen_contact_rules(self):
        """Return ``{case: rule}`` that a person chose for the customer or the company; archived
        ones do not count."""
        of_company = cache(lambda company: company.collection_contact_rule_id.filtered("active"))
        return {
            case: customer.collection_contact_rule_id.filtered("active")
            or of_company(case.company_id)
            for case, customer in self._customers().items()
        }

    def _customers(self):
        """Return ``{case: customer}``, each as the company of the case sees them."""
        customers = {}
        for company, cases in self.grouped("company_id").items():
            seen = {partner.id: partner for partner in cases.partner_id.with_company(company)}
            customers.update({case: seen[case.partner_id.id] for case in cases})
        return customers

    def _contact_frame(self, rule, place, now, hours, caps):
        home = self._home_zone()
        if not rule:
            return Contact(at=now, home=home)
        number = self.recipient_id.phone_sanitized or ""
        zones = time_zones(self.recipient_id.tz or "", number, place.country, home)
        wish = _PART_OF_DAY.get(self.recipient_id.collection_hours)
        wished = hours(rule, place.country, place.state, wish)
        if wish and not next_opening(wished, zones, now):
            wished = hours(rule, place.country, place.state, None)
        return Contact(now, home, rule.id, wished, zones, caps(rule))

    def _count_contacts(self, frame, rows):
        """``frame`` with the contacts of ``rows``."""
        contacts = tuple(
            Contacted(max(row.at, frame.at) if row.waits else row.at, row.case_id == self.id)
            for row in rows
        )
        return replace(frame, contacts=contacts)

    def _read_contacts(self, frames):
        """Return ``{customer id: [ContactRow]}``, as far back as the caps of ``frames`` look.

        In all companies: it is the customer who is not to be contacted too often. What was sent to
        somebody who has become part of the customer since counts as well.
        """
        periods = [cap.period for frame in frames for cap in frame.caps]
        since = fields.Datetime.now() - max([_LOOK_BACK, *periods])
        self.env["collection.message"].flush_model(_READ)
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        query = SQL(_CONTACTS, customers=tuple(self.partner_id.ids) or (0,), since=since)
        rows = {}
        for partner_id, message_id, case_id, instant, *state in self.env.execute_query(query):
            row = ContactRow(message_id, case_id, instant.replace(tzinfo=timezone.utc), *state)
            rows.setdefault(partner_id, []).append(row)
        return rows

    def _latest_contact(self, contact):
        """The day of this case's latest contact, which may lie ahead: a text that waits for its
        time counts from the day it leaves."""
        moments = [item.at for item in contact.contacts if item.this_case]
        days = [moment.astimezone(ZoneInfo(contact.home)).date() for moment in moments]
        return max([day for day in (self.last_contact, *days) if day], default=None)
