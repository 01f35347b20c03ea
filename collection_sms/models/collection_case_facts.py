"""Gather what the engine needs to know, in a constant number of queries per batch."""

from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..engine import Credit, Facts, LineStatus, OpenLine
from .receivables import SETTLED_STATES, open_lines, payments_on_the_way


def _decimal(amount):
    """Exact decimal of a figure from the database, which arrives as a rounded float."""
    return Decimal(str(amount))


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _gather_facts(self, rows=None):
        """Return ``{case: Facts}`` for these cases, read in this transaction.

        ``rows``: those of ``_read_open_lines``, where the caller has them.
        """
        if not self:
            return {}
        policies = self._find_policies()
        ladders = {policy: policy._rungs() for policy in set(policies.values())}
        rows = self._read_open_lines() if rows is None else rows
        punctual = self._punctual_payers(policies, ladders, rows)
        ways = self._gather_ways(policies)
        drafted = self.env["collection.message"]._cases_with_draft(self)
        missed = self.env["collection.message"]._missed_line_ids(self)
        agreements = self._agreement_facts()
        planned = self._planned_line_ids()
        contacts = self._contact_facts()
        customers = self._customers()
        return {
            case: case._facts(
                customers[case],
                policies[case],
                ladders[policies[case]],
                [
                    row | {"planned": row["id"] in planned, "missed": row["id"] in missed}
                    for row in rows[case.partner_id.id, case.company_id.id]
                ],
                **ways[case],
                awaiting_approval=case in drafted,
                contact=contacts[case],
                **agreements[case],
                punctual=punctual.get(case, 0),
            )
            for case in self
        }

    def _facts(self, customer, policy, rungs, rows, **more):
        """Put the facts of one case together; ``customer`` as ``_customers`` gives them, ``rows``
        as ``_read_open_lines`` does.

        ``more``: further facts by name.
        """
        positions = self._positions(rungs)
        return Facts(
            case_id=self.id,
            rungs=rungs,
            climb=policy.climb,
            minimum=_decimal(policy.minimum_amount),
            lines=tuple(_open_line(row, positions) for row in rows if row["owed"]),
            credits=sum_credits(rows),
            customer_excluded=customer.collection_excluded or not customer.active,
            paused_until=self.paused_until or None,
            in_review=self.state == "review",
            last_contact=self._latest_contact(more["contact"]),
            **more,
        )

    def _find_policies(self):
        """Return ``{case: policy}``."""
        policies = {}
        for company, cases in self.grouped("company_id").items():
            found = self.env["collection.policy"]._for_partners(cases.partner_id, company)
            policies.update({case: found[case.partner_id] for case in cases})
        return policies

    def _positions(self, rungs):
        """Return a function from a level id to its position on ``rungs``.

        A level of another policy, from before the customer's policy changed, counts as the highest
        rung that is not later than it.
        """
        own = {rung.id: rung.position for rung in rungs}

        def position(level_id):
            if not level_id:
                return -1
            if level_id in own:
                return own[level_id]
            delay = self.env["collection.level"].browse(level_id).delay
            return sum(rung.delay <= delay for rung in rungs) - 1

        return position

    def _read_open_lines(self):
        """Return ``{(customer id, company id): rows}`` of all that is open, oldest first."""
        query = SQL(
            "SELECT * FROM (%s) open WHERE company_id IN %s ORDER BY due, id",
            open_lines(self.env, self.partner_id.ids),
            tuple(self.company_id.ids) or (0,),
        )
        self.env.cr.execute(query)
        rows = defaultdict(list)
        for row in self.env.cr.dictfetchall():
            rows[row["partner_id"], row["company_id"]].append(row)
        payments = payments_on_the_way(self.env, self.partner_id.ids)
        for partner, company, *credit in self.env.execute_query(payments):
            rows[partner, company].append(_credit_row(*credit))
        return rows


def _open_line(row, position):
    return OpenLine(
        id=row["id"],
        invoice_id=row["move_id"],
        currency_id=row["currency_id"],
        amount=_decimal(row["amount"]),
        company_amount=_decimal(row["company_amount"]),
        due=row["due"],
        position=position(row["collection_level_id"]),
        contacted=row["collection_last_contact"],
        missed=row["missed"],
        status=_line_status(row),
        payment_pending=row["paying"],
    )


def _line_status(row):
    if row["payment_state"] == "blocked":
        return LineStatus.BLOCKED
    if row["payment_state"] in SETTLED_STATES:
        return LineStatus.SETTLED
    if row["no_followup"]:
        return LineStatus.EXCLUDED
    return LineStatus.PLANNED if row["planned"] else LineStatus.FOLLOWED


def _credit_row(currency_id, amount, company_amount):
    """A payment on the way, as if it were an open credit on the account."""
    return {
        "id": False,
        "move_id": False,
        "owed": False,
        "currency_id": currency_id,
        "amount": -amount,
        "company_amount": -company_amount,
    }


def sum_credits(rows):
    """Sum up by currency what counts against the debt; refunds paid out reduce it again."""
    totals = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows:
        if not row["owed"] and (row["amount"] < 0 or row["refund"]):
            totals[row["currency_id"]][0] -= _decimal(row["amount"])
            totals[row["currency_id"]][1] -= _decimal(row["company_amount"])
    return tuple(
        Credit(currency, amount, company_amount)
        for currency, (amount, company_amount) in totals.items()
        if amount > 0
    )
