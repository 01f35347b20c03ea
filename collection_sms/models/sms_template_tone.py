"""The tone and the form of scripts: shown while editing, checked before they go out alone."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import get_lang
from odoo.tools.urls import urljoin

from ..engine import TYPICAL, ScriptUse, ToneKind, fill, lint, unknown_placeholders
from .collection_case_script import PLACEHOLDERS
from .tone_words import explain_finding, mark, rules_for

# As long as an access token is.
_TOKEN = "AbCdEf12345678_-"


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    collection_level_ids = fields.One2many("collection.level", "template_id", "Used by Levels")
    collection_findings = fields.Html(
        "Tone and Form", compute="_compute_collection_findings", sanitize=False
    )
    collection_has_findings = fields.Boolean(compute="_compute_collection_findings")
    collection_tone_reason = fields.Char(
        "Keep It Because",
        copy=False,
        groups="collection_sms.collection_sms_group_manager",
        help="Why this script may be sent without asking although there are findings about it. "
        "Cleared when its words change. A missing way to opt out is never accepted.",
    )
    collection_tone_user_id = fields.Many2one(
        "res.users", "Kept By", copy=False, readonly=True, ondelete="set null"
    )
    collection_tone_date = fields.Datetime("Kept On", copy=False, readonly=True)

    @api.depends("body", "model_id")
    @api.depends_context("lang", "company")
    def _compute_collection_findings(self):
        for template in self:
            findings = template._collection_lint() if template.model == "collection.case" else ()
            template.collection_has_findings = bool(findings)
            template.collection_findings = template._collection_show(findings)

    def _collection_show(self, findings):
        """The script with its findings marked, and a list of them, in the editor's language."""
        if not findings:
            return False
        lines = Markup().join(
            Markup('<li class="o_collection_%s">%s</li>')
            % (finding.severity.value, explain_finding(self.env, finding))
            for finding in findings
        )
        marked = mark(self.body or "", findings)
        return Markup('<p class="o_collection_marked">%s</p><ul>%s</ul>') % (marked, lines)

    def _collection_lint(self):
        """The findings about this script in the language of the context."""
        self.ensure_one()
        script = self.body or ""
        rules = rules_for(get_lang(self.env).code)
        return lint(script, rules, self._collection_use(), self._collection_typical(script))

    def _collection_use(self):
        """What this script must say: a level's text names amount and link, and how to opt out."""
        on_ladder = bool(self.collection_level_ids.filtered("is_text"))
        company = self.env.company
        return ScriptUse(
            amount=on_ladder,
            link=on_ladder,
            opt_out=on_ladder,
            names=(company.name,),
            plain=company.collection_plain_letters,
        )

    def _collection_typical(self, script):
        """``script`` as a typical customer gets it; none if it says what scripts cannot say."""
        if unknown_placeholders(script, PLACEHOLDERS):
            return None
        company, cases = self.env.company, self.env["collection.case"]
        is_heard = company._collection_can_receive()
        own = {
            "text_company": company.name,
            "text_link": urljoin(company.get_base_url(), f"/c/{_TOKEN}"),
            "text_opt_out": cases._usual_footer() if is_heard else cases._link_footer(),
        }
        return fill(script, TYPICAL | own)

    @api.constrains("body")
    def _check_collection_tone(self):
        automatic = self.filtered(
            lambda script: script.collection_level_ids.filtered(
                lambda level: level.is_text and not level.approve_first
            )
        )
        automatic._check_may_go_out_alone()

    def _check_may_go_out_alone(self):
        """Raise ``ValidationError`` with all findings, in every active language, that nobody has
        answered for."""
        if open_findings := [line for script in self for line in script._collection_open()]:
            raise ValidationError(
                self.env._(
                    "These scripts are not ready to be sent without asking. Change the words, or, "
                    "for warnings, write in the script why you keep them:\n%s",
                    "\n".join(open_findings),
                )
            )

    def _collection_open(self):
        """Lines for what nobody has answered for: script, language, finding."""
        self.ensure_one()
        kept = bool(self.sudo().collection_tone_reason)
        lines = []
        for code, language in self.env["res.lang"].get_installed():
            found = self.with_context(lang=code)._collection_lint()
            lines += [
                f"{self.name} ({language}): {explain_finding(self.env, finding)}"
                for finding in found
                if not kept or finding.kind == ToneKind.NO_OPT_OUT
            ]
        return lines

    @api.model_create_multi
    def create(self, vals_list):
        """A reason is signed by whoever writes it."""
        return super().create([self._sign_collection_reason(vals) for vals in vals_list])

    def write(self, vals):
        """A reason is for the words it was given for, and signed by whoever writes it."""
        changed = "body" in vals and any(script.body != vals["body"] for script in self)
        if changed and "collection_tone_reason" not in vals:
            self.sudo()._drop_collection_reason()
        return super().write(self._sign_collection_reason(vals))

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Translated words are new words: they are checked as if they were written in the form."""
        if field_name == "body":
            self.sudo()._drop_collection_reason()
        done = super()._update_field_translations(field_name, translations, digest, source_lang)
        if field_name == "body":
            self._check_collection_placeholders()
            self._check_collection_tone()
        return done

    def _drop_collection_reason(self):
        given = self.filtered("collection_tone_reason")
        given.write({"collection_tone_reason": False})

    def _sign_collection_reason(self, vals):
        if "collection_tone_reason" not in vals:
            return vals
        given = bool(vals["collection_tone_reason"])
        return {
            **vals,
            "collection_tone_user_id": self.env.uid if given else False,
            "collection_tone_date": fields.Datetime.now() if given else False,
        }
