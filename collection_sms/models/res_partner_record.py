"""The contact record of a customer: all that was said either way, one line each."""

from operator import itemgetter

import pytz
from odoo import fields, models
from odoo.tools import format_amount, format_date

from .request_words import describe


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _contact_record(self, company):
        """Lines of the record of this customer with ``company``, oldest first, as dictionaries.

        Only this customer's, in the language of the context; moments are in the company's time
        zone, without it. What waits for approval is no contact yet.
        """
        self.ensure_one()
        lines = [
            *self._message_record(company),
            *self._consent_record(company),
            *self._agreement_record(company),
        ]
        for line in lines:
            line["moment"] = self._local_moment(line["moment"], company)
        return sorted(lines, key=itemgetter("moment"))

    def _recorded_domain(self, company):
        return [
            ("partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "=", company.id),
        ]

    def _message_record(self, company):
        domain = [*self._recorded_domain(company), ("state", "!=", "draft")]
        messages = self.env["collection.message"].search(domain)
        return [
            {
                "moment": message.claimed_at or message.create_date,
                "kind": self.env._("Message"),
                "direction": _label(message, "direction"),
                "channel": _label(message, "channel"),
                "address": message.number or "",
                "level": message.topic or "",
                "state": _label(message, "state"),
                "words": message.body or "",
            }
            for message in messages
        ]

    def _consent_record(self, company):
        domain = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "in", (company.id, False)),
        ]
        return [
            {
                "moment": entry.date,
                "kind": self.env._("Consent"),
                "direction": _label(entry, "how"),
                "channel": _label(entry, "channel"),
                "address": entry.number or entry.email or "",
                "level": "",
                "state": _label(entry, "action"),
                "words": entry.text_shown or "",
            }
            for entry in self.env["collection.consent"].search(domain)
        ]

    def _agreement_record(self, company):
        """What was asked for, promised and agreed on."""
        words = {
            "collection.request": _request_words,
            "collection.promise": _promise_words,
            "collection.plan": _agreed_words,
            "collection.barter": _agreed_words,
        }
        return [
            {
                "moment": record.made_on,
                "kind": self.env["ir.model"]._get(model).name,
                "direction": _label(record, "origin"),
                "channel": "",
                "address": "",
                "level": "",
                "state": _label(record, "state"),
                "words": words[model](record),
            }
            for model in words
            for record in self.env[model].search(self._recorded_domain(company))
        ]

    def _local_moment(self, moment, company):
        """``moment`` (UTC) where the company is; seconds tell nothing."""
        zone = pytz.timezone(company.sudo().partner_id.tz or self.env.user.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None, second=0)

    def _contact_record_titles(self):
        """What the columns are called, in their order."""
        return {
            "moment": self.env._("Date"),
            "kind": self.env._("What"),
            "direction": self.env._("By"),
            "channel": self.env._("Channel"),
            "address": self.env._("Number or Email"),
            "level": self.env._("Level"),
            "state": self.env._("State"),
            "words": self.env._("Words"),
        }

    def _contact_record_name(self):
        """Name of the file, without its ending."""
        today = fields.Date.context_today(self)
        return self.env._("Contact Record %s", today.isoformat())

    def action_contact_record_csv(self):
        """Download the contact record of this customer as a table."""
        self.ensure_one()
        url = f"/collection_sms/contact_record/{self.env.company.id}/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def action_contact_record_csv(self):
        """Download the contact record of this case's customer as a table."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_contact_record_csv()


def _label(record, name):
    return dict(record._fields[name]._description_selection(record.env)).get(record[name], "")


def _request_words(request):
    return ". ".join(filter(None, (describe(request), request.note, request.answer)))


def _promise_words(promise):
    amount = format_amount(promise.env, promise.amount, promise.currency_id)
    return f"{amount}, {format_date(promise.env, promise.date)}"


def _agreed_words(plan):
    amount = plan.total if plan._name == "collection.plan" else plan.amount
    return f"{plan.name}: {format_amount(plan.env, amount, plan.currency_id)}"
