from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

GROUP = "collection_sms.collection_sms_group_user"


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_case_id = fields.Many2one(
        "collection.case",
        compute="_compute_collection",
        search="_search_collection_case_id",
        groups=GROUP,
    )
    collection_level_id = fields.Many2one(
        "collection.level",
        "Follow-up Level",
        compute="_compute_collection",
        search="_search_collection_level_id",
        groups=GROUP,
        help="The highest level that any installment of this invoice has reached.",
    )
    collection_last_contact = fields.Date(
        "Last Contact",
        compute="_compute_collection",
        search="_search_collection_last_contact",
        groups=GROUP,
    )
    collection_next_contact = fields.Datetime(
        "Next Contact", related="collection_case_id.next_contact", groups=GROUP
    )
    collection_hold_reason = fields.Selection(
        related="collection_case_id.hold_reason", string="Hold Reason", groups=GROUP
    )

    @api.depends(
        "line_ids.collection_case_id",
        "line_ids.collection_level_id",
        "line_ids.collection_last_contact",
    )
    def _compute_collection(self):
        for move in self:
            lines = move.line_ids.filtered("collection_case_id")
            levels = lines.collection_level_id.sorted("delay")
            contacts = [day for day in lines.mapped("collection_last_contact") if day]
            move.collection_case_id = lines.collection_case_id[-1:]
            move.collection_level_id = levels[-1:]
            move.collection_last_contact = max(contacts, default=False)

    def _search_collection_case_id(self, operator, value):
        return self._search_on_lines("collection_case_id", operator, value)

    def _search_collection_level_id(self, operator, value):
        return self._search_on_lines("collection_level_id", operator, value)

    def _search_collection_last_contact(self, operator, value):
        return self._search_on_lines("collection_last_contact", operator, value)

    def _search_on_lines(self, name, operator, value):
        """Invoices with a line that fits; for an empty value, those where no line has one."""
        if operator in ("not in", "not any", "not like", "not ilike"):
            return NotImplemented
        if operator != "in":
            return [("line_ids", "any", [(name, operator, value)])]
        values = [item for item in value if item]
        domain = Domain("line_ids", "any", [(name, "in", values)])
        if len(values) < len(list(value)):
            domain |= Domain("line_ids", "not any", [(name, "!=", False)])
        return domain

    def action_open_collection_case(self):
        """Open the case this invoice belongs to."""
        self.ensure_one()
        return self.collection_case_id.get_formview_action()

    def action_collection_follow_up(self):
        """Follow up now the customers of these invoices."""
        invoices = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        cases = self.env["collection.case"]._refresh(invoices.partner_id)
        if not cases:
            raise UserError(self.env._("Nothing to follow up: no invoice of these is due."))
        return cases.action_follow_up_now()
