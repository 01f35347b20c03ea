"""A person approves drafted messages, or discards them."""

from odoo import models
from odoo.exceptions import UserError


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def action_approve(self):
        """Send these drafts, unless the ledger has changed what they say.

        A draft that is not due any more is dropped; one whose figures changed is rewritten and
        stays for another look.
        """
        drafts = self._lock_drafts()
        cases = drafts.case_id
        before = {draft: draft._shown() for draft in drafts}
        cases._rewrite_drafts(cases._decisions(ignore_drafts=True))
        unchanged = drafts.filtered(
            lambda draft: draft.state == "draft" and draft._shown() == before[draft]
        )
        unchanged.sudo().write({"state": "queued", "approved_by_id": self.env.uid})
        unchanged._enqueue()
        cases._decide_again()
        return self._notify_approval(drafts, unchanged)

    def _notify_approval(self, drafts, approved):
        rewritten = drafts.filtered(lambda draft: draft.state == "draft")
        parts = [self.env._("%s texts approved and queued.", len(approved))]
        if rewritten:
            parts.append(
                self.env._(
                    "%s texts rewritten because the balance changed: look again.", len(rewritten)
                )
            )
        if dropped := len(drafts) - len(approved) - len(rewritten):
            parts.append(self.env._("%s texts dropped: no longer due.", dropped))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": " ".join(parts),
                "type": "warning" if rewritten or dropped else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_discard(self):
        """Skip these drafts: the level counts as used, the ladder goes on after its gap."""
        drafts = self._lock_drafts()
        drafts._record_contact()
        drafts._cancel("discarded")
        drafts.case_id._decide_again()

    def _lock_drafts(self):
        """Those of these texts that wait for approval, with their cases locked."""
        drafts = self.filtered(lambda message: message.state == "draft")
        if drafts.case_id - drafts.case_id._lock_open():
            raise UserError(
                self.env._("Some of these customers are being worked on. Try again in a moment.")
            )
        return drafts
