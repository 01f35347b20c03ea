"""Large books for measurements: one posted invoice, cloned in SQL.

Posting a hundred thousand invoices through the ORM would take hours and measure nothing of ours.
"""

from datetime import timedelta

from odoo import Command, fields


def make(env, customers: int, invoices_each: int, overdue: int = 30):
    """Give the current company ``customers`` customers with open invoices, 5 to ``overdue`` + 4
    days overdue; every customer has a valid mobile number of their own.
    """
    template = _template_invoice(env)
    env.flush_all()
    _clone_customers(env, template.partner_id, customers)
    _clone_invoices(env, template, invoices_each, overdue)
    template.button_draft()
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def _template_invoice(env):
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=env.company)
    partner = env["res.partner"].create(
        {
            "name": "Customer",
            "is_company": True,
            "phone": "+353870000000",
            "country_id": env.ref("base.ie").id,
            "lang": "en_US",
        }
    )
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


def _columns(env, table, changed):
    """Names of the columns of ``table`` that a clone takes over as they are."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    return [f'"{name}"' for (name,) in env.cr.fetchall() if name not in {"id", *changed}]


def _clone_customers(env, partner, count):
    changed = ("name", "complete_name", "phone", "phone_sanitized", "commercial_partner_id")
    kept = ", ".join(_columns(env, "res_partner", changed))
    env.cr.execute("CREATE TEMP TABLE bench_partner (id integer)")
    env.cr.execute(
        f"""WITH made AS (
                INSERT INTO res_partner ({kept}, {", ".join(changed)})
                SELECT {kept}, 'Customer ' || n, 'Customer ' || n,
                       '+35387' || LPAD(n::text, 7, '0'), '+35387' || LPAD(n::text, 7, '0'), NULL
                  FROM res_partner, GENERATE_SERIES(1, %s) n WHERE id = %s
             RETURNING id)
            INSERT INTO bench_partner SELECT id FROM made""",
        [count, partner.id],
    )
    env.cr.execute(
        """UPDATE res_partner p SET commercial_partner_id = p.id
             FROM bench_partner b WHERE b.id = p.id"""
    )


def _clone_invoices(env, move, each, overdue):
    changed = ("name", "partner_id", "commercial_partner_id", "invoice_date_due", "access_token")
    kept = _columns(env, "account_move", changed)
    names = ", ".join(kept)
    values = ", ".join(f"m.{name}" for name in kept)
    env.cr.execute("CREATE TEMP TABLE bench_move (move_id integer, partner_id integer, due date)")
    env.cr.execute(
        f"""WITH made AS (
                INSERT INTO account_move ({names}, {", ".join(changed)})
                SELECT {values}, 'BENCH/' || b.id || '/' || n, b.id, b.id,
                       CURRENT_DATE - 5 - (b.id + n * 7) %% %s, NULL
                  FROM account_move m, bench_partner b, GENERATE_SERIES(1, %s) n WHERE m.id = %s
             RETURNING id, partner_id, invoice_date_due)
            INSERT INTO bench_move SELECT * FROM made""",
        [overdue, each, move.id],
    )
    _clone_lines(env, move)


def _clone_lines(env, move):
    changed = ("move_id", "move_name", "partner_id", "date_maturity")
    kept = _columns(env, "account_move_line", changed)
    names = ", ".join(kept)
    values = ", ".join(f"l.{name}" for name in kept)
    env.cr.execute(
        f"""INSERT INTO account_move_line ({names}, {", ".join(changed)})
            SELECT {values}, b.move_id, 'BENCH', b.partner_id,
                   CASE WHEN l.date_maturity IS NOT NULL THEN b.due END
              FROM account_move_line l, bench_move b WHERE l.move_id = %s""",
        [move.id],
    )
