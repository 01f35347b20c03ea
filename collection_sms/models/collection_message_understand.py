"""What a reply asks for, and what is done about it: acted on, answered, or left to a person.

What cannot be read with certainty is not guessed at: a person reads it.
"""

import logging

from odoo import models
from odoo.tools.misc import get_lang
from psycopg2 import OperationalError

from ..engine import Channel, Intent, read_intents
from .intent_rules import intent_rules

_logger = logging.getLogger(__name__)

# What follows from each intent beside stops and thanks, which need no case.
_ACTS = {
    Intent.HELP: "_say_who_we_are",
    Intent.BALANCE: "_tell_balance",
    Intent.PAY: "_tell_where_to_pay",
    Intent.PLAN: "_offer_plan",
    Intent.BARTER: "_offer_barter",
    Intent.PROMISE: "_take_promise",
    Intent.DISPUTE: "_take_dispute",
    Intent.HARDSHIP: "_take_hardship",
    Intent.ALREADY_PAID: "_take_payment",
    Intent.CALL_ME: "_take_call",
}

# Taken down even where something is asked beside it: the follow-up rests, and a person answers.
_TAKEN_DOWN = frozenset({Intent.DISPUTE, Intent.HARDSHIP, Intent.ALREADY_PAID, Intent.CALL_ME})

# What needs no answer of its own: every answer leads to the page with the balance.
_COVERED = frozenset({Intent.THANKS, Intent.BALANCE, Intent.PAY})
_COVERED_BY_FAREWELL = frozenset({Intent.THANKS})


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    def _understand(self):
        """Heed what this reply says about being contacted, then act on what it asks for.

        Whatever fails leaves the reply to a person, with the error; a stop is heeded all the same.
        Raises ``OperationalError`` where another process changed the case: all is done anew then.
        """
        self.ensure_one()
        is_free = not self.case_id or self.case_id._wait_for_lock()
        wish, changed = self._heed_channel_wish()
        staff = self.with_context(lang=get_lang(self.env, self.company_id.partner_id.lang).code)
        try:
            with self.env.cr.savepoint():
                staff._act(wish, changed) if is_free else staff._leave_to_person()
        except OperationalError:
            raise
        except Exception as error:
            _logger.exception("The reply %s cannot be acted on", self.uuid)
            self.failure = str(error) or repr(error)
            staff._leave_to_person()

    def _act(self, wish, changed):
        """Do what this reply asks for; the caller has the lock of its case.

        ``wish``, ``changed``: what it says about being contacted, and the channels that changed.
        """
        lang = self.case_id._text_lang() if self.case_id else self.company_id.partner_id.lang
        reading = read_intents(self.body, intent_rules(), Channel(self.channel), (lang or "en")[:2])
        self.intent = reading.intents[0].value
        is_settled = self._act_on(reading, wish, changed)
        if is_settled and not _says_more(reading, wish):
            is_answered = self.search_count([("reply_to_id", "=", self.id)], limit=1)
            self.inbox_state = "answered" if is_answered else "done"
        else:
            self._leave_to_person()

    def _act_on(self, reading, wish, changed):
        """Act on what ``reading`` found first; returns whether no person is needed for that."""
        intent = reading.intents[0]
        is_text = self.channel == Channel.SMS and self._is_from_somebody()
        if is_text and Intent.WRONG_PERSON in reading.intents:
            return self._disturb_no_more(changed)
        if wish:
            return self._confirm_wish(wish, changed)
        if intent is Intent.THANKS:
            return True
        if intent not in _ACTS or (reading.is_question and intent not in _TAKEN_DOWN):
            return False
        if self.case_id.state == "closed" and intent is not Intent.BALANCE:
            return False
        return self._speaks_for_customer() and bool(getattr(self, _ACTS[intent])(reading))

    def _speaks_for_customer(self):
        """Whether this text came from the number at which we reach the customer of its case.

        A number that the customer had before may be somebody else's by now.
        """
        case = self.case_id
        return bool(case and self.number) and case._address(Channel.SMS) == self.number

    def _confirm_wish(self, wish, changed):
        """Say that what ``wish`` stopped or started is so; returns whether that is all.

        A start where nothing was stopped is a question like any other.
        """
        if not changed:
            return wish.stop
        if wish.stop and Channel.SMS.value in changed:
            self._say_farewell("opt_out")
            return True
        if self._speaks_for_customer():
            self._answer("stopped" if wish.stop else "opt_in")
        return True

    def _disturb_no_more(self, changed):
        """Somebody else has this number: stop texts and calls to it, tell nothing, ask a person.

        The stop is the number's, not the customer's: at the right number the follow-up goes on.
        ``changed``: the channels that the same words have stopped already.
        """
        self.write({"intent": Intent.WRONG_PERSON.value, "address_failed": True})
        log, nobody = self.env["collection.consent"], self.env["res.partner"]
        said = {"number": self.number, "text_shown": self.body}
        texts = {Channel.SMS.value}
        stopped = changed | log._withdraw(nobody, self.company_id, texts, "reply", **said)
        if stopped & texts:
            self._say_farewell("wrong_person")
        if not self.case_id:
            return False
        self.case_id._decide_again()
        summary = self.env._("Wrong person: find the number of this customer")
        self.case_id._remind(summary, self.body)
        return True

    def _leave_to_person(self):
        """Let this reply wait in the inbox, with a to-do on its case."""
        self.inbox_state = "unread"
        if not self.case_id:
            return
        summary = self.env._("Answer the customer's text")
        if self.channel == Channel.EMAIL:
            summary = self.env._("Answer the customer's email")
        self._ask_person(summary)


def _says_more(reading, wish):
    """Whether a reply says more than what was acted on.

    What is taken down keeps the customer's words, and has its own to-do.
    """
    first, *others = reading.intents
    if Intent.WRONG_PERSON in reading.intents:
        return False
    covered = _COVERED_BY_FAREWELL if wish and wish.stop else _COVERED
    others = set(others) - covered - {Intent.OPT_IN}
    is_unread = reading.says_more and first not in _TAKEN_DOWN
    return bool(others or reading.is_question or is_unread)
