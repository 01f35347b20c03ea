"""Why a request cannot be made, in words that a customer reads."""

from odoo.tools import LazyTranslate

from ..engine import RequestRefusal, UploadRefusal

_lt = LazyTranslate(__name__)

_SENTENCES = {
    RequestRefusal.BUSY: _lt("We are just updating your account. Please try again in a moment."),
    RequestRefusal.NOT_OFFERED: _lt("This is not possible here at the moment. Please talk to us."),
    RequestRefusal.TOO_MANY: _lt(
        "You have told us a lot here already. For anything more, please call or write to us."
    ),
    RequestRefusal.RUNNING: _lt(
        "You have asked for this already. To change it, please talk to us."
    ),
    RequestRefusal.CHANGED: _lt(
        "Something has changed in the meantime. Please look again before you send it."
    ),
    RequestRefusal.NO_DATE: _lt("Please choose the day."),
    RequestRefusal.PAST: _lt("This day is too early. The first possible day is %(first)s."),
    RequestRefusal.TOO_LATE: _lt("This is too late for us. The latest day is %(latest)s."),
    RequestRefusal.TOO_LONG_AGO: _lt("This is too long ago. Please look at the date again."),
    RequestRefusal.FUTURE: _lt("This day is still to come. On which day did you pay?"),
    RequestRefusal.NO_PART: _lt("Please choose when on that day we may call."),
    RequestRefusal.NO_INVOICE: _lt("Please tick the invoices that something is wrong with."),
    RequestRefusal.NO_REASON: _lt("Please choose what is wrong."),
    RequestRefusal.NO_WORDS: _lt("Please tell us in your words what is wrong."),
    RequestRefusal.TOO_LONG: _lt("This text is too long. 2,000 characters fit in here."),
    RequestRefusal.NUMBER_TOO_LONG: _lt("This phone number is too long."),
    RequestRefusal.REFERENCE_TOO_LONG: _lt("This reference is too long. 100 characters fit in."),
    UploadRefusal.TOO_MANY_FILES: _lt("These are too many files. Please choose at most three."),
    UploadRefusal.FILE_TOO_LARGE: _lt("This file is too large. Up to 5 MB are fine for each."),
    UploadRefusal.FILE_EMPTY: _lt("This file is empty. Please choose it again."),
    UploadRefusal.FILE_KIND: _lt(
        "We cannot take this kind of file. Please send a PDF or a photo (JPEG, PNG, HEIC)."
    ),
}

# Which field of the form a refusal is about; the others are about the form as a whole.
FIELD_OF_REQUEST_REFUSAL = {
    RequestRefusal.NO_DATE: "date",
    RequestRefusal.PAST: "date",
    RequestRefusal.TOO_LATE: "date",
    RequestRefusal.TOO_LONG_AGO: "date",
    RequestRefusal.FUTURE: "date",
    RequestRefusal.NO_PART: "part",
    RequestRefusal.NO_INVOICE: "invoices",
    RequestRefusal.NO_REASON: "reason",
    RequestRefusal.NO_WORDS: "words",
    RequestRefusal.TOO_LONG: "words",
    RequestRefusal.NUMBER_TOO_LONG: "number",
    RequestRefusal.REFERENCE_TOO_LONG: "reference",
    UploadRefusal.TOO_MANY_FILES: "files",
    UploadRefusal.FILE_TOO_LARGE: "files",
    UploadRefusal.FILE_EMPTY: "files",
    UploadRefusal.FILE_KIND: "files",
}


def explain_request_refusal(env, refusal, offer=None):
    """Return one sentence in the language of ``env``; days come from ``offer``."""
    sentence = env._(_SENTENCES[refusal])
    if not offer:
        return sentence
    cases = env["collection.case"]
    days = {"first": cases._format_day(offer.first), "latest": cases._format_day(offer.latest)}
    return sentence % days
