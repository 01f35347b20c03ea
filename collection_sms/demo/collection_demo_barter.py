"""Customers of the demo who give goods or services instead of money, at every stage of it."""

from datetime import timedelta

from odoo import Command, api, fields, models

# What the workshop would take: what customers read, and the product category.
_WANTED = (
    ("Printing of flyers", "product.product_category_services"),
    ("Meals or rooms for our fitters", "product.product_category_services"),
    ("Timber and veneer", "product.product_category_goods"),
)
# Who signs for the customer.
_PEOPLE = {
    "Turning Page Books": "Grace Hall",
    "Liffey Lane Cafe": "Orla Daly",
    "Atelier Confluence Architectes": "Camille Laurent",
    "Strand Gate Offices Ltd": "Declan Moore",
    "Nordlicht Möbelhandel GmbH": "Jens Petersen",
}
_GOODS = "product.product_category_goods"
_SERVICES = "product.product_category_services"


class CollectionDemo(models.AbstractModel):
    _inherit = "collection.demo"

    @api.model
    def _load(self):
        """Also say what the workshop would take."""
        policy = self.env.ref("collection_sms.collection_policy_business")
        policy.barter_wanted_ids = [
            Command.create({"name": name, "category_id": self.env.ref(category).id})
            for name, category in _WANTED
        ]
        return super()._load()

    def _flag_barter(self, partner, stage):
        """A barter that has come as far as ``stage``."""
        getattr(self, f"_barter_{stage}")(self._open_case(partner))

    def _barter_proposed(self, case):
        """The customer answered our counter-offer, and waits for ours."""
        events = ("Evening in the bookshop for your guests", 2, 420, _SERVICES)
        books = ("Art and design books for your showroom", 40, 18, _GOODS)
        self._they_offer(case, 30, "We could host your next launch.", events)
        words = "One evening is enough for us. Some books for the showroom would be welcome."
        evening = (events[0], 1, *events[2:])
        self._we_offer(case, 30, words, evening, books)
        fewer = (books[0], 30, 20, _GOODS)
        words = "Gladly. We need the month to order the books."
        self._they_offer(case, 45, words, evening, fewer)

    def _barter_countered(self, case):
        """We answered with another offer."""
        lunch = "Lunch for our fitters"
        self._they_offer(case, 40, "", (lunch, 80, 14, _SERVICES))
        words = "Sixty lunches until the new year would suit us."
        self._we_offer(case, 35, words, (lunch, 60, 13.5, _SERVICES))

    def _barter_agreed(self, case):
        """Half of what was agreed on has come; its bill is a draft."""
        drawings = ("Construction drawings of a staircase", 4, 300, _SERVICES)
        self._they_offer(case, 25, "Four sets this autumn.", drawings)
        self._arrive(self._agree(case), 2)

    def _barter_netted(self, case):
        """All has come, and the posted bill is netted with the invoices."""
        chairs = ("Office chair, refurbished", 5, 180, _GOODS)
        self._they_offer(case, 10, "Our own, as good as new.", chairs)
        barter = self._agree(case)
        bill = self._arrive(barter, 5)
        bill.action_post()
        barter.action_net()

    def _barter_refused(self, case):
        """We said no, and why."""
        lamps = ("Floor lamps, last season", 30, 85, _GOODS)
        self._they_offer(case, 20, "We have thirty left.", lamps)
        barter = self._as_staff(case).barter_ids[:1]
        barter._refuse("Thank you for the lamps. We have no room to store them.", 1)

    def _they_offer(self, case, days, words, *goods):
        """What the customer offers, signed on the page."""
        values = self._prepare_offer(case, days, words, goods) | {
            "side": "customer",
            "signed_name": _PEOPLE[case.partner_id.name],
            "made_by_id": case.recipient_id.id,
        }
        self.env["collection.barter.offer"].create(values)

    def _we_offer(self, case, days, words, *goods):
        """What staff offer; the text about it has arrived."""
        values = self._prepare_offer(case, days, words, goods)
        offer = self._as_staff(self.env["collection.barter.offer"]).create(values)
        texts = self.env["collection.message"].search([("barter_offer_id", "=", offer.id)])
        texts._apply_state("delivered")
        self.env["sms.sms"].search([("uuid", "in", texts.mapped("uuid"))]).unlink()

    def _prepare_offer(self, case, days, words, goods):
        """``goods``: what, how much, the value of one, its category; to be there in ``days``."""
        return {
            "case_id": case.id,
            "currency_id": case.currency_id.id,
            "date": fields.Date.today() + timedelta(days=days),
            "answers": case.barter_ids[:1].offer_version,
            "note": words,
            "line_ids": [self._prepare_goods(*line) for line in goods],
        }

    def _prepare_goods(self, name, quantity, price, category):
        return Command.create(
            {
                "name": name,
                "quantity": quantity,
                "price_unit": price,
                "category_id": self.env.ref(category).id,
            }
        )

    def _agree(self, case):
        """Accept what the customer offered."""
        barter = self._as_staff(case).barter_ids[:1]
        barter.action_accept()
        return barter

    def _arrive(self, barter, quantity):
        """Record that so many pieces have come; returns the draft bill."""
        today = fields.Date.today()
        return barter._deliver({barter.item_ids: quantity}, today, "", barter.deliveries)

    def _as_staff(self, records):
        return records.with_user(self.env.ref("base.user_admin"))
