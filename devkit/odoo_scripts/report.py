"""Prints who was contacted and who was not, and why. `env` is Odoo's environment."""
# ruff: noqa: F821

import os
import textwrap

from devkit import kannel_gateway

SENT = ("queued", "sending", "sent", "delivered")


def heading(title, count):
    """Print a heading with a count."""
    print(f"\n  {title} ({count})\n")


def show_text(text):
    """Print one message as the customer gets it."""
    state = dict(text._fields["state"]._description_selection(env))[text.state]
    way = dict(text._fields["channel"]._description_selection(env))[text.channel]
    if text.channel == "sms":
        way = f"{text.segments} segment{'s' if text.segments != 1 else ''} {text.alphabet}"
    print(f"  {text.partner_id.name} · {text.topic} · {way} · {state}")
    print(textwrap.indent(textwrap.fill(text.body, 92, break_long_words=False), "      "))
    print()


def show_hold(case):
    """Print why one customer was not contacted."""
    print(f"  {case.partner_id.name:<32} {case.balance_display or '':<24} {case.hold_explanation}")


# Served on another port than last time, the next texts link there.
env["ir.config_parameter"].set_param("web.base.url", os.environ["DEMO_BASE_URL"])
kannel_gateway.back_to_sandbox(env)
env = env(context=dict(env.context, lang="en_US"))
texts = env["collection.message"].search([("direction", "=", "out")], order="id")
cases = env["collection.case"].search([], order="hold_reason, id")
sent = texts.filtered(lambda text: text.state in SENT)
heading("Contacted", len(sent))
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
heading("Not contacted, and why", len(silent))
for case in silent:
    show_hold(case)
segments = sum(sent.mapped("segments"))
by_channel = sent.grouped("channel")
count = {name: len(by_channel.get(name, ())) for name in ("sms", "email", "phone", "letter")}
print(
    f"\n  {count['sms']} texts in {segments} segments, {count['email']} emails, "
    f"{count['phone']} calls, {count['letter']} letters; {len(cases)} cases."
)
