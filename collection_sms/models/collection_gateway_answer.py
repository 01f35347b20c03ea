"""How a gateway reads what its carrier answers to a text."""

from odoo import models

from .collection_gateway_request import AdminBoolean, AdminChar, AdminFloat

_PATH = "A path such as messages.0.status; a|b is the first of both that says something."


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    success_statuses = AdminChar("Statuses of Success", help="Such as 200, 202. Empty: 200 to 299.")
    success_path = AdminChar("Success Is Said At", help=_PATH)
    success_values = AdminChar("Words of Success", help="Between commas.")
    success_regex = AdminChar("Pattern of Success", help="A pattern that fits in the answer.")
    ref_path = AdminChar("Reference At", help=f"The carrier's id of the text. {_PATH}")
    ref_regex = AdminChar("Pattern of the Reference", help="Its first group is the reference.")
    code_path = AdminChar("Error Code At", help=_PATH)
    code_regex = AdminChar("Pattern of the Error Code", help="Its first group is the code.")
    reason_path = AdminChar("Error in Words At", help=_PATH)
    reason_regex = AdminChar("Pattern of the Error in Words", help="Its first group counts.")
    retry_statuses = AdminChar(
        "Statuses of Not Taken",
        default="429",
        help="The text was certainly not taken, and may be tried again or through another gateway.",
    )
    retry_codes = AdminChar("Codes of Not Taken", help="Error codes that say the same.")
    cost_path = AdminChar("Price At", help=_PATH)
    cost_divisor = AdminFloat(
        "Divided By", default=1, required=True, help="If prices come in cents, say."
    )
    cost_per_segment = AdminBoolean("Price Is per Segment")
    currency_path = AdminChar("Currency At", help=_PATH)
    segments_path = AdminChar("Segments At", help=_PATH)

    _divisor = models.Constraint("CHECK (cost_divisor > 0)", "Prices cannot be divided by that.")
