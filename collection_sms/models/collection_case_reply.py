"""What answers to replies say about a case, and whether it can be answered by text."""

from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse, get_lang

from ..engine import Channel, Refusal, WayStatus, what_is_due
from .promise_refusal import explain_refusal

# A day that lies ahead is known by its weekday. English as in other texts: the day goes first.
_WEEKDAY_SKELETON = "MMMEd"
_WEEKDAY_FORMATS = {"en": "EEE d MMM"}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    text_contact = fields.Char("Our Contact in Texts", compute="_compute_text_contact")
    text_promise = fields.Char("Promise in Texts", compute="_compute_text_promise")
    text_promise_date = fields.Char("Promise's Date in Texts", compute="_compute_text_promise")
    text_refusal = fields.Char("Why Not in Texts", compute="_compute_text_refusal")
    text_invoice = fields.Char("Invoice in Texts", compute="_compute_text_invoice")

    @api.depends("company_id.phone", "company_id.email", "access_token")
    def _compute_text_contact(self):
        for case in self:
            company = case.company_id
            case.text_contact = company.phone or company.email or case._link()

    @api.depends("promise_ids.state")
    @api.depends_context("lang")
    def _compute_text_promise(self):
        for case in self:
            running = case.sudo().promise_ids.filtered(lambda promise: promise.state == "open")
            case.update(case._figures_of_promise(running[:1]))

    @api.depends("promise_ids.state", "policy_id", "due_amounts")
    @api.depends_context("lang")
    def _compute_text_refusal(self):
        for case in self:
            currency, offer = next(iter(case._promise_offers().items()), (None, None))
            refusal = offer and explain_refusal(case.env, Refusal.TOO_LATE, currency, offer)
            case.text_refusal = refusal or ""

    @api.depends("line_ids.amount_residual", "line_ids.parent_state")
    def _compute_text_invoice(self):
        for case in self:
            case.text_invoice = case._open_invoices()[:1].name or ""

    def _figures_of_promise(self, promise):
        """What a text says of ``promise``, which may be none, in the language of the context."""
        return {
            "text_promise": self._format_amounts({promise.currency_id.id: promise.amount})
            if promise
            else "",
            "text_promise_date": self._format_weekday(promise.date),
        }

    def _format_weekday(self, day):
        """``day`` such as “Fri 4 Dec”, in the language of the context; empty for no day."""
        lang = get_lang(self.env).code
        skeletons = babel_locale_parse(lang).datetime_skeletons
        known = _WEEKDAY_FORMATS.get(lang[:2]) or skeletons[_WEEKDAY_SKELETON].pattern
        return format_date(self.env, day, lang, date_format=known)

    def _amounts_now(self):
        """Return ``{currency id: amount}`` of what is due at this moment, net of credits."""
        return dict(what_is_due(self._gather_facts()[self], self._today()).amounts)

    def _is_day_first(self):
        """Whether the recipient writes the day before the month."""
        written = get_lang(self.env, self._text_lang()).date_format
        return written.find("%d") < written.find("%m")

    def _recipients_clock(self, moment):
        """``moment`` (UTC) on the clock of the recipient; of several possible ones, the first."""
        zones = self._contact_frames()[self].zones
        zone = ZoneInfo(zones[0] if zones else self._home_zone())
        return moment.replace(tzinfo=timezone.utc).astimezone(zone)

    def _takes_answers(self):
        """Whether a text may be sent to this recipient: followed up at all, number, wishes, consent
        and a contact rule; hours are looked at when it leaves."""
        if self.partner_id.with_company(self.company_id).collection_excluded:
            return False
        ways = self._gather_ways(self._find_policies())[self]
        is_open = any(
            way.channel is Channel.SMS and way.status is WayStatus.OPEN
            for way in ways["ways"] + ways["other_ways"]
        )
        frame = self._contact_frames()[self]
        return is_open and frame.rule is not None and Channel.SMS not in frame.unconsented
