from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..engine import OFFERS_PER_CASE, Side, StandingOffer
from .collection_barter import OPEN
from .spoken import require_new_goods

SIDES = [(Side.CUSTOMER.value, "Customer"), (Side.US.value, "Us")]
_STATE_OF = {"customer": "proposed", "us": "countered"}
# What people write down when they make an offer; all else is recorded.
_SPOKEN = {"case_id", "currency_id", "date", "note", "line_ids", "answers"}


class CollectionBarterOffer(models.Model):
    """One version of what is offered: the customer and our staff answer each other with these.

    The latest one stands. None is ever changed, so the whole conversation can be read.
    """

    _name = "collection.barter.offer"
    _description = "Offer of Goods or Services"
    _order = "id"
    _rec_name = "version"

    barter_id = fields.Many2one(
        "collection.barter", required=True, readonly=True, ondelete="cascade", index=True
    )
    case_id = fields.Many2one("collection.case", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    currency_id = fields.Many2one("res.currency", required=True)
    version = fields.Integer(readonly=True, help="Counts the offers of one barter from 1.")
    answers = fields.Integer(
        "Answers Version", help="The version that whoever made this offer had seen."
    )
    side = fields.Selection(SIDES, "Offered By", required=True, readonly=True, default="us")
    date = fields.Date(
        "Delivery Date",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=14),
    )
    valid_until = fields.Date(readonly=True, help="The last day on which it can be accepted.")
    note = fields.Text("Words", help="The other side reads them.")
    line_ids = fields.One2many("collection.barter.offer.line", "offer_id", "Goods or Services")
    amount = fields.Monetary("Value incl. Taxes", compute="_compute_amount", store=True)
    untaxed = fields.Monetary("Value", compute="_compute_amount", store=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and Documents", readonly=True)
    signed_name = fields.Char(readonly=True, help="As the customer wrote it.")
    made_on = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    made_by_id = fields.Many2one(
        "res.partner",
        "Written By",
        default=lambda self: self.env.user.partner_id,
        readonly=True,
        ondelete="set null",
    )
    ip_address = fields.Char("IP Address", readonly=True)
    summary = fields.Text("Goods", compute="_compute_summary")
    is_standing = fields.Boolean(compute="_compute_is_standing")

    _version_unique = models.UniqueIndex(
        "(barter_id, version)", "Another offer was made at the same moment. Look again."
    )

    @api.depends("line_ids.total", "line_ids.untaxed")
    def _compute_amount(self):
        for offer in self:
            offer.amount = sum(offer.line_ids.mapped("total"))
            offer.untaxed = sum(offer.line_ids.mapped("untaxed"))

    @api.depends("line_ids.name", "line_ids.quantity", "line_ids.price_unit")
    @api.depends_context("lang")
    def _compute_summary(self):
        for offer in self:
            offer.summary = "\n".join(offer.line_ids._words())

    @api.depends("barter_id.state", "barter_id.offer_ids")
    def _compute_is_standing(self):
        for offer in self:
            barter = offer.barter_id
            offer.is_standing = barter.state in OPEN and offer == barter._last_offer()

    @api.model_create_multi
    def create(self, vals_list):
        """Make offers: each answers the one that stood, or begins a barter.

        Raises ``UserError`` where the policy does not take as much, or not now, where the user may
        not agree to as much, or where another offer was made in the meantime.
        """
        self.check_access("create")
        vals_list = [self._prepare_offer(vals) for vals in vals_list]
        offers = super(CollectionBarterOffer, self.sudo()).create(vals_list).with_env(self.env)
        for offer in offers:
            offer._stand()
        return offers

    def _prepare_offer(self, vals):
        """Values of one offer, of a barter that is open or begins here; locks its case."""
        case = self.env["collection.case"].browse(vals["case_id"])
        case.check_access("write")
        case._require_open()
        case._lock_for_barter()
        if not self.env.su and set(vals) - _SPOKEN:
            raise UserError(self.env._("This part of an offer is recorded by itself."))
        if not self.env.su:
            require_new_goods(self.env, vals.get("line_ids"))
        barter = case._open_barters()
        barter._expire()
        barter = barter.filtered(lambda b: b.state in OPEN)
        self._require_latest(case, barter, vals.get("answers") or 0)
        barter = barter or self._begin_barter(case, vals)
        policy = case._find_policies()[case]
        return {
            **vals,
            "barter_id": barter.id,
            "currency_id": barter.currency_id.id,
            "version": len(barter.offer_ids) + 1,
            "valid_until": case._today() + timedelta(days=policy.barter_offer_days),
        }

    def _require_latest(self, case, barter, answers):
        if answers != barter.offer_version:
            raise UserError(
                self.env._("The offer has changed or ended in the meantime. Look at it again.")
            )
        if len(case.sudo().barter_ids.offer_ids) >= OFFERS_PER_CASE:
            raise UserError(self.env._("So many offers were made: better talk to the customer."))

    def _begin_barter(self, case, vals):
        side = vals.get("side", "us")
        return (
            self.env["collection.barter"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "currency_id": vals.get("currency_id"),
                    "date": vals["date"],
                    "state": _STATE_OF[side],
                    "deadline": case._last_day_of_rest_for_offers(),
                    "origin": "page" if side == "customer" else "staff",
                    "made_by_id": vals.get("made_by_id", self.env.user.partner_id.id),
                    "ip_address": vals.get("ip_address"),
                }
            )
        )

    def _stand(self):
        """This offer counts from now on, and the other side is asked to answer."""
        case, barter = self.case_id, self.barter_id.sudo()
        limits = case._barter_limits_now(self.currency_id)
        barter._require_value(self.amount, self.date, limits)
        if self.side == "us":
            case._require_right_to_barter(self.amount, self.currency_id)
        barter.write({"state": _STATE_OF[self.side], "date": self.date})
        self._note()
        if self.side == "us":
            barter._unremind()
            self.env["collection.message"]._create_barter_text(self, "offer")
        else:
            barter._remind_to_answer(self)
        case._decide_again()

    def _note(self):
        """Log the offer, with its words, on case and barter, in the language of the company."""
        offer = self.sudo().with_context(lang=self.company_id.partner_id.lang)
        last_day = format_date(offer.env, offer.valid_until)
        heading = offer.env._("We offer, until %s:", last_day)
        if offer.side == "customer":
            heading = offer.env._("The customer offers, until %s:", last_day)
        words = offer.line_ids._words() + [offer.note or ""]
        body = Markup("<p>%s</p>%s") % (heading, plaintext2html("\n".join(words).strip()))
        author = offer.made_by_id.id
        offer.case_id._message_log(body=body, author_id=author)
        offer.barter_id._message_log(body=body, author_id=author)

    def _keep_files(self, attachments):
        """Keep the files that came with this offer; staff find them on it and on the barter."""
        self.attachment_ids = attachments
        if attachments:
            words = self.env._("Photos and documents of the offer:")
            self.barter_id._message_log(body=words, attachment_ids=attachments.ids)

    def _standing(self):
        """This offer as the engine knows it, or None for no offer."""
        if not self:
            return None
        barter = self.barter_id
        return StandingOffer(
            version=self.version,
            side=Side(self.side),
            valid_until=self.valid_until,
            is_open=barter.state in OPEN and self == barter._last_offer(),
        )
