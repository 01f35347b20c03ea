"""Prints who was texted and who was not, and why. `env` is Odoo's environment."""
# ruff: noqa: F821

import os
import textwrap

SENT = ("queued", "sending", "sent", "delivered")


def heading(title, count):
    """Print a heading with a count."""
    print(f"\n  {title} ({count})\n")


def show_text(text):
    """Print one text as the customer gets it."""
    state = dict(text._fields["state"]._description_selection(env))[text.state]
    segments = f"{text.segments} segment{'s' if text.segments != 1 else ''} {text.alphabet}"
    print(f"  {text.partner_id.name} · {text.topic} · {segments} · {state}")
    print(textwrap.indent(textwrap.fill(text.body, 92, break_long_words=False), "      "))
    print()


def show_hold(case):
    """Print why one customer was not texted."""
    print(f"  {case.partner_id.name:<32} {case.balance_display or '':<24} {case.hold_explanation}")


# Served on another port than last time, the next texts link there.
env["ir.config_parameter"].set_param("web.base.url", os.environ["DEMO_BASE_URL"])
env = env(context=dict(env.context, lang="en_US"))
texts = env["collection.message"].search([("direction", "=", "out")], order="id")
cases = env["collection.case"].search([], order="hold_reason, id")
sent = texts.filtered(lambda text: text.state in SENT)
heading("Texted", len(sent))
for text in sent:
    show_text(text)
drafts = texts.filtered(lambda text: text.state == "draft")
heading("Written, waiting for approval", len(drafts))
for text in drafts:
    show_text(text)
withheld = texts.filtered(lambda text: text.state == "cancelled")
heading("Written, and withheld at the last moment", len(withheld))
reasons = dict(env["collection.message"]._fields["cancel_reason"]._description_selection(env))
for text in withheld:
    print(f"  {text.partner_id.name:<32} {reasons[text.cancel_reason]}")
silent = cases.filtered(
    lambda case: case.state != "closed" and case not in (sent | drafts | withheld).case_id
)
heading("Not texted, and why", len(silent))
for case in silent:
    show_hold(case)
segments = sum(sent.mapped("segments"))
print(f"\n  {len(sent)} texts in {segments} segments; {len(cases)} cases.")
