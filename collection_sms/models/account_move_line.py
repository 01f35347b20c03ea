from odoo import api, fields, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # On receivable lines only: where the line stands on the ladder. Nothing in the books depends
    # on these, so they may change on posted and locked entries.
    collection_case_id = fields.Many2one(
        "collection.case", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    collection_level_id = fields.Many2one(
        "collection.level", "Follow-up Level", readonly=True, copy=False, ondelete="restrict"
    )
    collection_last_contact = fields.Date("Last Contact", readonly=True, copy=False)

    @api.model
    def _reach_levels(self, levels, day):
        """Record that the lines of ``{line id: level id}`` were spoken about on ``day``.

        With SQL: ``write`` would check locks, taxes and hashes of every line for what is no
        accounting change, at a hundred times the cost.
        """
        if not levels:
            return
        rows = SQL(", ").join(SQL("(%s, %s)", line, level) for line, level in levels.items())
        self.env.cr.execute(
            SQL(
                """UPDATE account_move_line line
                      SET collection_level_id = reached.level_id, collection_last_contact = %s
                     FROM (VALUES %s) AS reached (line_id, level_id)
                    WHERE line.id = reached.line_id""",
                day,
                rows,
            )
        )
        self.browse(levels).invalidate_recordset(
            ["collection_level_id", "collection_last_contact"], flush=False
        )
