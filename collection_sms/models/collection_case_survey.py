"""Which cases have to be opened, closed or looked at, found with one statement over the ledger.

A case is looked at when its time has come (``look_at``) or when something that decides has changed
since: its mark tells. Marks are compared with what the last look has seen and not with a clock, so
that a change whose transaction takes long is not missed.
"""

from datetime import datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.tools import SQL

from ..engine import next_look
from .receivables import SETTLED_STATES, open_lines, payments_on_the_way

# What is the same for many cases. Whoever changes it lets all of them be looked at.
_SETTINGS = (
    "collection.policy",
    "collection.level",
    "collection.contact.rule",
    "collection.contact.window",
    "collection.contact.cap",
    "res.company",
)

# Whatever else may change a decision, such as a customer's tags: nobody waits longer for it.
_LOOK_AT_LEAST = timedelta(days=7)

# - mark: of all that is open or on its way, of the customer, the recipient and the settings.
# - is_due: something is owed that a rung of some policy may speak of.
# - first_case, last_case: what the open lines know as their case. Both are it, or lines are new.
_STANDING = """
      SELECT both_books.*,
             CONCAT_WS('.', owing_mark, way_mark, customer.write_date, recipient.write_date,
                       %(settings)s) AS mark
        FROM (SELECT a_case.id, recipient_id, checked_at, look_at, look_mark,
                     partner_id, company_id, is_owed, is_due, first_case, last_case,
                     owing.mark AS owing_mark, way.mark AS way_mark
                FROM (SELECT * FROM collection_case
                       WHERE state != 'closed' AND %(of_these)s) a_case
           FULL JOIN (SELECT partner_id, company_id,
                             SUM(HASHTEXTEXTENDED(CONCAT_WS(' ', id, amount, company_amount, due,
                                 owed, payment_state, no_followup, paying), 0)) AS mark,
                             BOOL_OR(owed) AS is_owed,
                             BOOL_OR(owed AND due <= %(horizon)s
                                     AND payment_state NOT IN %(settled)s) AS is_due,
                             MIN(COALESCE(collection_case_id, 0)) FILTER (WHERE owed) AS first_case,
                             MAX(collection_case_id) FILTER (WHERE owed) AS last_case
                        FROM (%(open)s) open_line
                    GROUP BY partner_id, company_id) owing USING (partner_id, company_id)
           LEFT JOIN (SELECT partner_id, company_id,
                             SUM(HASHTEXTEXTENDED(CONCAT_WS(' ', currency_id, amount), 0)) AS mark
                        FROM (%(on_the_way)s) payment
                    GROUP BY partner_id, company_id) way USING (partner_id, company_id)
             ) both_books
   LEFT JOIN res_partner customer ON customer.id = both_books.partner_id
   LEFT JOIN res_partner recipient ON recipient.id = both_books.recipient_id
"""

_SURVEY = """
    SELECT standing.id, standing.partner_id, standing.company_id, is_owed
      FROM (%(standing)s) standing
      JOIN res_company company ON company.id = standing.company_id AND company.active
     WHERE CASE WHEN standing.id IS NULL THEN is_due
                ELSE is_owed IS NOT TRUE
                  OR first_case IS DISTINCT FROM standing.id OR last_case != standing.id
                  OR look_at IS NULL OR look_at <= %(now)s
                  OR look_mark IS DISTINCT FROM standing.mark END
  ORDER BY checked_at NULLS FIRST, standing.id, standing.partner_id, standing.company_id
"""


class Survey(NamedTuple):
    """What a survey finds. ``unopened``: pairs of customer id and company id; else case ids."""

    unopened: list
    settled: list
    to_look_at: list


NOTHING_FOUND = Survey([], [], [])


class CollectionCase(models.Model):
    _inherit = "collection.case"

    look_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When time alone may change where this case stands. Empty: at the next run.",
    )
    look_mark = fields.Char(
        readonly=True, copy=False, help="What the last look has seen; another mark is a change."
    )

    def _survey(self, partner_ids=None):
        """Return the ``Survey`` of all customers, or of those with ``partner_ids``."""
        now = fields.Datetime.now()
        standing = self._standing_sql(partner_ids)
        rows = self.env.execute_query(SQL(_SURVEY, standing=standing, now=now))
        return Survey(
            unopened=[(partner, company) for case, partner, company, _owed in rows if not case],
            settled=[case for case, _partner, _company, owed in rows if case and not owed],
            to_look_at=[case for case, _partner, _company, owed in rows if case and owed],
        )

    def _standing_sql(self, partner_ids=None):
        """SQL of where customers stand in the ledger and in our books; flushes what it reads."""
        self.flush_model()
        self.env["res.partner"].flush_model()
        all_ = partner_ids is None
        return SQL(
            _STANDING,
            of_these=SQL("TRUE") if all_ else SQL("partner_id IN %s", tuple(partner_ids) or (0,)),
            open=open_lines(self.env, partner_ids),
            on_the_way=payments_on_the_way(self.env, partner_ids),
            horizon=fields.Date.add(fields.Date.context_today(self), days=self._days_ahead()),
            settled=SETTLED_STATES,
            settings=self._settings_mark(),
        )

    def _settings_mark(self):
        """Another text whenever somebody has changed a setting that decides."""
        models_ = [self.env[name] for name in _SETTINGS]
        for model in models_:
            model.flush_model()
        counted = (
            SQL(
                "(SELECT SUM(HASHTEXTEXTENDED(CONCAT_WS(' ', id, write_date), 0)) FROM %s)",
                SQL.identifier(model._table),
            )
            for model in models_
        )
        query = SQL("SELECT CONCAT_WS('/', %s)", SQL(", ").join(counted))
        return self.env.execute_query(query)[0][0]

    def _days_ahead(self):
        """How many days before the due date the earliest rung of any policy stands."""
        earliest = self.env["collection.level"].search([], order="delay", limit=1)
        return max(-earliest.delay, 0)

    def _read_marks(self):
        """Return ``{case id: mark}`` as these cases stand now."""
        standing = self._standing_sql(self.partner_id.ids)
        return dict(self.env.execute_query(SQL("SELECT id, mark FROM (%s) standing", standing)))

    def _next_look(self, facts, decision, today, is_busy=False):
        """When this case is to be looked at again if nothing changes (UTC); False: in the next run.

        ``is_busy``: it has agreements.
        """
        now = fields.Datetime.now()
        day = next_look(facts, decision, today)
        if is_busy or day == today:
            return False
        moments = [now + _LOOK_AT_LEAST]
        if day:
            midnight = datetime.combine(day, time(), ZoneInfo(self._home_zone()))
            moments.append(midnight.astimezone(timezone.utc).replace(tzinfo=None))
        if at := getattr(decision, "at", None):
            moments.append(at.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0))
        return max(min(moments), now + timedelta(seconds=1))

    def _look_again(self):
        """Let the next run look at these cases, whatever their marks say."""
        self.sudo().with_context(tracking_disable=True).write({"look_at": False})
