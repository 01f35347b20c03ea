"""What a carrier says of our texts: its reference, cost and segments, and what became of them."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import back_off, is_news
from ..gateways.http import LATER

_FAILURES = ("undelivered", "refused")

# How core's chatter names our states.
_STATUS_IN_CHATTER = {
    "sent": "pending",
    "delivered": "sent",
    "undelivered": "exception",
    "refused": "exception",
}


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    gateway_id = fields.Many2one(
        "collection.gateway", readonly=True, ondelete="set null", index="btree_not_null"
    )
    carrier_ref = fields.Char("Carrier's Reference", readonly=True, copy=False)
    carrier_code = fields.Char("Carrier's Code", readonly=True)
    carrier_segments = fields.Integer("Segments Charged", readonly=True)
    # A segment costs fractions of a cent, which a monetary field would round away.
    cost = fields.Float(readonly=True, digits=(16, 5), help="As the carrier or its price says.")
    cost_currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    attempts = fields.Integer(
        readonly=True, help="How often a carrier was asked that certainly did not take it."
    )

    _carrier_ref_idx = models.Index("(carrier_ref) WHERE carrier_ref IS NOT NULL")

    def _note_answers(self, results, errors):
        """Keep what carriers said of these texts when they were sent; plan anew what nobody took.

        ``results``: those that gateways of ours give, see ``CarriesByGateways``; ``errors``: what
        their codes mean, ``{uuid: error}``.
        """
        by_uuid = self.grouped("uuid")
        told = [result for result in results if result.get("collection_answer")]
        self._keep_told({by_uuid[result["uuid"]]: result for result in told})
        for result in told:
            by_uuid[result["uuid"]]._heed_error(errors[result["uuid"]])
        for result in results:
            if result["state"] == LATER:
                was_asked = bool(result.get("collection_answer"))
                retry_at = result.get("collection_retry_at")
                by_uuid[result["uuid"]]._wait_for_carrier(retry_at, was_asked)

    def _keep_told(self, told):
        """Keep the answers of ``{text: result}``, which are much alike but for their references."""
        prices = self._prices({text: _priced(text, result) for text, result in told.items()})
        alike = defaultdict(self.browse)
        for text, result in told.items():
            values = {
                "gateway_id": result["collection_gateway_id"],
                "carrier_code": result["collection_answer"].code or False,
                **prices[text],
            }
            alike[tuple(values.items())] += text
        for values, texts in alike.items():
            texts.write(dict(values))
        self._keep_refs(
            {text.id: one["collection_answer"].carrier_ref for text, one in told.items()}
        )

    def _keep_refs(self, refs):
        """Keep ``{id: the carrier's reference}``: one statement, as no two are the same."""
        refs = {text_id: ref for text_id, ref in refs.items() if ref}
        query = SQL(
            """UPDATE collection_message SET carrier_ref = told.ref
                 FROM UNNEST(%s::int[], %s::varchar[]) AS told (id, ref)
                WHERE collection_message.id = told.id""",
            list(refs),
            list(refs.values()),
        )
        self.flush_model(["carrier_ref"])
        self.env.cr.execute(query)
        self.browse(refs).invalidate_recordset(["carrier_ref"], flush=False)

    def _wait_for_carrier(self, retry_at, was_asked):
        """Nobody took this text: it leaves when a carrier may be asked again.

        Unless a report has told meanwhile that somebody took it after all.
        """
        if self.state != "sending":
            return
        attempts = self.attempts + was_asked
        now = fields.Datetime.now()
        pause = back_off(attempts, int(self.uuid[:8], 16)) if was_asked else timedelta()
        self.write(
            {
                "state": "queued",
                "attempts": attempts,
                "released_at": False,
                "scheduled_at": max(retry_at or now, now + pause),
            }
        )

    def _heed_error(self, error):
        """A stop that only the carrier has heard of counts like one that we were told."""
        if error.meaning == "opted_out":
            log = self.env["collection.consent"].sudo()
            partner = self.case_id.recipient_id or self.partner_id
            words = error.words or False
            stopped = {"number": self.number, "text_shown": words}
            log._withdraw(partner, self.company_id, {self.channel}, "carrier", **stopped)

    @api.model
    def _apply_reports(self, reports, carrier, company, gateway=None):
        """Move the texts that ``reports`` speak of; returns them, and a sentence on what is odd."""
        texts = self.browse()
        notes = []
        for report in reports:
            text = self._find_reported(report, company, gateway)
            texts |= text
            notes.append(text._apply_report(report, carrier))
        return texts, " ".join(note for note in notes if note) or False

    def _find_reported(self, report, company, gateway):
        """The text of ``report``: by our key, else by the reference of the carrier that took it."""
        texts = self.sudo()
        # Branches without a gateway of their own send by that of their parent.
        own = [("company_id", "child_of", company.id), ("direction", "=", "out")]
        found = report.uuid and texts.search([("uuid", "=", report.uuid), *own])
        if found or not report.carrier_ref:
            return found or texts.browse()
        by = [
            ("carrier_ref", "=", report.carrier_ref),
            ("gateway_id", "=", gateway.id if gateway else False),
        ]
        return texts.search([*by, *own], limit=1)

    def _apply_report(self, report, carrier):
        """Move this text, if there is one, by ``report``; returns what is odd about it."""
        if not self:
            return self.env._("No text is known by this reference.")
        self._record_price(report)
        if not report.state:
            return self.env._("Unknown status “%s”: nothing follows from it.", report.status)
        if report.state not in _FAILURES:
            if is_news(self.state, report.state):
                self._move_with_tracker(report.state)
            return False
        # Some say more when they refuse a text than in the report that follows.
        code = report.code or self.carrier_code
        error = self.env["collection.carrier.error"].sudo()._for_code(carrier, code)
        words = error.words or report.reason or code or report.status
        self._heed_error(error)
        if is_news(self.state, report.state):
            self.carrier_code = code
            self._move_with_tracker(report.state, words, error)
        return False

    def _record_price(self, told):
        """Keep what ``told``, a report, says of cost and segments."""
        if values := self._prices({self: told})[self]:
            self.write(values)

    @api.model
    def _prices(self, told):
        """What ``{text: report or answer}`` says of cost and segments: ``{text: values}``."""
        names = {one.currency.upper() for one in told.values() if one.currency}
        currencies = self.env["res.currency"].with_context(active_test=False)
        found = currencies.search([("name", "in", list(names))]) if names else currencies
        by_name = found.grouped("name")
        return {
            text: _price(one, by_name.get((one.currency or "").upper()))
            for text, one in told.items()
        }

    def _move_with_tracker(self, state, words=False, error=None):
        """Move this text to ``state``, and what the chatter shows of it."""
        failed = state in _FAILURES
        number_failed = bool(error and error.number_failed)
        self._apply_state(state, words, address_failed=failed, for_good=number_failed)
        self._show_in_chatter()

    def _show_in_chatter(self):
        """Let the chatter show what became of this text, if a carrier has told."""
        failed = self.state in _FAILURES
        trackers = self.env["sms.tracker"].sudo().search([("sms_uuid", "=", self.uuid)])
        if status := _STATUS_IN_CHATTER.get(self.state):
            trackers.with_context(collection_sending=True)._update_sms_notifications(
                status,
                failure_type="unknown" if failed else False,
                failure_reason=failed and self.failure,
            )


def _priced(text, result):
    """The carrier's answer in ``result`` of sending ``text``, with a price where we know one."""
    gateway = text.env["collection.gateway"].browse(result["collection_gateway_id"])
    return gateway._with_price(result["collection_answer"], text.segments)


def _price(told, currency):
    values = {"carrier_segments": told.segments} if told.segments else {}
    if told.cost is not None and currency:
        # Some carriers name what they took as a negative amount.
        values |= {"cost": abs(float(told.cost)), "cost_currency_id": currency.id}
    return values
