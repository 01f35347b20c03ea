"""The text that tells a customer of our answer to a request."""

from odoo import api, fields, models


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    request_id = fields.Many2one(
        "collection.request", "Answer to", readonly=True, ondelete="set null"
    )

    _one_answer = models.UniqueIndex(
        "(request_id) WHERE request_id IS NOT NULL",
        "The customer has been told of the answer already.",
    )

    @api.model
    def _create_answer(self, request):
        """Queue one text that there is an answer to ``request``; at most one per request."""
        if self.sudo().search_count([("request_id", "=", request.id)], limit=1):
            return
        if request.case_id._can_be_answered():
            self.sudo().create(self._prepare_answer(request.sudo()))._enqueue()

    def _prepare_answer(self, request):
        """Values of the text: on no level, naming no invoice."""
        case = request.case_id
        script = self.env.ref("collection_sms.sms_template_request_answer").sudo()
        values = self._prepare_off_ladder(case, script)
        return values | {"request_id": request.id, "approved_by_id": self.env.uid}


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _can_be_answered(self):
        """Whether this customer can and may be written to, and has a page to read the answer on."""
        self.ensure_one()
        partner = self.partner_id.with_company(self.company_id)
        if self.state == "closed" or partner.collection_excluded:
            return False
        return bool(self._quick_channel())
