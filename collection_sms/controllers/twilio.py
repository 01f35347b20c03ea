"""Where Twilio delivers: delivery reports and replies, each signed with the company's token."""

from odoo import http
from odoo.http import request
from werkzeug.exceptions import NotFound

from ..gateways.twilio_webhook import SIGNATURE, TWILIO
from .gateway import LARGEST, read_webhook

# An answer in Twilio's own language that makes it do nothing, and send nothing by itself.
NOTHING_TO_DO = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class TwilioController(http.Controller):
    """The signature is checked before anything else is made of a request; then store and answer."""

    @http.route(
        # A larger number is no id, and the database would refuse to look for it.
        ["/collection/twilio/<int(max=2147483647):company_id>/<any(report,reply):kind>"],
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=LARGEST,
    )
    def receive(self, company_id, kind, **_parameters):
        """Keep what Twilio tells us; 404 for whoever cannot sign as the company's account."""
        company = request.env["res.company"].sudo().browse(company_id).exists()
        webhook = read_webhook(request.httprequest, [SIGNATURE])
        if not company or not company._is_from_twilio(kind, webhook):
            raise NotFound
        request.env["collection.carrier.event"]._store(kind, TWILIO, company, webhook)
        return request.make_response(NOTHING_TO_DO, [("Content-Type", "text/xml; charset=utf-8")])
