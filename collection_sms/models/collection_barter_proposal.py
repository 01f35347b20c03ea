"""A barter that is being talked about: offers go back and forth until one is accepted."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import BarterRefusal, Side, is_expired, refuse_acceptance
from .barter_refusal import explain_barter
from .collection_barter import OPEN


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    offer_ids = fields.One2many("collection.barter.offer", "barter_id", "Offers", readonly=True)
    offer_version = fields.Integer("Versions", compute="_compute_offer_version")
    valid_until = fields.Date(
        "Answer By",
        compute="_compute_valid_until",
        store=True,
        help="The last day on which the latest offer can be accepted.",
    )
    accepted_offer_id = fields.Many2one(
        "collection.barter.offer", readonly=True, ondelete="restrict"
    )
    answer = fields.Text("Our Reason", readonly=True, help="The customer reads it on the page.")
    answered_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")

    _one_open = models.UniqueIndex(
        "(case_id) WHERE state IN ('proposed', 'countered')",
        "An offer of this customer is open already.",
    )

    @api.depends("offer_ids.version")
    def _compute_offer_version(self):
        for barter in self:
            barter.offer_version = barter._last_offer().version

    @api.depends("offer_ids.valid_until")
    def _compute_valid_until(self):
        for barter in self:
            barter.valid_until = barter._last_offer().valid_until

    def _last_offer(self):
        return self.offer_ids.sorted("version")[-1:]

    def action_counter(self):
        """Make another offer, beginning with what was offered last."""
        self.ensure_one()
        offer = self._last_offer()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collection_sms.collection_barter_offer_action_new"
        )
        context = {
            "default_case_id": self.case_id.id,
            "default_currency_id": self.currency_id.id,
            "default_date": max(self.date, self.case_id._today()),
            "default_answers": self.offer_version if self.state in OPEN else 0,
            "default_line_ids": [
                fields.Command.create(values) for values in offer.line_ids._goods_values()
            ],
        }
        return {**action, "context": context}

    def action_accept(self):
        """Accept the customer's offer. The context's ``shown_version`` is the one that was read.

        Raises ``UserError`` where it does not stand any more, is worth more than the policy takes
        or the user may agree to.
        """
        self.ensure_one()
        self._lock()
        offer = self._last_offer()
        shown = self.env.context.get("shown_version", offer.version)
        if refusal := self._refuse_to_agree(shown, Side.US):
            raise UserError(explain_barter(self.env, refusal))
        self._require_right()
        user = self.env.user
        self._agree(
            offer,
            agreed_by=offer.signed_name,
            accepted_name=user.name,
            accepted_on=fields.Datetime.now(),
            answered_by_id=user.id,
        )
        self.env["collection.message"]._create_barter_text(offer, "accepted")

    def action_take_back(self):
        """Take our own offer back; the follow-up goes on."""
        self._lock()
        self._end_talks(
            "withdrawn", ("countered",), self.env._("Our offer in %(name)s was taken back.")
        )

    def _refuse_answer(self, version, side):
        """Why ``side`` cannot answer ``version`` of what was offered, or None."""
        today = self.case_id._today()
        return refuse_acceptance(self._last_offer()._standing(), version, side, today)

    def _refuse_to_agree(self, version, side):
        """Why ``side`` cannot accept ``version`` of what was offered, or None.

        An earlier barter runs again where the bill of its last delivery was cancelled meanwhile.
        """
        if refusal := self._refuse_answer(version, side):
            return refusal
        is_running = self.case_id._running_barters(self.currency_id)
        return BarterRefusal.RUNNING if is_running else None

    def _refuse(self, reason, shown_version):
        """Tell the customer why we do not take what was offered; the follow-up goes on."""
        self.ensure_one()
        if not reason.strip():
            raise UserError(self.env._("The customer reads why: write down a reason."))
        self._lock()
        if refusal := self._refuse_answer(shown_version, Side.US):
            raise UserError(explain_barter(self.env, refusal))
        self.sudo().write({"answer": reason.strip(), "answered_by_id": self.env.uid})
        offer = self._last_offer()
        self._end_talks("refused", ("proposed",), self.env._("The offer in %(name)s was refused."))
        self.env["collection.message"]._create_barter_text(offer, "refused")

    def _agree(self, offer, **values):
        """What ``offer`` says is agreed on: it becomes the goods that are awaited.

        Raises ``UserError`` where the policy does not take as much any more.
        """
        barter = self.sudo()
        terms = barter.with_context(lang=barter.case_id._text_lang())._terms_text()
        goods = [fields.Command.create(vals) for vals in offer.line_ids._goods_values()]
        barter.write(
            {
                "state": "agreed",
                "date": offer.date,
                "item_ids": goods,
                "accepted_offer_id": offer.id,
                "terms": terms,
                **values,
            }
        )
        barter._begin()
        barter._unremind()
        self._note(self.env._("Barter %(name)s agreed on: goods worth %(amount)s by %(date)s."))
        self._send_agreements_soon()
        self.case_id._decide_again()

    def _expire(self):
        """Let those of these open barters end whose offer nobody accepted in time.

        The to-do stays: an offer that nobody answered may still deserve a word.
        """
        late = self.filtered(
            lambda barter: is_expired(barter._last_offer()._standing(), barter.case_id._today())
        )
        late._leave_talks("expired", OPEN, self.env._("The offer in %(name)s has expired."))

    def _give_up(self):
        """End the talks about these barters, whose cases are closed."""
        self._leave_talks("cancelled", OPEN, self.env._("Barter %(name)s cancelled."))
        self._unremind()

    def _end_talks(self, state, origins, sentence):
        """Somebody ended the talks: the follow-up goes on at once."""
        ended = self._leave_talks(state, origins, sentence)
        ended._unremind()
        ended.case_id._decide_again()
        return ended

    def _leave_talks(self, state, origins, sentence):
        """Let those of these barters that are in ``origins`` end as ``state``; returns them."""
        barters = self.sudo().filtered(lambda barter: barter.state in origins)
        for day, group in barters.grouped(lambda barter: barter.case_id._today()).items():
            group.write({"state": state, "ended_on": day})
        barters._note(sentence)
        self.env.flush_all()
        return barters

    def _remind_to_answer(self, offer):
        """Ask the responsible for an answer to the customer's offer."""
        user = self.company_id._collection_assignee(self.user_id)
        staff = self.with_context(lang=user.lang)
        staff._unremind()
        staff.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.case_id._today(),
            summary=staff.env._("Answer the customer's offer of goods or services"),
            user_id=user.id,
        )

    def _unremind(self):
        """The activities that asked for an answer are done."""
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
