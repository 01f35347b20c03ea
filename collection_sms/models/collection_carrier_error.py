from odoo import api, fields, models

from .gateway_presets import preset_choices

MEANINGS = [
    ("number", "Wrong number"),
    ("no_mobile", "Number takes no texts"),
    ("unreachable", "Phone off or out of reach"),
    ("opted_out", "Opted out at the carrier"),
    ("blocked", "Blocked by the network"),
    ("content", "Words not accepted"),
    ("sender", "Our sender is not accepted"),
    ("account", "Our account: login or rights"),
    ("credit", "Our account: no credit"),
    ("throttled", "Too many texts at once"),
    ("expired", "Not delivered in time"),
    ("carrier", "Failure at the carrier"),
    ("unknown", "Unknown"),
]

# Carriers that are no gateway of their own.
OTHER_CARRIERS = [("twilio", "Twilio"), ("iap", "Odoo IAP")]

# It is the number that takes no texts, for now or for good; else our words or our account.
_NUMBER_MEANINGS = ("number", "no_mobile", "unreachable", "opted_out", "blocked")


class CollectionCarrierError(models.Model):
    """What one error code of a carrier means. A code that is not here is unknown, never guessed."""

    _name = "collection.carrier.error"
    _description = "Carrier Error"
    _order = "carrier, code"
    _rec_name = "code"
    _inherit = ["mail.thread"]

    carrier = fields.Selection(
        selection=lambda self: [*preset_choices(), *OTHER_CARRIERS], required=True, index=True
    )
    code = fields.Char(required=True, tracking=True)
    meaning = fields.Selection(MEANINGS, required=True, default="unknown", tracking=True)
    words = fields.Char(
        translate=True, tracking=True, help="What staff read. Empty: the carrier's own words."
    )
    number_failed = fields.Boolean(
        "Number Fails for Good",
        tracking=True,
        help="Nothing more is sent to the number by itself.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (carrier, code)", "This code of the carrier is listed already."
    )

    @api.model
    def _for_code(self, carrier, code):
        """What ``code`` of ``carrier`` means; empty if nobody has said so."""
        if not code:
            return self.browse()
        return self.search([("carrier", "=", carrier), ("code", "=", code)], limit=1)

    def _is_of_the_number(self):
        """Whether another number or way may do better; else it was our words or our account."""
        return self.number_failed or self.meaning in _NUMBER_MEANINGS

    @api.model
    def _for_answers(self, answers):
        """Return ``{uuid: error}`` of ``answers``, the results of sending texts by our gateways:
        what the code in each of them means."""
        keys = {
            answer["uuid"]: (self._carrier_of(answer), answer["collection_answer"].code)
            for answer in answers
            if answer.get("collection_answer")
        }
        codes = {code for _carrier, code in keys.values() if code}
        listed = self.sudo().search([("code", "in", list(codes))]) if codes else self.browse()
        known = {(error.carrier, error.code): error for error in listed}
        return {uuid: known.get(key, self.browse()) for uuid, key in keys.items()}

    def _carrier_of(self, answer):
        gateway = self.env["collection.gateway"].browse(answer.get("collection_gateway_id"))
        return answer.get("collection_carrier") or gateway.sudo().preset
