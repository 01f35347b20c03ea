"""Customers who get their first text through Kannel, one of whom waits until `text_one_more`, and
another whom no network reaches.

Arguments: where Odoo is served, Kannel's address and password. Prints where Kannel sends replies,
and the customers' numbers.
"""
# ruff: noqa: F821

import json
import os

from devkit import books, kannel, kannel_gateway

address, settings = json.loads(os.environ["SCRIPT_ARGUMENTS"])
env["ir.config_parameter"].set_param("web.base.url", address)
env["collection.level"].search([]).approve_first = False
books.contact_at_any_hour(env)
reply_url = kannel_gateway.use(env, **settings)
customers = env["res.partner"].browse(books.make(env, 5, 1))
# The first gets a text in GSM letters, the second in Unicode.
customers[0].name = "Café Åsgård & Søn"
customers[1].name = "Nguyễn Thị Ấm 🪑"
customers[3].collection_excluded = True
customers[4].phone = f"{kannel.UNREACHABLE}000001"
env["collection.case"]._cron_follow_up()
env.cr.commit()
print(json.dumps({"reply_url": reply_url, "numbers": customers.mapped("phone_sanitized")}))
