from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL


class Standing(NamedTuple):
    """What is new of where an open line stands: its case, the level it has reached, and when."""

    case_id: int | None = None
    level_id: int | None = None
    day: date | None = None


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
        """Record that the lines of ``{line id: level id}`` were spoken about on ``day``."""
        self._record_standings(
            {line: Standing(level_id=level, day=day) for line, level in levels.items()}
        )

    @api.model
    def _record_standings(self, standings):
        """Record ``{line id: Standing}``; one statement, as each of the table's indexes is written.

        With SQL: ``write`` would check locks, taxes and hashes of every line for what is no
        accounting change, at a hundred times the cost.
        """
        if not standings:
            return
        query = SQL(
            """UPDATE account_move_line line
                  SET collection_case_id = COALESCE(new.case_id, line.collection_case_id),
                      collection_level_id = COALESCE(new.level_id, line.collection_level_id),
                      collection_last_contact = COALESCE(new.day, line.collection_last_contact)
                 FROM UNNEST(%s::int[], %s::int[], %s::int[], %s::date[])
                      AS new (line_id, case_id, level_id, day)
                WHERE line.id = new.line_id""",
            list(standings),
            *map(list, zip(*standings.values(), strict=True)),
        )
        names = ["collection_case_id", "collection_level_id", "collection_last_contact"]
        lines = self.browse(standings)
        lines.flush_recordset(names)
        self.env.cr.execute(query)
        lines.invalidate_recordset(names, flush=False)
