"""What requests are called, and how notes and to-dos speak of them to staff."""

from markupsafe import Markup
from odoo.tools import LazyTranslate, format_date, plaintext2html

_lt = LazyTranslate(__name__)

KINDS = [
    ("extension", "More time"),
    ("hardship", "In difficulty"),
    ("dispute", "Dispute"),
    ("paid", "Paid already"),
    ("call", "Call"),
]

DAY_PARTS = [("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening")]

REASONS = [
    ("amount", "The amount is wrong"),
    ("delivery", "It has not arrived, or not all of it"),
    ("quality", "It is damaged, or not as agreed"),
    ("cancelled", "It was cancelled or sent back"),
    ("unknown", "I do not know this invoice"),
    ("other", "Something else"),
]

_DESCRIPTIONS = {
    "extension": _lt("more time until %(date)s"),
    "hardship": _lt("in difficulty, rest until %(date)s"),
    "dispute": _lt("dispute of %(invoices)s: %(reason)s"),
    "paid": _lt("paid already on %(date)s %(reference)s"),
    "call": _lt("call on %(date)s: %(part)s %(number)s"),
}

_TO_DOS = {
    "extension": _lt("Answer: %s"),
    "hardship": _lt("Talk to the customer: %s"),
    "dispute": _lt("Clarify: %s"),
    "paid": _lt("Check the bank: %s"),
    "call": _lt("Call the customer: %s"),
}

_SETTLED = {
    "granted": _lt("Granted until %(until)s: %(request)s."),
    "declined": _lt("Declined: %(request)s."),
    "done": _lt("Done: %(request)s."),
    "withdrawn": _lt("Taken back by the customer: %(request)s."),
    "expired": _lt("Over, the follow-up goes on: %(request)s."),
}


def describe(request):
    """What ``request`` asks for, such as “more time until 12/04/2026”."""
    if request.kind not in _DESCRIPTIONS:
        return ""
    sentence = request.env._(_DESCRIPTIONS[request.kind])
    return (sentence % _figures(request)).strip()


def to_do(request):
    """Summary of the activity that ``request`` asks for."""
    sentence = request.env._(_TO_DOS[request.kind])
    return sentence % describe(request)


def settled_note(request, state):
    """What is logged when ``request`` was granted, or is over; with our answer, escaped."""
    until = format_date(request.env, request.granted_until)
    sentence = request.env._(_SETTLED[state])
    answer = plaintext2html(request.answer) if request.answer else Markup()
    figures = {"request": describe(request), "until": until}
    return Markup("<p>%s</p>%s") % (sentence % figures, answer)


def _figures(request):
    return {
        "date": format_date(request.env, request.date),
        "invoices": ", ".join(request.line_ids.move_id.mapped("name")),
        "reason": _label(request, "reason"),
        "part": _label(request, "part"),
        "reference": request.reference or "",
        "number": request.number or "",
    }


def _label(request, name):
    labels = dict(request._fields[name]._description_selection(request.env))
    return labels.get(request[name], "")
