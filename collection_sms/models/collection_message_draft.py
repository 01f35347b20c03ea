"""Texts that wait for approval say what is true now, or are dropped."""

from odoo import api, fields, models

from ..engine import Text
from .collection_message import named_amounts

# Where a message goes.
_ADDRESS = ("channel", "number", "email", "address")


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    @api.model
    def _update_drafts(self, decisions):
        """Make the drafts of ``{case: decision}`` say what is true now; drop those not due.

        Returns the cases whose draft was dropped. A text edited by hand is kept as long as the
        amounts are the same.
        """
        drafts = self.search(
            [("case_id", "in", [case.id for case in decisions]), ("state", "=", "draft")]
        )
        due = drafts.filtered(lambda draft: isinstance(decisions[draft.case_id], Text))
        drafts -= due
        drafts._cancel("not_due")
        bodies = self._render_texts({draft.case_id: decisions[draft.case_id] for draft in due})
        for draft in due:
            draft._rewrite(decisions[draft.case_id], bodies[draft.case_id])
        return drafts.case_id

    def _rewrite(self, choice, body):
        """Let this draft say ``body``, unless it does or somebody's own words are still true."""
        body = self.body if self.is_edited and self._names_the_same(choice) else body
        content = self._prepare_content(self.case_id, choice, body)
        address = tuple(content[name] for name in _ADDRESS)
        if self._names_the_same(choice) and self._shown() == (body, *address):
            return
        lines = map(fields.Command.create, self._prepare_lines(choice))
        content["line_ids"] = [fields.Command.clear(), *lines]
        if self.level_id.id != choice.rung.id:
            content["round"] = self._next_rounds({self.case_id: choice})[self.case_id]
        self.sudo().write({**content, "is_edited": self.is_edited and self.body == body})

    def _shown(self):
        """What somebody who approves this draft has seen: the words, and where they go."""
        return (self.body, *(self[name] for name in _ADDRESS))

    def _names_the_same(self, choice):
        """Whether the lines, dates, amounts and level of this draft are those of ``choice``."""
        named = {(line.move_line_id.id, line.due_date) for line in self.line_ids}
        return (
            self.level_id.id == choice.rung.id
            and self.due_amounts == named_amounts(choice.due)
            and named == {(line.id, line.due) for line in choice.due.lines}
        )
