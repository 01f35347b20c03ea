"""Keep cases in step with the ledger, with a constant number of statements."""

import logging

from odoo import api, models
from odoo.tools import SQL, split_every
from psycopg2.errors import UniqueViolation

from .account_move_line import Standing
from .bulk_rows import insert_rows
from .collection_case_follow_up import BATCH_SIZE

_logger = logging.getLogger(__name__)

# Which outcome a settled line speaks for, by what it was reconciled with. Payments may be booked
# in bank, cash or credit journals; the rest of the miscellaneous entries write the debt off,
# but those that net it with the bill of a barter: goods are as good as money.
_OUTCOME_AMOUNTS = """
    SELECT line.collection_case_id AS case_id,
           SUM(part.amount) FILTER (WHERE other.move_type = 'out_refund') AS credited,
           SUM(part.amount) FILTER (
               WHERE other.move_type = 'entry' AND journal.type = 'general'
                 AND other.collection_netting_barter_id IS NULL) AS written_off,
           SUM(part.amount) FILTER (
               WHERE journal.type IN ('bank', 'cash', 'credit')
                  OR other.collection_netting_barter_id IS NOT NULL) AS paid,
           BOOL_AND(line.parent_state = 'cancel' OR line.parent_state = 'draft') AS cancelled
      FROM account_move_line line
 LEFT JOIN account_partial_reconcile part ON part.debit_move_id = line.id
 LEFT JOIN account_move_line credit ON credit.id = part.credit_move_id
 LEFT JOIN account_move other ON other.id = credit.move_id
 LEFT JOIN account_journal journal ON journal.id = other.journal_id
     WHERE line.collection_case_id IN %s
  GROUP BY line.collection_case_id
"""


class CollectionCase(models.Model):
    _inherit = "collection.case"

    @api.model
    def _refresh(self, partners=None):
        """Open, complete and close cases from the ledger; ``partners`` narrows it to those.

        Cases open for every customer who owes something that is due, or will be within the
        earliest rung of any policy, in all companies whoever asks. Returns the open cases of
        ``partners`` that the user may see, or nothing.
        """
        partner_ids = partners.commercial_partner_id.ids if partners is not None else None
        cases = self.sudo()
        cases._follow_partners()
        survey = cases._survey(partner_ids)
        cases.browse(survey.settled)._close()
        opened = [
            case.id
            for pairs in split_every(BATCH_SIZE, survey.unopened)
            for case in cases._open(pairs)
        ]
        for case_ids in split_every(BATCH_SIZE, survey.to_look_at + opened):
            cases.browse(case_ids)._attach_lines()
            self.env.invalidate_all()  # not the whole book in memory
        if partners is None:
            return self.browse()
        return self.search([("partner_id", "in", partner_ids), ("state", "!=", "closed")])

    def _follow_partners(self):
        """Let cases go along with customers who have become part of another customer."""
        query = SQL(
            """UPDATE collection_case c
                  SET partner_id = p.commercial_partner_id
                 FROM res_partner p
                WHERE p.id = c.partner_id AND p.commercial_partner_id != c.partner_id
                  AND c.state != 'closed'
                  AND NOT EXISTS (
                      SELECT 1 FROM collection_case other
                       WHERE other.partner_id = p.commercial_partner_id
                         AND other.company_id = c.company_id AND other.state != 'closed')
            RETURNING c.id"""
        )
        self.flush_model(["partner_id", "state"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        moved = self.browse(case_id for [case_id] in self.env.execute_query(query))
        moved.invalidate_recordset(["partner_id"])
        moved.modified(["partner_id"])
        self._join_cases()

    def _join_cases(self):
        """The customer they have become part of has a case already: it takes theirs over."""
        query = SQL(
            """SELECT c.id, other.id
                 FROM collection_case c
                 JOIN res_partner p ON p.id = c.partner_id
                 JOIN collection_case other
                   ON other.partner_id = p.commercial_partner_id
                  AND other.company_id = c.company_id AND other.state != 'closed'
                WHERE p.commercial_partner_id != c.partner_id AND c.state != 'closed'"""
        )
        for case_id, other_id in self.env.execute_query(query):
            self.browse(other_id)._take_over_from(self.browse(case_id))

    def _open(self, pairs):
        """Open cases for ``pairs`` of customer id and company id, and return them."""
        partners = self.env["res.partner"].browse([partner for partner, _company in pairs])
        companies = self.env["res.company"].browse([company for _partner, company in pairs])
        contacts = self._last_contacts(partners, companies)
        vals_list = [
            self._prepare_case(partner, company, contacts.get((partner, company)))
            for partner, company in zip(partners, companies, strict=True)
        ]
        # Thousands of first-day cases: nothing to track and nobody to subscribe.
        try:
            with self.env.cr.savepoint():
                return insert_rows(self, vals_list)
        except UniqueViolation:
            _logger.info("Another process opens the same cases right now; they are left to it.")
            return self.browse()

    def _last_contacts(self, partners, companies):
        """Return ``{(partner, company): date}`` of earlier cases: the gap outlives a case."""
        domain = [("partner_id", "in", partners.ids), ("company_id", "in", companies.ids)]
        groups = self._read_group(domain, ["partner_id", "company_id"], ["last_contact:max"])
        return {(partner, company): day for partner, company, day in groups}

    def _prepare_case(self, partner, company, last_contact):
        """Values of a new case of ``partner`` in ``company``."""
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "recipient_id": self._recipient(partner.with_company(company)).id,
            "country_id": partner.country_id.id,
            "user_id": self._responsible(partner, company).id,
            "last_contact": last_contact,
            "access_token": self._new_access_token(),
        }

    def _responsible(self, partner, company):
        """The customer's salesperson if they may work on cases, else who the company names."""
        salesperson = partner.user_id
        if salesperson and salesperson.has_group("collection_sms.collection_sms_group_user"):
            return salesperson
        return company.collection_user_id

    def _attach_lines(self, rows=None, reached=None):
        """Let every open invoice line of these cases know its case.

        ``rows``: those of ``_read_open_lines``, where the caller has them. ``reached``: ``{line id:
        (level id, day)}`` of the lines that were spoken about, recorded with it.
        """
        rows = self._read_open_lines() if rows is None else rows
        standings = {
            line_id: Standing(level_id=level, day=day)
            for line_id, (level, day) in (reached or {}).items()
        }
        for case in self:
            case_id = case.id
            for row in rows[case.partner_id.id, case.company_id.id]:
                if row["owed"] and row["collection_case_id"] != case_id:
                    known = standings.get(row["id"], Standing())
                    standings[row["id"]] = known._replace(case_id=case_id)
        if standings:
            self.env["account.move.line"]._record_standings(standings)
            self.invalidate_model(["line_ids", "open_line_ids"])

    def _close(self, outcome=None):
        """Close these cases with their outcome; the link expires and the ladder starts anew."""
        outcomes = dict.fromkeys(self.ids, outcome) if outcome else self._outcomes()
        # Thanks for the payment that settled it may still wait for the morning.
        self.text_ids.filtered(lambda text: not text.transaction_id)._call_off("settled")
        for case in self:
            case.sudo().write(
                {
                    "state": "closed",
                    "outcome": outcomes.get(case.id, "cancelled"),
                    "closed_on": case._today(),
                    "expired_token": case.access_token,
                    "access_token": False,
                    "hold_reason": False,
                    "hold_figure": False,
                    "next_contact": False,
                    "paused_until": False,
                    "due_amounts": False,
                    "amount_due": 0.0,
                    "invoice_count": 0,
                }
            )
        self.env["collection.hold"]._follow(self)
        self._settle_agreements()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._reset_levels()

    def _take_over_from(self, others):
        """Close ``others``, cases of customers who are becoming this one's."""
        contacts = [case.last_contact for case in self + others if case.last_contact]
        self.sudo().last_contact = max(contacts, default=False)
        self._take_over_requests(others)
        self._take_over_plans(others)
        self._take_over_barters(others)
        others.line_ids.collection_case_id = False
        others._close("merged")

    def _reset_levels(self):
        """Let settled lines of these cases start anew should they ever be open again."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE account_move_line SET collection_level_id = NULL
                    WHERE collection_case_id IN %s AND reconciled IS TRUE
                      AND collection_level_id IS NOT NULL""",
                tuple(self.ids),
            )
        )
        self.env["account.move.line"].invalidate_model(["collection_level_id"])

    def _outcomes(self):
        """Return ``{case id: outcome}``: what settled the larger part of it."""
        if not self:
            return {}
        self.env["account.partial.reconcile"].flush_model()
        self.env.cr.execute(SQL(_OUTCOME_AMOUNTS, tuple(self.ids)))
        return {row["case_id"]: _outcome(row) for row in self.env.cr.dictfetchall()}


def _outcome(row):
    if row["cancelled"]:
        return "cancelled"
    # A payment without a journal entry leaves no trace to reconcile with: paid is the last resort.
    amounts = {name: row[name] or 0.0 for name in ("paid", "credited", "written_off")}
    return max(amounts, key=amounts.get)
