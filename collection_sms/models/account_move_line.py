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

    # With SQL: ``write`` would check locks, taxes and hashes of every line for what is no
    # accounting change, at a hundred times the cost.

    @api.model
    def _join_cases(self, cases):
        """Let the lines of ``{line id: case id}`` know their case."""
        query = SQL(
            """UPDATE account_move_line line SET collection_case_id = new.case_id
                 FROM UNNEST(%s, %s) AS new (line_id, case_id) WHERE line.id = new.line_id""",
            list(cases),
            list(cases.values()),
        )
        self.env.cr.execute(query)
        self.browse(cases).invalidate_recordset(["collection_case_id"], flush=False)

    @api.model
    def _reach_levels(self, levels, day):
        """Record that the lines of ``{line id: level id}`` were spoken about on ``day``."""
        if not levels:
            return
        query = SQL(
            """UPDATE account_move_line line
                  SET collection_level_id = reached.level_id, collection_last_contact = %s
                 FROM UNNEST(%s, %s) AS reached (line_id, level_id)
                WHERE line.id = reached.line_id""",
            day,
            list(levels),
            list(levels.values()),
        )
        self.env.cr.execute(query)
        self.browse(levels).invalidate_recordset(
            ["collection_level_id", "collection_last_contact"], flush=False
        )
