"""The SQL behind the judgement of agreements: what the ledger says about a whole batch of them."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ..engine import CoveredLine
from .receivables import SETTLED_STATES

# What is still owed of the covered lines. A paid invoice may keep its lines open in the ledger
# until the bank confirms; a cancelled one is owed no more. One that somebody has reset to draft is
# being corrected: it stays matched with what was paid, and nothing else is concluded from it yet.
_COVERED = """
    SELECT covered.%(agreement)s,
           covered.amount AS then,
           CASE WHEN line.parent_state = 'draft'
                THEN LEAST(covered.amount,
                           GREATEST(line.amount_residual_currency, covered.amount - COALESCE((
                               SELECT SUM(part.debit_amount_currency)
                                 FROM account_partial_reconcile part
                                WHERE part.debit_move_id = line.id), 0)))
                WHEN line.parent_state = 'cancel' OR move.payment_state IN %(settled)s THEN 0
                ELSE line.amount_residual_currency
            END AS remaining
      FROM %(table)s covered
      JOIN account_move_line line ON line.id = covered.move_line_id
      JOIN account_move move ON move.id = line.move_id
     WHERE covered.%(agreement)s IN %(ids)s
"""


def covered_lines(agreements):
    """Return ``{agreement id: (CoveredLine, …)}`` with one query."""
    env = agreements.env
    field = agreements._fields["line_ids"]
    env[field.comodel_name].flush_model()
    env["account.move.line"].flush_model(["amount_residual_currency", "parent_state"])
    env["account.move"].flush_model(["payment_state"])
    env["account.partial.reconcile"].flush_model(["debit_amount_currency", "debit_move_id"])
    query = SQL(
        _COVERED,
        agreement=SQL.identifier(field.inverse_name),
        table=SQL.identifier(env[field.comodel_name]._table),
        settled=SETTLED_STATES,
        ids=tuple(agreements.ids) or (0,),
    )
    lines = defaultdict(tuple)
    for agreement_id, then, left in env.execute_query(query):
        lines[agreement_id] += (CoveredLine(Decimal(str(then)), Decimal(str(left))),)
    return lines
