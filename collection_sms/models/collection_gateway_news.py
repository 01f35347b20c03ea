"""How a gateway reads delivery reports and replies, and what it answers to them."""

from odoo import models

from ..gateways.settings import Settings
from ..gateways.signature import is_signed
from .collection_gateway_answer import _PATH
from .collection_gateway_request import ALGORITHMS, ENCODINGS, AdminChar, AdminSelection, AdminText

_FIELD = f"A parameter's name, or in JSON a path. {_PATH}"
_SIGNATURE = [name for name in Settings.__dataclass_fields__ if name.startswith("signature_")]
_FILTER = "Such as data.event_type=message.sent. Empty: all."


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    report_list = AdminChar("List of Reports At", help="Empty: one at a time.")
    report_filter = AdminChar("Only Reports With", help=_FILTER)
    report_uuid = AdminChar("Our Key", default="uuid", help=_FIELD)
    report_ref = AdminChar("Carrier's Reference", help=_FIELD)
    report_status = AdminChar("Status", help=_FIELD)
    report_code = AdminChar("Error Code", help=_FIELD)
    report_code_prefix = AdminChar(
        "Before the Code", help="Where codes of reports are others than those of answers."
    )
    report_reason = AdminChar("Error in Words", help=_FIELD)
    report_cost = AdminChar("Price", help=_FIELD)
    report_currency = AdminChar("Currency in Reports", help=_FIELD)
    report_segments = AdminChar("Segments", help=_FIELD)
    report_states = AdminText(
        "What a Status Means",
        help="One per line, such as “DELIVRD = delivered”. It is sent, delivered, undelivered "
        "or refused. A status that is not here is shown and changes nothing.",
    )
    reply_list = AdminChar("List of Replies At", help="Empty: one at a time.")
    reply_filter = AdminChar("Only Replies With", help=_FILTER)
    reply_key = AdminChar("Id", help=f"By which a reply that comes twice is known. {_FIELD}")
    reply_number = AdminChar("Customer's Number", help=_FIELD)
    reply_to = AdminChar("Our Number", help=_FIELD)
    reply_text = AdminChar("Words", help=_FIELD)
    reply_encoding = AdminSelection(
        [
            ("text", "As text"),
            ("bytes", "As bytes, in a form or address"),
            ("hex", "As hexadecimal figures"),
        ],
        string="Words Come",
        default="text",
        required=True,
    )
    reply_coding = AdminChar("Alphabet", help=f"Says whether the bytes are Unicode. {_FIELD}")
    reply_unicode = AdminChar("Unicode If It Is", help="Values between commas, such as 2 or 8.")
    webhook_answer = AdminChar(
        "What We Answer",
        help="Some carriers want a certain word. Others text what we answer to the customer: "
        "leave it empty unless the carrier's documentation says otherwise.",
    )
    signature_header = AdminChar(
        "Header of the Signature",
        help="If the carrier signs what it sends (HMAC of the JSON or of the query): what is not "
        "signed is refused.",
    )
    signature_key = AdminChar("Key of the Signature", copy=False)
    signature_algorithm = AdminSelection(ALGORITHMS, default="sha256", required=True)
    signature_encoding = AdminSelection(ENCODINGS, default="hex", required=True)
    signature_prefix = AdminChar("Before the Signature", help="A word such as sha256=.")

    def _signature_headers(self):
        """The headers that a webhook's signature needs, in small letters."""
        header = self.sudo().signature_header
        return (header.lower(),) if header else ()

    def _is_signed(self, webhook):
        """Whether ``webhook`` is signed as this gateway asks for.

        Other settings that do not work keep no news out: it is stored, and read once they are
        mended.
        """
        gateway = self.sudo()
        signature = {name: gateway[name] or "" for name in _SIGNATURE}
        return is_signed(Settings(url="", **signature), webhook)

    def _webhook_answer(self):
        """The words of our answer to a report or reply."""
        return self.sudo().webhook_answer or ""
