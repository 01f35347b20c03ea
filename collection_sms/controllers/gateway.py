"""Where carriers deliver: reports and replies, to an address that only they know."""

import re
import secrets
from urllib.parse import urlencode

from odoo import http
from odoo.http import request
from werkzeug.exceptions import NotFound

from ..gateways.webhook import Webhook

# Far more than any batch of reports; what is longer is no carrier's.
LARGEST = 1024 * 1024  # bytes

# What a secret may look like: others are not even looked up.
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class GatewayController(http.Controller):
    """The secret in the address is checked before anything else is read; then store and answer."""

    @http.route(
        ["/collection/gateway/<string:token>/<any(report,reply):kind>"],
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        max_content_length=LARGEST,
    )
    def receive(self, token, kind, **_parameters):
        """Keep what a carrier tells us; 404 for whoever does not know the secret."""
        gateway = self._find_gateway(token)
        webhook = read_webhook(request.httprequest, gateway._signature_headers())
        if not gateway._is_signed(webhook):
            raise NotFound
        company = gateway.company_id
        request.env["collection.carrier.event"]._store(
            kind, gateway.preset, company, webhook, gateway
        )
        return request.make_response(
            gateway._webhook_answer(), [("Content-Type", "text/plain; charset=utf-8")]
        )

    def _find_gateway(self, token):
        if not TOKEN.fullmatch(token):
            raise NotFound
        # Customers go on answering what a gateway has carried before it was archived.
        gateways = request.env["collection.gateway"].sudo().with_context(active_test=False)
        gateway = gateways.search([("webhook_token", "=", token)], limit=1)
        if not gateway or not secrets.compare_digest(gateway.webhook_token, token):
            raise NotFound
        return gateway


def read_webhook(httprequest, headers=()):
    """The request as it came, with those of its ``headers`` (names in small letters)."""
    form = list(httprequest.form.items(multi=True))
    # Odoo has read a form before us and leaves nothing of its bytes: it is written anew.
    body = urlencode(form).encode() if form else httprequest.get_data()
    return Webhook(
        method=httprequest.method,
        query=httprequest.query_string.decode("ascii", "replace"),
        body=body,
        # The database takes no zero characters.
        content_type=(httprequest.content_type or "").replace("\x00", ""),
        headers={name: httprequest.headers.get(name, "") for name in headers},
    )
