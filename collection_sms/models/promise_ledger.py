"""The SQL behind the judgement of promises: what the ledger says about a whole batch of them."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ..engine import CoveredLine
from .receivables import SETTLED_STATES

# What is still owed of the covered lines. A paid invoice may keep its lines open in the ledger
# until the bank confirms; a cancelled one is owed no more; one that somebody has reset to draft
# is being corrected, so nothing is concluded from it yet.
_COVERED = """
    SELECT covered.promise_id,
           covered.amount AS then,
           CASE WHEN line.parent_state = 'draft' THEN covered.amount
                WHEN line.parent_state = 'cancel' OR move.payment_state IN %s THEN 0
                ELSE line.amount_residual_currency
            END AS remaining
      FROM collection_promise_line covered
      JOIN account_move_line line ON line.id = covered.move_line_id
      JOIN account_move move ON move.id = line.move_id
     WHERE covered.promise_id IN %s
"""


def covered_lines(promises):
    """Return ``{promise id: (CoveredLine, …)}`` with one query."""
    env = promises.env
    env["collection.promise.line"].flush_model()
    env["account.move.line"].flush_model(["amount_residual_currency", "parent_state"])
    env["account.move"].flush_model(["payment_state"])
    lines = defaultdict(tuple)
    query = SQL(_COVERED, SETTLED_STATES, tuple(promises.ids) or (0,))
    for promise_id, then, left in env.execute_query(query):
        lines[promise_id] += (CoveredLine(Decimal(str(then)), Decimal(str(left))),)
    return lines
