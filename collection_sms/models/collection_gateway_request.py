"""How a gateway asks its carrier to take a text."""

from functools import partial

from odoo import api, fields, models

ADMIN = "base.group_system"

AdminChar = partial(fields.Char, groups=ADMIN)
AdminText = partial(fields.Text, groups=ADMIN)
AdminFloat = partial(fields.Float, groups=ADMIN)
AdminBoolean = partial(fields.Boolean, groups=ADMIN)
AdminSelection = partial(fields.Selection, groups=ADMIN)

ALGORITHMS = [("sha256", "SHA-256"), ("sha512", "SHA-512"), ("sha1", "SHA-1")]
ENCODINGS = [("hex", "Hexadecimal"), ("base64", "Base64")]


class CollectionGateway(models.Model):
    _inherit = "collection.gateway"

    url = AdminChar("Address", tracking=True, help="https, or http inside your own network.")
    method = AdminSelection(
        [("POST", "POST"), ("GET", "GET")], default="POST", required=True, tracking=True
    )
    body_format = AdminSelection(
        [("query", "In the address"), ("form", "As a form"), ("json", "As JSON")],
        string="Parameters Go",
        default="form",
        required=True,
    )
    parameter_ids = fields.One2many(
        "collection.gateway.parameter", "gateway_id", "Parameters", copy=True, groups=ADMIN
    )
    json_template = AdminText(
        "JSON", help="Each value is filled in by itself, so that no text can break out of it."
    )
    coding_gsm = AdminChar("{coding} in GSM", help="What {coding} is for texts in GSM letters.")
    coding_unicode = AdminChar("{coding} in Unicode", help="What {coding} is for other texts.")
    auth = AdminSelection(
        [
            ("none", "None"),
            ("basic", "Login and password (Basic)"),
            ("bearer", "Key (Bearer)"),
            ("header", "Key in a header"),
            ("parameters", "In the parameters"),
            ("hmac", "Signature (HMAC)"),
        ],
        string="Authentication",
        default="none",
        required=True,
        tracking=True,
    )
    username = AdminChar("Login", copy=False)
    password = AdminChar(copy=False)
    token = AdminChar("Key", copy=False, help="What the carrier calls a key or token.")
    needs_login = AdminBoolean(compute="_compute_needs")
    needs_key = AdminBoolean(compute="_compute_needs")
    auth_header = AdminChar("Header of the Key", default="Authorization")
    auth_prefix = AdminChar("Before the Key", help="A word such as App, or sha256=.")
    hmac_algorithm = AdminSelection(ALGORITHMS, default="sha256", required=True)
    hmac_encoding = AdminSelection(ENCODINGS, default="hex", required=True)
    idempotency_header = AdminChar(
        "Header of Our Key", help="Carries our key of the text, if the carrier keeps such keys."
    )
    is_idempotent = AdminBoolean(
        "May Be Asked Again",
        help="The carrier knows our key again and takes no text twice. Tick it only if its "
        "documentation promises that.",
    )
    connect_timeout = AdminFloat("Wait for a Connection (seconds)", default=5, required=True)
    read_timeout = AdminFloat("Wait for Words (seconds)", default=15, required=True)
    total_timeout = AdminFloat("Wait Altogether (seconds)", default=25, required=True)

    _timeouts = models.Constraint(
        "CHECK (connect_timeout > 0 AND read_timeout > 0 AND total_timeout > 0 "
        "AND total_timeout <= 60)",
        "Time-outs are positive, and altogether a minute at most.",
    )

    @api.depends("auth", "url", "json_template", "parameter_ids.value")
    def _compute_needs(self):
        for gateway in self:
            values = gateway.parameter_ids.mapped("value")
            texts = " ".join(filter(None, [gateway.url, gateway.json_template, *values]))
            asks_login = "{username}" in texts or "{password}" in texts
            gateway.needs_login = gateway.auth == "basic" or asks_login
            gateway.needs_key = gateway.auth in ("bearer", "header", "hmac") or "{token}" in texts
