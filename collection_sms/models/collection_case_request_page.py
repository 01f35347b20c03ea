"""What the customer asks for on the page, and what the page says about it."""

import re
from datetime import timedelta

from odoo import fields, models
from psycopg2.errors import UniqueViolation

from ..engine import (
    RequestKind,
    RequestRefusal,
    Wish,
    money_has_come,
    offer_request,
    refuse_request,
    refuse_uploads,
)
from .form_values import read_day, read_text
from .request_upload import describe_uploads, prepare_attachments, sent_files
from .request_words import DAY_PARTS, REASONS

# A link can be passed on. Nobody who wants something has this much to ask.
REQUESTS_PER_CASE = 20
# So many days the page shows what we answered.
ANSWER_SHOWN_DAYS = 30

_WITH_FILES = (RequestKind.DISPUTE, RequestKind.PAID)


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _request_offers(self, facts=None):
        """Return ``{kind: RequestOffer}``: what this customer may ask for on the page.

        ``facts``: those gathered in this transaction already.
        """
        self.ensure_one()
        policy = self._find_policies()[self]
        if not policy.active or len(self.sudo().request_ids) >= REQUESTS_PER_CASE:
            return {}
        running = self._running_requests().mapped("kind")
        invoices = frozenset(self._disputable_invoices().ids)
        facts = facts or self._gather_facts()[self]
        terms, due = policy._terms_of_requests(), not money_has_come(facts, self._today())
        offers = {
            kind: offer_request(kind, terms, self._today(), invoices, due)
            for kind in RequestKind
            if kind is RequestKind.DISPUTE or kind not in running
        }
        return {kind.value: offer for kind, offer in offers.items() if offer}

    def _page_requests(self):
        """Requests that the page speaks of: the running ones, and those answered lately."""
        lately = fields.Datetime.now() - timedelta(days=ANSWER_SHOWN_DAYS)
        answered = self.sudo().request_ids.filtered(
            lambda request: request.answered_on and request.answered_on >= lately
        )
        # More time that was granted and is over needs no words.
        told = answered.filtered(
            lambda request: (
                request.state == "declined"
                or (request.state == "done" and request.kind != "extension")
            )
        )
        return (self._running_requests() | told).sorted("id", reverse=True)

    def _page_values(self):
        """Values of the customer's page, with what was asked for and what may be."""
        values = super()._page_values()
        requests = self.env["collection.request"]
        parts = requests._fields["part"]._description_selection(self.env)
        reasons = requests._fields["reason"]._description_selection(self.env)
        return {
            **values,
            "requests": self._page_requests(),
            "request_offers": self._request_offers(values["facts"]),
            "request_terms": self._request_terms(),
            "request_round": len(self.sudo().request_ids),
            "request_form": {},
            "request_parts": parts,
            "request_reasons": reasons,
            "disputable_invoices": self._disputable_invoices(),
        }

    def _request_from_page(self, kind, form, files, ip_address):
        """Take down what the customer's form says; return why not, or None if done.

        ``form``: a multi-dict of strings; ``files``: those of the form, none of them trusted.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return RequestRefusal.BUSY
        self.invalidate_recordset(["request_ids"])
        wish = _read_wish(kind, form)
        if wish is None:
            return RequestRefusal.NOT_OFFERED
        files = sent_files(files) if wish.kind in _WITH_FILES else []
        if self._asked_the_same(wish):
            return None
        refusal = self._refuse_wish(wish, form) or refuse_uploads(describe_uploads(files))
        return refusal or self._record_page_request(wish, files, ip_address)

    def _asked_the_same(self, wish):
        """The same form once more, by a second tap or a reload: what it asks for is done."""
        return any(
            request.kind == wish.kind
            and request.date == (wish.day or request.date)
            and (request.note or "") == wish.words
            and (request.part or None) == wish.part
            and wish.invoices == frozenset(request.line_ids.move_id.ids)
            for request in self._running_requests()
        )

    def _refuse_wish(self, wish, form):
        if len(self.request_ids) >= REQUESTS_PER_CASE:
            return RequestRefusal.TOO_MANY
        if self._asks_already(wish.kind):
            return RequestRefusal.RUNNING
        if form.get("round") != str(len(self.request_ids)):
            return RequestRefusal.CHANGED
        offer = self._request_offers().get(wish.kind.value)
        return refuse_request(offer, wish) if offer else RequestRefusal.NOT_OFFERED

    def _record_page_request(self, wish, files, ip_address):
        try:
            with self.env.cr.savepoint():
                request = self.env["collection.request"].create(
                    {
                        **self._prepare_page_request(wish),
                        "origin": "page",
                        "made_by_id": self.recipient_id.id,
                        "ip_address": ip_address,
                    }
                )
        except UniqueViolation:
            return RequestRefusal.RUNNING
        # What the customer sent is kept as it came: no image library opens it here.
        attachments = self.env["ir.attachment"].with_context(image_no_postprocess=True)
        attachments.create(prepare_attachments(files, request))
        return None

    def _prepare_page_request(self, wish):
        return {
            "case_id": self.id,
            "kind": wish.kind.value,
            "date": wish.day,
            "note": wish.words,
            "part": wish.part,
            "number": wish.number,
            "reference": wish.reference,
            "reason": wish.reason,
            "line_ids": [
                fields.Command.create({"move_id": move_id}) for move_id in sorted(wish.invoices)
            ],
        }

    def _withdraw_from_page(self, request_id):
        """Take back a request that still waits; return why not, or None if it is taken back.

        What was granted needs no taking back: paying is always possible.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return RequestRefusal.BUSY
        request = self.sudo().request_ids.filtered(lambda request: request.id == request_id)
        request.invalidate_recordset(["state"])
        if request.state not in ("waiting", "withdrawn"):
            return RequestRefusal.CHANGED
        request._settle("withdrawn")
        self._decide_again()
        return None


def _read_wish(kind, form):
    """What the form asks for, or None for a kind that does not exist."""
    if kind not in {known.value for known in RequestKind}:
        return None
    kind = RequestKind(kind)
    dispute = kind is RequestKind.DISPUTE
    call = kind is RequestKind.CALL
    return Wish(
        kind=kind,
        day=None if dispute else read_day(form.get("date")),
        words=read_text(form.get("words")),
        part=_choice(form.get("part"), DAY_PARTS) if call else None,
        number=read_text(form.get("number")) if call else "",
        reference=read_text(form.get("reference")) if kind is RequestKind.PAID else "",
        reason=_choice(form.get("reason"), REASONS) if dispute else None,
        invoices=_ids(form.getlist("invoices")) if dispute else frozenset(),
    )


def _choice(key, choices):
    return key if key in dict(choices) else None


def _ids(texts):
    """Record ids from a form; what is no number is no invoice of anybody."""
    return frozenset(int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0 for text in texts)
