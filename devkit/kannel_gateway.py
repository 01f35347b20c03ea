"""Kannel as a gateway of a company in Odoo: for the demo and for tests with a running Kannel."""

from odoo import Command

from .kannel import NUMBER, USER

NAME = "Kannel on this machine"
# What Kannel fills in when it hands on a reply, as the preset wants it.
REPLY_FIELDS = "from=%p&to=%P&id=%I&coding=%c&text=%b"


def use(env, url, password):
    """Let the current company text through the Kannel at ``url``; return where it sends replies."""
    gateways = env["collection.gateway"].with_context(active_test=False)
    gateway = gateways.search([("name", "=", NAME)], limit=1) or gateways.create(
        {"name": NAME, "preset": "kannel", "active": False}
    )
    gateway.write(
        {
            "active": True,
            "url": url,
            "username": USER,
            "password": password,
            "sender_ids": [
                Command.clear(),
                Command.create({"name": NUMBER, "can_receive": True}),
            ],
        }
    )
    env.company.sms_provider = "collection_gateway"
    return f"{gateway.reply_url}?{REPLY_FIELDS}"


def back_to_sandbox(env):
    """Let the companies that text through Kannel use the sandbox again: Kannel runs no more."""
    gateways = env["collection.gateway"].search([("name", "=", NAME)])
    gateways.company_id.sms_provider = "collection_sandbox"
    gateways.active = False
