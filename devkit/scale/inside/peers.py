"""What others do for the same customers."""

from odoo import Command, fields

from . import follow_up


def compose(env, clock):
    """Odoo's own SMS composer, in mass mode with a log, with one of our scripts on our cases.

    It decides nothing, knows no follow-up levels, writes no notification or tracker (the chatter
    shows no delivery), no record of its own, and no notes on invoices. Undone in the end.
    """
    cases = env["collection.case"].search([("state", "!=", "closed")])
    composer = env["sms.composer"].create(
        {
            "composition_mode": "mass",
            "res_model": cases._name,
            "res_ids": repr(cases.ids),
            "template_id": env.ref("collection_sms.sms_template_business_reminder").id,
            "mass_keep_log": True,
        }
    )
    env.flush_all()
    env.invalidate_all()
    with clock:
        rows = composer._action_send_sms_mass()
        env.flush_all()
    texts = len(rows.filtered(lambda row: row.state == "outgoing"))
    env.cr.rollback()
    return {"texts": texts}


def prepare_credit_control(env, _clock, customers):
    """A book for OCA's account_credit_control, its own policy, and emails without printed reports.

    Its emails print a PDF each, which no text needs; emails are queued, not sent.
    """
    follow_up.make_due_book(env, customers)
    env.cr.execute("UPDATE res_partner SET email = 'customer' || id || '@example.com'")
    policy = env.ref("account_credit_control.credit_control_3_time")
    env["mail.template"].search([("model", "=", "credit.control.communication")]).write(
        {"report_template_ids": [Command.clear()]}
    )
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    policy.account_ids = accounts
    policy.level_ids.channel = "email"
    env.company.credit_policy_id = policy


def decide_credit_control(env, clock):
    """Its run: lines for what is due."""
    run = env["credit.control.run"].create({"date": fields.Date.today()})
    env.flush_all()
    with clock:
        run.generate_credit_lines()
        env.cr.commit()
    return {"run": run.id, "customers": len(run.line_ids.partner_id)}


def communicate_credit_control(env, clock, run):
    """Its emails, one for each customer and level, left in the queue."""
    run = env["credit.control.run"].browse(run)
    run.set_to_ready_lines()
    env.cr.commit()
    with clock:
        run.with_context(mail_notify_force_send=False).run_channel_action()
        env.cr.commit()
    return {"emails": env["credit.control.communication"].search_count([])}
