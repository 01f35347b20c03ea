"""Requests on a case: what may be asked for, how it holds the ladder, when it is over."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import (
    RequestKind,
    RequestTerms,
    Respite,
    Wish,
    money_has_come,
    offer_request,
    outcome,
    refuse_request,
)
from .collection_request import RUNNING
from .request_refusal import explain_request_refusal

# What staff may write down goes beyond what the page offers; it then waits for an answer.
STAFF_TERMS = RequestTerms(extension_days=365, hardship_days=365, paid_check_days=1)


class CollectionCase(models.Model):
    _inherit = "collection.case"

    request_ids = fields.One2many("collection.request", "case_id", "Requests", readonly=True)
    request_count = fields.Integer("Number of Requests", compute="_compute_request_count")
    waiting_request_count = fields.Integer("Requests Waiting", compute="_compute_request_count")

    @api.depends("request_ids.state")
    def _compute_request_count(self):
        groups = self.env["collection.request"]._read_group(
            [("case_id", "in", self.ids)], ["case_id", "state"], ["__count"]
        )
        counts = {(case, state): count for case, state, count in groups}
        for case in self:
            mine = {state: count for (key, state), count in counts.items() if key == case}
            case.request_count = sum(mine.values())
            case.waiting_request_count = mine.get("waiting", 0)

    def action_view_requests(self):
        """Open the requests of this case."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_request_action"
        )
        return {**action, "domain": [("case_id", "in", self.ids)], "context": {}}

    def action_record_request(self):
        """Record what the customer asked for in person or on the phone."""
        self.ensure_one()
        self._require_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_request_wizard_action"
        )
        return {**action, "context": {"default_case_id": self.id}}

    def _running_requests(self):
        domain = [("case_id", "in", self.ids), ("state", "in", RUNNING)]
        return self.env["collection.request"].sudo().search(domain)

    def _agreement_facts(self):
        """Return ``{case: {name: value}}``, with what requests let rest."""
        facts = super()._agreement_facts()
        running = self._running_requests().filtered("rests_until").grouped("case_id")
        return {
            case: facts[case] | {"respites": tuple(map(_respite, running.get(case, ())))}
            for case in self
        }

    def _judge_agreements(self):
        """Settle the requests of these cases that are over; the caller has a lock."""
        if requests := self._running_requests():
            requests._judge()
        return super()._judge_agreements()

    def _with_agreements(self):
        """Requests may wait for what no fact tells of: that an invoice is cancelled, say."""
        return super()._with_agreements() | self._running_requests().case_id

    def _settle_agreements(self):
        """Nothing is owed any more: whatever closed cases still ask for is done."""
        self._running_requests()._settle("done")
        return super()._settle_agreements()

    def _take_over_requests(self, others):
        """Keep what customers who are becoming this one have asked for; one of each kind."""
        kinds = set(self._running_requests().mapped("kind"))
        for request in others._running_requests():
            if request.kind == "dispute" or request.kind not in kinds:
                request.case_id = self
                kinds.add(request.kind)

    def _with_more_time(self):
        """Those of these cases to which more time was granted, or rest in a difficulty."""
        granted = self._running_requests().filtered(
            lambda request: request.state == "granted" and request.kind in ("extension", "hardship")
        )
        return granted.case_id

    def _where_money_came(self):
        """Those of these cases on which nothing is due any more, credits counted."""
        facts = self._gather_facts() if self else {}
        return self.filtered(lambda case: money_has_come(facts[case], case._today()))

    def _disputable_invoices(self):
        """Open invoices of this case that nobody clarifies yet."""
        return self._open_invoices().filtered(lambda move: move.payment_state != "blocked")

    def _open_invoices(self):
        """Open customer invoices and receipts of this case."""
        lines = self.sudo().open_line_ids
        return lines.move_id.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_receipt")
                and move.payment_state in ("not_paid", "partial", "blocked")
            )
        )

    def _prepare_request(self, vals):
        """Values that a new request of this case gets by the policy; ``vals`` as people say it.

        Raises ``UserError`` for what makes no sense.
        """
        self.ensure_one()
        wish = _wish(vals)
        self._check_request(wish, vals.get("origin", "staff"))
        earlier = self.sudo().request_ids.filtered(lambda request: request.kind == wish.kind)
        result = outcome(
            wish,
            self._request_terms(),
            self._today(),
            granted_before=len(earlier.filtered("granted_until")),
            asked_before=len(earlier),
        )
        return {
            "date": wish.day or result.until or self._today(),
            "state": "granted" if result.granted else "waiting",
            "rests_until": result.until,
            "granted_until": result.granted and result.until,
            "line_ids": self._prepare_disputed(wish),
        }

    def _request_terms(self):
        """What the policy of this case grants at once."""
        return self._find_policies()[self]._terms_of_requests()

    def _check_request(self, wish, origin):
        """Staff may write down more than the page offers, but nothing senseless."""
        if self._asks_already(wish.kind):
            raise UserError(self.env._("A request of this kind is running already: answer it."))
        terms = STAFF_TERMS if origin == "staff" else self._request_terms()
        invoices = frozenset(self._open_invoices().ids)
        due = not self._where_money_came()
        offer = offer_request(wish.kind, terms, self._today(), invoices, due)
        if not offer:
            raise UserError(self.env._("There is nothing on this case to ask that for."))
        if refusal := refuse_request(offer, wish):
            raise UserError(explain_request_refusal(self.env, refusal, offer))

    def _asks_already(self, kind):
        """Whether a request of ``kind`` is running; of disputes there may be several."""
        running = self._running_requests().mapped("kind")
        return kind is not RequestKind.DISPUTE and kind in running

    def _prepare_disputed(self, wish):
        moves = self.env["account.move"].sudo().browse(sorted(wish.invoices))
        return [
            fields.Command.create({"move_id": move.id, "amount": move.amount_residual})
            for move in moves
        ]


def _respite(request):
    """A running request as the engine knows it."""
    return Respite(
        kind=RequestKind(request.kind),
        until=request.rests_until,
        waiting=request.state == "waiting",
    )


def _wish(vals):
    """What the values of a new request say, as the engine knows it."""
    invoices = frozenset(values["move_id"] for *_command, values in vals.get("line_ids", ()))
    return Wish(
        kind=RequestKind(vals["kind"]),
        day=fields.Date.to_date(vals.get("date") or None),
        words=vals.get("note") or "",
        part=vals.get("part") or None,
        number=vals.get("number") or "",
        reference=vals.get("reference") or "",
        reason=vals.get("reason") or None,
        invoices=invoices,
    )
