"""What scripts may say about a case: ``{{ object.text_… }}``, in the language of the customer."""

from functools import cache

from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.misc import get_lang
from odoo.tools.urls import urljoin

from ..engine import Channel, cheaper_letters, fill, named_in, plain_spaces

# The placeholders of scripts: ``{{ object.text_name }}`` and so on.
PLACEHOLDERS = (
    "text_name",
    "text_company",
    "text_amount",
    "text_due_date",
    "text_days",
    "text_link",
    "text_paid",
    "text_installment",
    "text_installment_date",
    "text_barter_value",
    "text_barter_date",
    "text_choose",
    "text_opt_out",
    "text_contact",
    "text_promise",
    "text_promise_date",
    "text_refusal",
    "text_invoice",
)

# Numeric dates follow the language, but in English 10/11/2026 is two different days.
_DATE_FORMATS = {"en": "d MMM yyyy"}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    text_name = fields.Char("Name in Texts", compute="_compute_text_names")
    text_company = fields.Char("Company in Texts", compute="_compute_text_names")
    text_amount = fields.Char("Amount in Texts", compute="_compute_text_figures")
    text_due_date = fields.Char("Due Date in Texts", compute="_compute_text_figures")
    text_days = fields.Integer("Days in Texts", compute="_compute_text_figures")
    text_link = fields.Char("Link in Texts", compute="_compute_text_link")
    text_choose = fields.Char("Reply or Choose in Texts", compute="_compute_text_choose")
    text_opt_out = fields.Char("Opt-out in Texts", compute="_compute_text_opt_out")

    @api.depends("recipient_id.name", "company_id.name")
    def _compute_text_names(self):
        for case in self:
            case.text_name = case.recipient_id.name or ""
            case.text_company = case.company_id.name

    @api.depends("due_amounts", "oldest_due_date")
    @api.depends_context("lang")
    def _compute_text_figures(self):
        for case in self:
            case.text_amount = case._format_due_amounts()
            case.text_due_date = case._format_day(case.oldest_due_date)
            case.text_days = abs(case.days_overdue)

    @api.depends("access_token", "company_id")
    def _compute_text_link(self):
        for case in self:
            case.text_link = case._link()

    @api.depends("company_id.sms_provider", "recipient_id")
    @api.depends_context("lang", "collection_channel")
    def _compute_text_choose(self):
        for case in self:
            replies = self.env._("Reply to this text or choose here")
            case.text_choose = replies if case._can_reply() else self.env._("Choose here")

    @api.depends("company_id.sms_provider", "partner_id", "recipient_id")
    @api.depends_context("lang", "collection_channel")
    def _compute_text_opt_out(self):
        # A reply of one word stops texts; an email has a sentence of its own.
        rules = self._contact_rules() if self._is_for_a_text() else {}
        for case in self:
            case.text_opt_out = case._opt_out_footer(rules[case]) if rules else ""

    def _is_for_a_text(self):
        """Whether what is rendered goes by text, which the context says otherwise."""
        return self.env.context.get("collection_channel", "sms") == "sms"

    def _can_reply(self):
        """Whether an answer to what is rendered arrives: not every sender of texts can receive."""
        receives = self.company_id._collection_can_receive
        return not self._is_for_a_text() or receives(self._address(Channel.SMS))

    def _opt_out_footer(self, rule):
        """How to get no more texts, where ``rule`` wants it said."""
        if not rule.opt_out_required:
            return ""
        if not self._can_reply():
            return self._link_footer()
        return rule.footer or self._usual_footer()

    def _usual_footer(self):
        """How to get no more texts, where no rule says it in other words."""
        return self.env._("Reply STOP to stop texts.")

    def _link_footer(self):
        """How to get no more texts, where a reply would reach nobody."""
        return self.env._("To stop texts, use the link.")

    def _link(self):
        """The short link to the customer's page; empty when the case is closed."""
        self.ensure_one()
        if not self.access_token:
            return ""
        return urljoin(self.company_id.get_base_url(), f"/c/{self.access_token}")

    def _format_due_amounts(self):
        """Net amounts by currency, such as “$30.00 + €120.00”, in the language of the context."""
        self.ensure_one()
        return self._format_amounts(self.due_amounts or {})

    def _format_amounts(self, amounts):
        """``{currency id: amount}`` as text, with plain spaces."""
        currencies = self.env["res.currency"]
        formatted = (
            format_amount(self.env, float(amount), currencies.browse(int(currency)))
            for currency, amount in amounts.items()
        )
        return plain_spaces(" + ".join(formatted))

    def _figures_of_due(self, dues):
        """Return a function from a case, in its language, to what scripts say of its ``Due``."""
        # A thousand customers share a few days.
        in_words = cache(lambda lang, day: self.with_context(lang=lang)._format_day(day))

        def figures(case):
            due = dues[case]
            return {
                "text_amount": case._format_amounts(dict(due.amounts)),
                "text_due_date": in_words(case.env.context["lang"], due.oldest),
                "text_days": abs((case._today() - due.oldest).days),
            }

        return figures

    def _format_day(self, day):
        """``day`` as customers read it, in the language of the context; empty for no day."""
        lang = get_lang(self.env).code
        return format_date(self.env, day, lang, date_format=_DATE_FORMATS.get(lang[:2], False))

    def _render_script(self, template, figures=None):
        """Return ``{case id: text}`` of ``template`` in each customer's language.

        ``figures``: a function from a case, in that language, to values that go before the case's
        own. Raises ``KeyError`` for a placeholder that scripts do not know.
        """
        texts = {}
        for lang, cases in self.grouped(lambda case: case._text_lang()).items():
            script = template.with_context(lang=lang).body
            texts.update(
                {
                    case.id: case._fill_script(script, figures(case) if figures else {})
                    for case in cases.with_context(lang=lang)
                }
            )
        return texts

    def _fill_script(self, script, figures=None):
        """Return ``script`` with this case's values, in the language of the context."""
        self.ensure_one()
        # Some are dear: what may be promised, say, takes all the facts of a case.
        values = dict(figures or {})
        asked = [name for name in named_in(script, PLACEHOLDERS) if name not in values]
        values |= {name: self[name] for name in asked}
        if values.get("text_opt_out") == self._link_footer() and "text_link" not in script:
            values["text_opt_out"] += f" {self.text_link}"
        text = plain_spaces(fill(script, values)).strip()
        is_dear = self._is_for_a_text() and self.company_id.collection_plain_letters
        return cheaper_letters(text) if is_dear else text

    def _text_lang(self):
        """The language of the recipient, if it is active, else the company's."""
        return get_lang(self.env, self.recipient_id.lang or self.company_id.partner_id.lang).code
