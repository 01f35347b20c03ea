"""The engine's hold reasons in words that an accountant reads."""

from odoo import fields
from odoo.tools import LazyTranslate, format_amount, format_date

from ..engine import Channel, HoldReason, WayStatus

_lt = LazyTranslate(__name__)

HOLD_REASONS = [
    (HoldReason.POLICY_OFF.value, "No active policy"),
    (HoldReason.CUSTOMER_EXCLUDED.value, "Customer excluded"),
    (HoldReason.HARDSHIP.value, "In difficulty"),
    (HoldReason.PAUSED.value, "Paused"),
    (HoldReason.IN_REVIEW.value, "With a person"),
    (HoldReason.AWAITING_APPROVAL.value, "Text to approve"),
    (HoldReason.INVOICE_BLOCKED.value, "Invoice disputed"),
    (HoldReason.INVOICE_EXCLUDED.value, "Invoice excluded"),
    (HoldReason.IN_PAYMENT.value, "Paid, waiting for the bank"),
    (HoldReason.PAYMENT_PENDING.value, "Paying online"),
    (HoldReason.UNRECONCILED_CREDIT.value, "Reconcile first"),
    (HoldReason.EXTENSION.value, "More time given"),
    (HoldReason.CHECKING_PAYMENT.value, "Paid, says the customer"),
    (HoldReason.REQUEST_WAITING.value, "Waits for our answer"),
    (HoldReason.PROMISED.value, "Promised to pay"),
    (HoldReason.BARTER.value, "Goods instead of money"),
    (HoldReason.BARTER_OFFERED.value, "Goods: our offer"),
    (HoldReason.BARTER_TO_ANSWER.value, "Goods: to answer"),
    (HoldReason.PLAN_OFFERED.value, "Plan proposed"),
    (HoldReason.PLAN_TO_APPROVE.value, "Plan to approve"),
    (HoldReason.ON_PLAN.value, "Paying in installments"),
    (HoldReason.BELOW_MINIMUM.value, "Below minimum"),
    (HoldReason.GOOD_PAYER.value, "Always pays on time"),
    (HoldReason.NUMBER_MISSING.value, "No number"),
    (HoldReason.NUMBER_INVALID.value, "Wrong number"),
    (HoldReason.LANDLINE.value, "Landline"),
    (HoldReason.EMAIL_MISSING.value, "No email"),
    (HoldReason.EMAIL_INVALID.value, "Wrong email"),
    (HoldReason.ADDRESS_MISSING.value, "No address"),
    (HoldReason.UNREACHABLE.value, "Did not arrive"),
    (HoldReason.OPTED_OUT.value, "Opted out"),
    (HoldReason.MINIMUM_GAP.value, "Contacted recently"),
    (HoldReason.NO_RULE.value, "No contact rule"),
    (HoldReason.NO_CONSENT.value, "No consent"),
    (HoldReason.CONTACT_CAP.value, "Contacted often enough"),
    (HoldReason.OUTSIDE_HOURS.value, "Outside the hours"),
    (HoldReason.NO_COMMON_HOUR.value, "Time zone unclear"),
    (HoldReason.FAILED.value, "Follow-up failed"),
]

_SENTENCES = {
    HoldReason.POLICY_OFF: _lt("No active policy applies to this customer."),
    HoldReason.CUSTOMER_EXCLUDED: _lt("This customer is excluded from follow-up, or archived."),
    HoldReason.HARDSHIP: _lt(
        "The customer is in difficulty: no texts until %(day)s. A person looks after it."
    ),
    HoldReason.PAUSED: _lt("Paused until %(until)s."),
    HoldReason.IN_REVIEW: _lt("A person has taken over."),
    HoldReason.AWAITING_APPROVAL: _lt("A text waits for approval."),
    HoldReason.INVOICE_BLOCKED: _lt("Open invoices are blocked as disputed (%(invoices)s)."),
    HoldReason.INVOICE_EXCLUDED: _lt("Open invoices are excluded from follow-up (%(invoices)s)."),
    HoldReason.IN_PAYMENT: _lt("Paid, and waiting for the bank (%(invoices)s)."),
    HoldReason.PAYMENT_PENDING: _lt("An online payment is under way (%(invoices)s)."),
    HoldReason.UNRECONCILED_CREDIT: _lt(
        "Credits of %(credit)s are not reconciled yet: match them with what is due first."
    ),
    HoldReason.EXTENSION: _lt(
        "The customer has more time until %(day)s. The follow-up resumes on %(until)s."
    ),
    HoldReason.CHECKING_PAYMENT: _lt(
        "The customer says it is paid: check the bank. The follow-up resumes on %(until)s."
    ),
    HoldReason.REQUEST_WAITING: _lt(
        "The customer asked for something and waits for an answer. "
        "The follow-up resumes on %(until)s."
    ),
    HoldReason.PROMISED: _lt(
        "Promised %(amount)s by %(day)s. Unless that is paid, the follow-up resumes on %(until)s."
    ),
    HoldReason.BARTER: _lt(
        "Goods or services worth %(amount)s are agreed on for %(day)s. Unless they are delivered "
        "and netted, the follow-up resumes on %(until)s."
    ),
    HoldReason.BARTER_OFFERED: _lt(
        "We offered to take goods or services. Unless the customer answers, the follow-up resumes "
        "on %(until)s."
    ),
    HoldReason.BARTER_TO_ANSWER: _lt(
        "The customer offers goods or services: accept, counter or refuse. The follow-up resumes "
        "on %(until)s."
    ),
    HoldReason.PLAN_OFFERED: _lt(
        "We proposed a payment plan. Unless it is answered, the follow-up resumes on %(until)s."
    ),
    HoldReason.PLAN_TO_APPROVE: _lt("The customer asks for a payment plan: approve or decline it."),
    HoldReason.ON_PLAN: _lt("On a payment plan: %(amount)s to be paid by %(day)s."),
    HoldReason.FAILED: _lt("The follow-up failed: %(error)s"),
    HoldReason.BELOW_MINIMUM: _lt("%(amount)s is due, below the minimum of %(minimum)s."),
    HoldReason.GOOD_PAYER: _lt(
        "Not due yet, and the customer always pays on time (%(settled)s invoices): no text before "
        "%(until)s."
    ),
    HoldReason.NUMBER_MISSING: _lt("The customer has no phone number."),
    HoldReason.NUMBER_INVALID: _lt("%(number)s is not a valid phone number."),
    HoldReason.LANDLINE: _lt("%(number)s is a landline and takes no texts."),
    HoldReason.EMAIL_MISSING: _lt("The customer has no email address."),
    HoldReason.EMAIL_INVALID: _lt("%(email)s is not a valid email address."),
    HoldReason.ADDRESS_MISSING: _lt("The customer has no postal address."),
    HoldReason.UNREACHABLE: _lt("The last message did not arrive: %(address)s."),
    HoldReason.OPTED_OUT: _lt("%(address)s has opted out of %(channels)s."),
    HoldReason.NO_RULE: _lt("No contact rule applies to this customer: nobody is contacted then."),
    HoldReason.NO_CONSENT: _lt(
        "“%(rule)s” asks for the customer's consent, and none is on record for %(channel)s."
    ),
    HoldReason.CONTACT_CAP: _lt(
        "“%(rule)s” allows %(maximum)s contacts in %(period)s. The next one: %(until)s."
    ),
    HoldReason.OUTSIDE_HOURS: _lt(
        "Outside the hours of “%(rule)s” where the customer is (%(zones)s). Next: %(until)s."
    ),
    HoldReason.NO_COMMON_HOUR: _lt(
        "The customer may live in %(zones)s, which have no hour of “%(rule)s” in common. Set the "
        "time zone on the customer."
    ),
    HoldReason.MINIMUM_GAP: _lt(
        "Contacted on %(last_contact)s; not again before %(until)s (%(days)s days apart)."
    ),
}

_CHANNELS = {
    Channel.SMS: _lt("a text"),
    Channel.EMAIL: _lt("an email"),
    Channel.PHONE: _lt("a phone call"),
    Channel.LETTER: _lt("a letter"),
}
_KINDS = {
    Channel.SMS: _lt("texts"),
    Channel.EMAIL: _lt("emails"),
    Channel.PHONE: _lt("phone calls"),
    Channel.LETTER: _lt("letters"),
}
_STATUSES = {
    WayStatus.MISSING: _lt("missing"),
    WayStatus.INVALID: _lt("not valid"),
    WayStatus.LANDLINE: _lt("a landline"),
    WayStatus.OPTED_OUT: _lt("opted out"),
    WayStatus.FAILED: _lt("did not arrive"),
}

# More zones than these make a sentence that nobody reads.
_ZONES_NAMED = 3

_AMOUNTS = ("amount", "minimum", "credit")
_DAYS = ("last_contact", "day", "until")


def explain_hold(case):
    """Return one sentence that says why ``case`` is not contacted now, or when it will be."""
    if case.hold_reason:
        return explain(case, case.hold_reason, case.hold_figure, case.next_contact)
    if case.state != "closed" and case.next_contact:
        day = _moment(case, case.next_contact)
        return case.env._("No further text is due yet. The next contact may be on %s.", day)
    if case.state == "active" and case.checked_at:
        return case.env._("Every level has been used: nothing more is sent by itself.")
    return False


def explain(case, reason, figure, until):
    """Return one sentence on why ``case`` is, or was, held: ``reason`` with the decision's figures.

    ``until``: the moment at which the follow-up may go on, in UTC, if one is known.
    """
    said = _sentence(case, reason, figure) % _figures(case, figure, until)
    return " ".join(filter(None, (said, _tried_too(case, figure or {}))))


def _sentence(case, reason, figure):
    """The sentence of ``reason``; a contact that lies ahead is told as such."""
    last = fields.Date.to_date((figure or {}).get("last_contact"))
    if reason == HoldReason.MINIMUM_GAP.value and last and last > case._today():
        return case.env._(
            "A text leaves on %(last_contact)s; not again before %(until)s (%(days)s days apart)."
        )
    return case.env._(_SENTENCES[HoldReason(reason)])


def _figures(case, figure, until):
    """The figures of the decision, formatted for the reader."""
    figures = dict(figure or {})
    currency = case.currency_id.browse(figures.get("currency")) or case.currency_id
    for key in _AMOUNTS:
        if key in figures:
            figures[key] = format_amount(case.env, float(figures[key]), currency)
    for key in _DAYS:
        if key in figures:
            figures[key] = format_date(case.env, fields.Date.to_date(figures[key]))
    figures["until"] = figures.get("until") or (_moment(case, until) if until else "?")
    channel = Channel(figures.get("channel") or Channel.SMS)
    return figures | _reached_by(case, channel) | _rule_figures(case, figures)


def _reached_by(case, channel):
    """A channel in words, and where it leads."""
    recipient = case.recipient_id
    addresses = {Channel.EMAIL: recipient.email, Channel.LETTER: recipient.display_name}
    return {
        "channel": case.env._(_CHANNELS[channel]),
        "channels": case.env._(_KINDS[channel]),
        "number": recipient.phone or "",
        "email": recipient.email or "",
        "address": addresses.get(channel, recipient.phone) or recipient.display_name,
    }


def _tried_too(case, figure):
    """What else was tried and is not possible, in one sentence; empty for nothing."""
    others = [
        f"{case.env._(_CHANNELS[Channel(channel)])} ({case.env._(_STATUSES[WayStatus(status)])})"
        for channel, status in figure.get("tried", ())
        if channel != figure["channel"]
    ]
    return case.env._("Not possible either: %s.", ", ".join(others)) if others else ""


def _rule_figures(case, figures):
    """What a contact rule says: its name, its period in words, the customer's time zones."""
    rule = case.env["collection.contact.rule"].sudo().browse(figures.get("rule", [])).exists()
    hours = int(figures.get("hours", 0))
    days, rest = divmod(hours, 24)
    period = case.env._("%s hours", hours) if rest or days < 2 else case.env._("%s days", days)
    zones = figures.get("zones", [])
    named = ", ".join(zone.rpartition("/")[2].replace("_", " ") for zone in zones[:_ZONES_NAMED])
    return {
        "rule": rule.name or "",
        "period": period,
        "zones": f"{named}, …" if len(zones) > _ZONES_NAMED else named,
    }


def _moment(case, instant):
    """``instant`` by the company's clock; the day alone where it begins the day."""
    local = fields.Datetime.context_timestamp(case.with_context(tz=case._home_zone()), instant)
    day = format_date(case.env, local.date())
    return f"{day} {local:%H:%M}" if local.hour or local.minute else day
