"""The seam to Odoo's SMS queue: claim before the carrier is called, record what it answered.

Core sends inside one transaction: a crash after the carrier took the texts would send them again.
For our texts the claim is committed first, so a text is handed to a carrier at most once.
"""

import logging
from functools import partial
from time import monotonic

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools.misc import groupby
from odoo.tools.urls import urljoin

from ..gateways.http import LATER, CarriesByGateways
from ..gateways.told import Told, Unsettled
from .bulk_rows import insert_rows
from .res_company import OUR_PROVIDERS

_logger = logging.getLogger(__name__)

# Answers of core's gateways after which the carrier may have accepted the text all the same.
_MAYBE_SENT = ("server_error",)

# Answers that will be the same next time; the others speak of our account.
_NUMBER_FAULTS = (
    "wrong_number_format",
    "sms_number_format",
    "sms_number_missing",
    "country_not_supported",
    "sms_country_not_supported",
    "invalid_destination",
)


# Where each text is a request of its own, so many are claimed together for each one in flight. The
# lines stand still between two batches; after a crash a whole batch may have been sent or not.
_TEXTS_PER_LINE = 8
_SMALLEST_BATCH = 20

# So many are taken out of the queue at once, to go over the same lines.
_TAKEN_UP = 2000

# Seconds after which the queue takes a breath, the batch under way not counted. The server kills a
# worker that takes longer than ``limit_time_real_cron``: 120 seconds unless somebody sets others.
_BUDGET = 30

# In the queue, and not to be sent before its time.
SCHEDULED = "collection_scheduled"


class SmsSms(models.Model):
    _inherit = "sms.sms"

    state = fields.Selection(
        selection_add=[(SCHEDULED, "Waits for Its Time")], ondelete={SCHEDULED: "cascade"}
    )

    @api.model
    def _insert_queued(self, vals_list):
        """Create rows of the queue, and let the scheduled action send them."""
        rows = insert_rows(self, vals_list)
        if rows:
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
        return rows

    @api.model
    def _release_scheduled(self, uuids):
        """Let the queue send the texts with these keys."""
        rows = self.search([("uuid", "in", uuids), ("state", "=", SCHEDULED)])
        if rows:
            rows.state = "outgoing"
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    def _update_sms_state_and_trackers(self, new_state, failure_type=None):
        """A text that somebody takes out of the queue is planned no more."""
        result = super()._update_sms_state_and_trackers(new_state, failure_type)
        if new_state == "canceled":
            self._take_back()
        return result

    def unlink(self):
        """Like taking it out of the queue."""
        self._take_back()
        return super().unlink()

    def _take_back(self):
        domain = [("uuid", "in", self.mapped("uuid")), ("state", "=", "queued")]
        self.env["collection.message"].sudo().search(domain)._cancel("discarded")

    def _split_by_api(self):
        """Texts of companies on the sandbox or with gateways of their own go by those."""
        ours = self.filtered(lambda sms: sms._get_sms_company().sms_provider in OUR_PROVIDERS)
        for company, texts in ours.grouped(lambda sms: sms._get_sms_company()).items():
            api = company._get_sms_api_class()(self.env)
            api._set_company(company)
            yield from _until_done(api, texts)
        if others := self - ours:
            for api, texts in super(SmsSms, others)._split_by_api():
                yield from _until_done(api, texts)

    def _get_send_batch_size(self):
        """Small batches where each text is a request of its own: less is in doubt after a crash."""
        companies = self._get_sms_company()
        if in_flight := max((company._texts_in_flight() for company in companies), default=0):
            return max(_SMALLEST_BATCH, _TEXTS_PER_LINE * in_flight)
        return super()._get_send_batch_size()

    def _batches(self):
        """Yield these texts in batches, each with the API that is to carry it."""
        for sms_api, texts in self._split_by_api():
            for ids in texts._split_batch():
                yield sms_api, self.browse(ids)

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Repair core's, which raises on a batch of several companies."""
        options = unlink_failed, unlink_sent, raise_exception
        if self.env.context.get("sms_api"):
            super()._send(*options)
            return
        for sms_api, texts in self._batches():
            texts._send_with_api(sms_api, *options)

    def _send_with_api(self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False):  # pylint: disable=missing-return
        """Send through ``sms_api`` and record what comes of it."""
        self._send_batch(sms_api, unlink_failed, unlink_sent, raise_exception).settle()

    def _send_batch(self, sms_api, *options, before=None):
        """Let ``sms_api`` carry these texts, all of one company; returns what is ``Unsettled``.

        Ours are claimed first and settled after, each committed. Texts of other apps go first, the
        way core sends them. Those that are out of the queue by then, or that another process has,
        are left alone. ``options``: those of ``_send``; ``before``: what is unsettled of the batch
        before, which is settled while these texts are on their way.
        """
        before = before or Unsettled()
        rows = self._still_to_send()
        messages = self.env["collection.message"].sudo()
        messages = messages.search([("uuid", "in", rows.mapped("uuid"))])
        ours = rows._rows_of(messages)
        if others := rows - ours:
            others._send_as_core(sms_api, *options)
        ours -= ours._withhold(messages)
        if not ours:
            return before
        ours._claim(messages)
        told = Told(sms_api, ours._hand_over_to(sms_api, before))
        record = partial(ours.with_context(collection_sending=True)._record_answers, told, *options)
        return Unsettled(partial(retrying, record, self.env))

    def _record_answers(self, told, *options):
        """Record what ``told`` says of these texts, all of it or nothing."""
        with self.env.cr.savepoint():
            self._send_as_core(told, *options)

    def _send_as_core(self, sms_api, *options):  # pylint: disable=missing-return
        """Ask ``sms_api``, and record what it says."""
        super()._send_with_api(sms_api, *options)  # pylint: disable=super-method-mismatch

    @api.model
    def _process_queue(self):  # pylint: disable=missing-return
        """Send what is in the queue, for as long as a worker may take; the rest follows at once.

        Several processes may do this at the same time: each leaves to the others what they have.
        """
        done = self._send_for_a_while(self._queued_batches())
        self.env["ir.cron"]._commit_progress(done, remaining=0)

    def _send_for_a_while(self, batches):
        """Send ``batches`` for as long as a worker may take; returns the number of texts taken up.

        What is left stays in the queue, which goes on at once.
        """
        ends = monotonic() + _BUDGET
        done = 0
        unsettled = Unsettled()
        try:
            for sms_api, texts in batches:
                # Rows that another process has sent since they were searched would be a conflict.
                self.env.cr.commit()  # pylint: disable=invalid-commit
                # Anew where another process gets in between: what a carrier has been asked by then
                # is claimed, and not asked again.
                send = partial(texts._send_batch, sms_api, before=unsettled)
                unsettled = retrying(send, self.env)
                done += len(texts)
                if monotonic() > ends:
                    self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()
                    break
        except Exception:
            self.env.cr.rollback()
            raise
        finally:
            unsettled.settle()
        return done

    def _queued_batches(self):
        """Yield ``_batches`` of what is in the queue, each text once whatever comes of it."""
        last = 0
        domain = [("state", "=", "outgoing"), ("to_delete", "!=", True)]
        while texts := self.search([*domain, ("id", ">", last)], limit=_TAKEN_UP, order="id"):
            last = texts[-1].id
            yield from texts._batches()

    def _still_to_send(self):
        """Those of these rows that are in the queue yet, locked: another process may have taken
        them up, or has them right now."""
        return self.try_lock_for_update().filtered(lambda sms: sms.state == "outgoing")

    def _hand_over_to(self, sms_api, before):
        """Let ``sms_api`` carry these texts; returns its results, or the exception it raised.

        ``before``: what is ``Unsettled`` of the batch before.

        A carrier takes its time. The transaction ends with its answer: delivery reports that came
        in between would be in conflict with what is recorded afterwards.
        """
        messages = [
            {"content": body, "numbers": [{"number": sms.number, "uuid": sms.uuid} for sms in rows]}
            for body, rows in self.grouped("body").items()
        ]
        if isinstance(sms_api, CarriesByGateways):
            sms_api.meanwhile = before.settle_meanwhile
        else:
            before.settle()
        try:
            results = sms_api._send_sms_batch(
                messages, delivery_reports_url=urljoin(self[0].get_base_url(), "/sms/status")
            )
        except Exception as error:
            _logger.exception("%s texts may have been sent or not", len(self))
            results = error
        before.settle_meanwhile()  # where nothing got on its way
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return results

    def _withhold(self, messages):
        """Take out what must not be sent now, or not any more; returns those rows of the queue."""
        waiting = messages.filtered(lambda text: text.state in ("queued", "refused"))
        ready = waiting._recheck()
        scheduled = (waiting - ready).filtered(lambda text: text.state == "queued")
        later = self._rows_of(scheduled)
        later.state = SCHEDULED
        withheld = self._rows_of(messages - ready)
        if never := withheld - later:
            never._update_sms_state_and_trackers("canceled")
        return withheld

    def _claim(self, messages):
        """Commit that these texts are on their way: whatever happens, they are not sent again."""
        uuids = set(self.mapped("uuid"))
        claimed = messages.filtered(lambda text: text.uuid in uuids)
        claimed.write({"state": "sending", "claimed_at": fields.Datetime.now()})
        self.state = "process"
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _rows_of(self, messages):
        """Those of these rows that are of ``messages``."""
        uuids = set(messages.mapped("uuid"))
        return self.filtered(lambda sms: sms.uuid in uuids)

    def _handle_call_result_hook(self, results):
        """Record the carrier's answers on our texts."""
        result = super()._handle_call_result_hook(results)
        texts = self.env["collection.message"].sudo()
        texts = texts.search([("uuid", "in", [answer["uuid"] for answer in results])])
        by_uuid = texts.grouped("uuid")
        answers = [answer for answer in results if answer["uuid"] in by_uuid]
        errors = self.env["collection.carrier.error"]._for_answers(answers)
        texts._note_answers(answers, errors)
        later = [answer for answer in answers if answer["state"] == LATER]
        self._come_back([one for one in later if by_uuid[one["uuid"]].state == "queued"])
        for answer in later:  # a report may know better
            by_uuid[answer["uuid"]]._show_in_chatter()
        final = [answer for answer in answers if answer["state"] != LATER]
        meaning = partial(self._meaning, errors=errors)
        for (state, *failure), same in groupby(final, meaning):
            moved = texts.browse().concat(*(by_uuid[answer["uuid"]] for answer in same))
            moved._apply_state(state, *failure)
        return result

    def _meaning(self, answer, errors):
        """What ``answer`` says of a text: its state, the words of a failure, whether it is the
        number's, and whether for good. ``errors``: those of ``_for_answers``."""
        state = self._text_state(answer["state"])
        if answer.get("collection_answer") and state == "refused":
            error = errors[answer["uuid"]]
            words = error.words or answer.get("failure_reason")
            return state, words, error._is_of_the_number(), error.number_failed
        return state, answer.get("failure_reason"), answer["state"] in _NUMBER_FAULTS, True

    def _come_back(self, answers):
        """Put the texts of ``answers``, which no carrier took, back into the queue."""
        if not answers:
            return
        rows = self.filtered(lambda sms: sms.uuid in {answer["uuid"] for answer in answers})
        rows._update_sms_state_and_trackers("outgoing", failure_type=False)
        rows.write({"state": SCHEDULED, "to_delete": False})
        self.env["collection.message"]._wake_release()

    def _text_state(self, carrier_state):
        """Our state for a carrier's answer to a send request."""
        success = self.IAP_TO_SMS_STATE_SUCCESS.get(carrier_state)
        if success:
            return "delivered" if success == "sent" else "sent"
        return "unknown" if carrier_state in _MAYBE_SENT else "refused"


def _until_done(sms_api, texts):
    """Yield both. Whoever asks for what comes next has done with them, and the API hangs up."""
    try:
        yield sms_api, texts
    finally:
        if isinstance(sms_api, CarriesByGateways):
            sms_api._hang_up()
