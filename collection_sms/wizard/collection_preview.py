from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import HandOff, Hold, Notice, Text

# Cases of one preview: each is decided and its text written, and nobody reads thousands of texts.
MOST = 200


class CollectionPreview(models.TransientModel):
    """Who would get which text now, and who would not, and why. Sends nothing."""

    _name = "collection.preview"
    _description = "Follow-up Preview"

    line_ids = fields.One2many("collection.preview.line", "preview_id", readonly=True)
    text_ids = fields.One2many(
        "collection.preview.line", "preview_id", domain=[("outcome", "=", "text")], readonly=True
    )
    other_ids = fields.One2many(
        "collection.preview.line", "preview_id", domain=[("outcome", "!=", "text")], readonly=True
    )
    text_count = fields.Integer(compute="_compute_counts")
    other_count = fields.Integer(compute="_compute_counts")
    segment_count = fields.Integer(compute="_compute_counts")
    case_count = fields.Integer("Cases Asked For", readonly=True)
    left_out_count = fields.Integer("Cases Left Out", compute="_compute_counts")

    @api.depends("case_count", "line_ids.outcome", "line_ids.segments")
    def _compute_counts(self):
        for preview in self:
            texts = preview.line_ids.filtered(lambda line: line.outcome == "text")
            preview.text_count = len(texts)
            preview.other_count = len(preview.line_ids) - len(texts)
            preview.segment_count = sum(texts.mapped("segments"))
            preview.left_out_count = preview.case_count - len(preview.line_ids)

    @api.model
    def _open_for(self, cases):
        """Return the action that shows the preview of the open ones of ``cases``."""
        return self._open([("id", "in", cases.ids)])

    @api.model
    def action_open_all(self):
        """Refresh all cases from the ledger and preview them."""
        self.env["collection.case"]._refresh()
        return self._open([])

    def _open(self, domain):
        preview = self._preview(Domain(domain) & Domain("state", "!=", "closed"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Follow-up preview"),
            "res_model": self._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    def _first(self, domain):
        """The cases that a preview shows: first those that may be contacted now."""
        cases = self.env["collection.case"]
        ready = Domain("hold_reason", "=", False) | Domain("next_contact", "<=", "now")
        first = cases.search(domain & ready, limit=MOST)
        others = cases.search(domain & Domain("id", "not in", first.ids), limit=MOST)
        return (first + others)[:MOST]

    def _preview(self, domain):
        """Create the preview: the same decisions as a run, without its effects."""
        cases = self._first(domain)
        cases._decide_again()
        decisions = cases._decisions()
        texts = {case: choice for case, choice in decisions.items() if isinstance(choice, Text)}
        notices = {case: choice for case, choice in decisions.items() if isinstance(choice, Notice)}
        messages = self.env["collection.message"]
        bodies = messages._render_texts(texts) | messages._render_notices(notices)
        return self.create(
            {
                "case_count": self.env["collection.case"].search_count(domain),
                "line_ids": [
                    fields.Command.create(
                        {
                            "case_id": case.id,
                            "outcome": _outcome(choice),
                            "level_id": choice.rung.id if hasattr(choice, "rung") else False,
                            "channel": _channel(choice),
                            "body": bodies.get(case),
                        }
                    )
                    for case, choice in decisions.items()
                ],
            }
        )

    def action_follow_up(self):
        """Run the follow-up on the previewed cases."""
        return self.line_ids.case_id.action_follow_up_now()


def _channel(decision):
    """How the customer would be contacted; False where nobody is."""
    return decision.channel.value if isinstance(decision, Text | Notice) else False


def _outcome(decision):
    """The kind of ``decision`` as the preview shows it."""
    if isinstance(decision, Text | Notice):
        return "text"
    if isinstance(decision, HandOff):
        return "review"
    return "hold" if isinstance(decision, Hold) else "nothing"
