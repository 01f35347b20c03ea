"""Large books for measurements: one posted invoice, cloned in SQL.

Posting a hundred thousand invoices through the ORM would take hours and measure nothing of ours.
"""

from datetime import timedelta

from odoo import Command, fields

SANDBOX = "collection_sandbox"

# How many days an invoice is overdue (SQL): of the customer ``c.id`` the ``n``-th one.
OVERDUE = "5 + (c.id + n * 7) % 30"
# As in real books: one of each customer is overdue, the others are, or will be due within weeks.
MIXED = "CASE n WHEN 1 THEN 5 + c.id % 60 ELSE (c.id * 13 + n * 29) % 150 - 45 END"


def make(env, customers: int, invoices_each: int, overdue: str = OVERDUE):
    """Give the current company ``customers`` customers with open invoices, so many days
    ``overdue``; every customer has a valid mobile number of their own. Returns their ids.
    """
    _load_chart(env)
    template = _post_invoice(env, _template_customer(env))
    env.flush_all()
    made = _clone_customers(env, template.partner_id, customers)
    _clone_invoices(env, template, made, invoices_each, overdue)
    template.button_draft()
    _finish(env)
    return made


def make_elsewhere(env, customers):
    """Let the ``customers`` (ids) owe an invoice to a second company, which is returned."""
    company = env["res.company"].create({"name": "Elsewhere", "sms_provider": SANDBOX})
    env.user.company_ids += company
    there = env["base"].with_company(company).env
    _load_chart(there)
    template = _post_invoice(there, _template_customer(there))
    env.flush_all()
    _clone_invoices(there, template, customers, 1)
    template.button_draft()
    _finish(env)
    return company


def _load_chart(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=env.company)


def contact_at_any_hour(env):
    """Let the current company text whenever asked to: nothing waits for the morning or its turn."""
    rule = env["collection.contact.rule"].create(
        {
            "name": "At any hour",
            "keep_holidays": False,
            "opt_out_required": False,
            "window_ids": [Command.create({"days": "all", "hour_from": 0, "hour_to": 24})],
        }
    )
    env.company.write({"collection_contact_rule_id": rule.id, "collection_jitter": 0})


def pass_days(env, days):
    """Let every open invoice be due so many ``days`` earlier, as if they had passed."""
    env.cr.execute(
        """UPDATE account_move SET invoice_date_due = invoice_date_due - %s
            WHERE payment_state = 'not_paid' AND invoice_date_due IS NOT NULL""",
        [days],
    )
    env.cr.execute(
        """UPDATE account_move_line SET date_maturity = date_maturity - %s
            WHERE date_maturity IS NOT NULL AND reconciled IS NOT TRUE""",
        [days],
    )
    env.invalidate_all()


def add_paid(env, case, count):
    """Give the customer of ``case`` ``count`` more invoices, paid while the case was open."""
    paid = _post_invoice(env, case.partner_id)
    case._refresh(case.partner_id)
    _pay(env, paid)
    env.flush_all()
    _clone_invoices(env, paid, case.partner_id.ids, count - 1)
    _finish(env)


def _finish(env):
    """Let PostgreSQL and Odoo know what was done behind their backs."""
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def _template_customer(env):
    return env["res.partner"].create(
        {
            "name": "Customer",
            "is_company": True,
            "phone": "+353870000000",
            "country_id": env.ref("base.ie").id,
            "lang": "en_US",
        }
    )


def _post_invoice(env, partner):
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": fields.Date.today() - timedelta(days=60),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [
                Command.create({"name": "Oak table", "price_unit": 120, "tax_ids": False})
            ],
        }
    )
    move.action_post()
    return move


def _pay(env, invoice):
    """Book the money on the bank's account and reconcile it with ``invoice``."""
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", invoice.company_id.id)], limit=1
    )
    owed = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
    sides = {"debit": bank.default_account_id, "credit": owed.account_id}
    payment = env["account.move"].create(
        {
            "journal_id": bank.id,
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "partner_id": invoice.partner_id.id,
                        side: invoice.amount_total,
                    }
                )
                for side, account in sides.items()
            ],
        }
    )
    payment.action_post()
    (owed + payment.line_ids.filtered(lambda line: line.account_id == owed.account_id)).reconcile()


def _columns(env, table, changed):
    """Names of the columns of ``table`` that a clone takes over as they are."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    return [f'"{name}"' for (name,) in env.cr.fetchall() if name not in {"id", *changed}]


def _clone_customers(env, partner, count):
    """Make ``count`` customers like ``partner``; return their ids."""
    changed = ("name", "complete_name", "phone", "phone_sanitized", "commercial_partner_id")
    first = env["res.partner"].search_count([("phone", "=like", "+35387%")])  # the template is one
    kept = ", ".join(_columns(env, "res_partner", changed))
    env.cr.execute(
        f"""INSERT INTO res_partner ({kept}, {", ".join(changed)})
            SELECT {kept}, 'Customer ' || n, 'Customer ' || n,
                   '+35387' || LPAD(n::text, 7, '0'), '+35387' || LPAD(n::text, 7, '0'), NULL
              FROM res_partner, GENERATE_SERIES(%s, %s) n WHERE id = %s
         RETURNING id""",
        [first, first + count - 1, partner.id],
    )
    made = [partner_id for (partner_id,) in env.cr.fetchall()]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [made])
    return made


def _clone_invoices(env, move, customers, each, overdue=OVERDUE):
    """Give each of the ``customers`` (ids) ``each`` invoices like ``move``, ``overdue`` by days."""
    changed = (
        "sequence_number", "name", "partner_id", "commercial_partner_id", "invoice_date_due",
        "access_token",
    )  # fmt: skip
    kept = _columns(env, "account_move", changed)
    names = ", ".join(kept)
    values = ", ".join(f"m.{name}" for name in kept)
    # They refer to what the original refers to: to check that would be nine tenths of the time.
    env.cr.execute("SET LOCAL session_replication_role = replica")
    env.cr.execute(
        f"""INSERT INTO account_move ({names}, {", ".join(changed)})
            SELECT {values},
                   m.sequence_number + ROW_NUMBER() OVER (),
                   m.sequence_prefix || m.sequence_number + ROW_NUMBER() OVER (),
                   c.id, c.id,
                   CURRENT_DATE - ({overdue.replace("%", "%%")})::int, NULL
              FROM account_move m, UNNEST(%s) c (id), GENERATE_SERIES(1, %s) n WHERE m.id = %s
         RETURNING id""",
        [customers, each, move.id],
    )
    _clone_lines(env, move, [move_id for (move_id,) in env.cr.fetchall()])
    env.cr.execute("SET LOCAL session_replication_role = origin")


def _clone_lines(env, move, clones):
    """Give ``clones`` (ids) of ``move`` its journal items, with their own customer and date."""
    changed = ("move_id", "move_name", "partner_id", "date_maturity")
    kept = _columns(env, "account_move_line", changed)
    names = ", ".join(kept)
    values = ", ".join(f"l.{name}" for name in kept)
    env.cr.execute(
        f"""INSERT INTO account_move_line ({names}, {", ".join(changed)})
            SELECT {values}, m.id, m.name, m.partner_id,
                   CASE WHEN l.date_maturity IS NOT NULL THEN m.invoice_date_due END
              FROM account_move_line l, account_move m WHERE l.move_id = %s AND m.id = ANY(%s)""",
        [move.id, clones],
    )
