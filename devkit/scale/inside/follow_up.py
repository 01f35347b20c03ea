"""The books, and the runs of the follow-up."""

from odoo.addons.collection_sms.models.collection_case_follow_up import BATCH_SIZE
from odoo.tools import split_every

from devkit import books

EACH = 5
WARM_CUSTOMERS = 10
# So many days before the measured day nothing of the book is due, not even for a text ahead.
EARLIER = 250

TABLES = (
    "collection_message",
    "collection_message_line",
    "mail_message",
    "sms_sms",
    "mail_notification",
    "sms_tracker",
)


def prepare(env):
    """Let texts go out by themselves at any hour; text a few customers, and warm what is lazy."""
    env.company.sms_provider = books.SANDBOX
    books.contact_at_any_hour(env)
    env["collection.level"].search([]).approve_first = False
    books.make(env, WARM_CUSTOMERS, EACH)
    for _time in range(2):
        env["collection.case"]._cron_follow_up()
    env["sms.sms"]._process_queue()
    env.cr.commit()


def make_book(env, clock, customers):
    """A book of which nothing is due yet."""
    with clock:
        books.make(env, customers, EACH, f"{books.MIXED} - {EARLIER}")
        env.cr.commit()


def make_due_book(env, customers):
    """The same book when it has come due."""
    books.make(env, customers, EACH, books.MIXED)


def let_days_pass(env, _clock):
    """Let the book come due."""
    books.pass_days(env, EARLIER)


def follow_up(env, clock):
    """A run, as the scheduled action does it."""
    before = count_texts(env)
    with clock:
        env["collection.case"]._cron_follow_up()
        env.cr.commit()
    return {"texts": count_texts(env) - before}


def open_cases(env, clock):
    """What the first run does before it decides."""
    with clock:
        cases = env["collection.case"]
        opened = cases._open_in_batches(cases._survey_or_skip().unopened)
        for batch in split_every(BATCH_SIZE, opened):
            cases.browse(batch)._attach_lines()
            cases._commit_batch(0)


def count_texts(env):
    """How many texts there are to customers."""
    return env["collection.message"].search_count([("direction", "=", "out")])


def rows(env):
    """The highest id and the number of rows of each table that a text is written to."""
    found = {}
    for table in TABLES:
        env.cr.execute(f"SELECT COALESCE(MAX(id), 0), COUNT(*) FROM {table}")
        found[table] = env.cr.fetchone()
    return found


def count_notes(env, last):
    """How many invoices were noted in the chatter after the message with the id ``last``."""
    return env["mail.message"].search_count([("model", "=", "account.move"), ("id", ">", last)])


# What a database administrator would ask: per customer and company what is owed, the highest level
# whose delay is reached, the last contact, and who is due.
_BARE = """
    WITH ladder AS (
        SELECT policy.applies_to,
               policy.minimum_amount AS minimum,
               ARRAY_AGG(level.id ORDER BY level.delay) AS ids,
               ARRAY_AGG(level.delay ORDER BY level.delay) AS delays,
               MIN(level.minimum_gap) AS gap
          FROM collection_policy policy
          JOIN collection_level level ON level.policy_id = policy.id AND level.active
         WHERE policy.active
      GROUP BY policy.id
    ), open AS (
        SELECT line.partner_id, line.company_id, line.collection_level_id AS level_id,
               SUM(line.amount_residual) AS balance,
               COUNT(*) AS invoices,
               MIN(COALESCE(line.date_maturity, line.date)) AS oldest,
               MAX(line.collection_last_contact) AS contacted
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.account_id IN (
                   SELECT id FROM account_account
                    WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)
           AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
           AND line.amount_residual != 0
           AND (line.amount_residual < 0
                OR line.no_followup IS NOT TRUE AND move.payment_state IN ('not_paid', 'partial')
               AND move.move_type IN ('out_invoice', 'out_receipt', 'entry'))
      GROUP BY line.partner_id, line.company_id, line.collection_level_id
    )
    SELECT partner.commercial_partner_id, open.company_id,
           SUM(open.balance), SUM(open.invoices), MIN(open.oldest), MAX(open.contacted),
           MAX(WIDTH_BUCKET(CURRENT_DATE - open.oldest, ladder.delays)) AS reached
      FROM open
      JOIN res_partner partner ON partner.id = open.partner_id
      JOIN ladder
        ON ladder.applies_to = CASE WHEN partner.is_company THEN 'company' ELSE 'person' END
  GROUP BY partner.commercial_partner_id, open.company_id
    HAVING SUM(open.balance) >= MIN(ladder.minimum)
       AND BOOL_OR(WIDTH_BUCKET(CURRENT_DATE - open.oldest, ladder.delays)
                   > COALESCE(ARRAY_POSITION(ladder.ids, open.level_id), 0))
       AND COALESCE(CURRENT_DATE - MAX(open.contacted) >= MIN(ladder.gap), TRUE)
"""
_TIMES = 3


def bare_sql(env, clock):
    """The floor of a run: one statement that decides; the middle one of some times."""
    timed = []
    for _time in range(_TIMES):
        one = type(clock)()
        with one:
            env.cr.execute(_BARE)
            due = len(env.cr.fetchall())
        timed.append(one.figures)
    clock.figures.update(sorted(timed, key=lambda figures: figures["seconds"])[_TIMES // 2])
    return {"due": due}
