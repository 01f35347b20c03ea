"""Lifelike demo data: some thirty customers of a joinery workshop and what they owe it.

Dates are relative to the day of loading, so it is Python instead of XML. ``customers.csv`` and
``invoices.csv`` hold the data; this file only knows how to book it.
"""

import csv
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.tools.misc import file_open

_TERMS = {
    "immediate": "account.account_payment_term_immediate",
    "net15": "account.account_payment_term_15days",
}


def _read(name):
    with file_open(f"collection_sms/demo/{name}.csv", "r") as file:
        return list(csv.DictReader(file))


class CollectionDemo(models.AbstractModel):
    _name = "collection.demo"
    _description = "Collections Demo Data"

    @api.model
    def _load(self):
        """Create the customers and their invoices in the current company, with the sandbox on."""
        company = self.env.company
        company.write({"sms_provider": "collection_sandbox", **self._at_any_hour()})
        if not company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company=company)
        customers = self._create_customers(_read("customers"))
        rows = _read("invoices")
        moves = self._create_moves(rows, customers)
        self._book_payments(rows, customers, moves)
        self._flag_invoices(rows, moves)
        self._flag_customers(_read("customers"), customers)

    def _at_any_hour(self):
        """A demonstration goes on at night, and all at once."""
        rule = self.env["collection.contact.rule"].create(
            {
                "name": "For demonstrations: at any hour",
                "keep_holidays": False,
                "opt_out_required": False,
                "window_ids": [Command.create({"days": "all", "hour_from": 0, "hour_to": 24})],
            }
        )
        return {"collection_contact_rule_id": rule.id, "collection_jitter": 0}

    def _create_customers(self, rows):
        """Return ``{key: partner}``, parents before their contacts."""
        customers = {}
        for row in sorted(rows, key=lambda row: bool(row["parent_key"])):
            customers[row["key"]] = self._create_customer(row, customers)
        return customers

    def _create_customer(self, row, customers):
        country = self.env["res.country"].search([("code", "=", row["country"])])
        language = self.env["res.lang"]._get_code(row["lang"]) or self.env.lang
        tags = [self._tag(name) for name in row["tags"].split(";") if name]
        parent = customers.get(row["parent_key"])
        return self.env["res.partner"].create(
            {
                "name": row["name"],
                "is_company": row["is_company"] == "1",
                "parent_id": parent and parent.id,
                "street": row["street"],
                "city": row["city"],
                "zip": row["zip"],
                "country_id": country.id,
                "lang": language,
                "phone": row["phone"],
                "email": row["email"],
                "comment": row["note"],
                "category_id": [Command.set([tag.id for tag in tags])],
            }
        )

    def _tag(self, name):
        Tag = self.env["res.partner.category"]
        return Tag.search([("name", "=", name)], limit=1) or Tag.create({"name": name})

    def _create_moves(self, rows, customers):
        """Return ``{ref: posted move}`` of the invoices and credit notes, posted by date."""
        documents = [row for row in rows if row["kind"] != "payment"]
        documents.sort(key=lambda row: self._move_date(row))
        moves = self.env["account.move"].create(
            [self._prepare_move(row, customers) for row in documents]
        )
        moves.action_post()
        by_ref = {row["ref"]: move for row, move in zip(documents, moves, strict=True)}
        for row in documents:
            if row["kind"] == "refund" and row["of"]:
                self._reconcile(by_ref[row["ref"]] + by_ref[row["of"]])
        return by_ref

    def _move_date(self, row):
        due = fields.Date.today() + timedelta(days=int(row["due_offset"]))
        return due - timedelta(days=15) if row["terms"] == "net15" else due

    def _prepare_move(self, row, customers):
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", row["currency"])])
        )
        currency.active = True
        return {
            "move_type": "out_refund" if row["kind"] == "refund" else "out_invoice",
            "partner_id": customers[row["customer_key"]].id,
            "invoice_date": self._move_date(row),
            "invoice_payment_term_id": self._term(row["terms"]).id,
            "currency_id": currency.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": row["product"],
                        "quantity": float(row["quantity"]),
                        "price_unit": float(row["unit_price"]),
                        # Without taxes a payment of quantity × price settles the invoice.
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    def _term(self, name):
        if name in _TERMS:
            return self.env.ref(_TERMS[name])
        Term = self.env["account.payment.term"]
        title = "30% now, 70% in 60 days"
        return Term.search([("name", "=", title)], limit=1) or Term.create(
            {
                "name": title,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 70, "nb_days": 60}),
                ],
            }
        )

    def _book_payments(self, rows, customers, moves):
        for row in rows:
            if row["kind"] == "payment":
                day = fields.Date.today() + timedelta(days=int(row["due_offset"]))
                amount = float(row["quantity"]) * float(row["unit_price"])
                payment = self._book_payment(customers[row["customer_key"]], amount, day)
                if row["of"]:
                    self._reconcile(payment + moves[row["of"]])

    def _book_payment(self, partner, amount, day):
        """Post the bank entry of a transfer from ``partner``, in company currency."""
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )
        customer = partner.commercial_partner_id
        receivable = customer.property_account_receivable_id
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": day,
                "line_ids": [
                    Command.create({"account_id": journal.default_account_id.id, "debit": amount}),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": customer.id,
                            "credit": amount,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        return entry

    def _reconcile(self, moves):
        lines = moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        lines.reconcile()

    def _flag_invoices(self, rows, moves):
        """Dispute, exclude, or start the online payment of the invoices that say so."""
        flagged = {row["ref"]: row["flag"] for row in rows if row["flag"]}
        for ref, flag in flagged.items():
            move = moves[ref]
            if flag == "blocked":
                move.action_toggle_block_payment()
            elif flag == "no_followup":
                move.no_followup = True
            elif flag == "in_payment":
                self._register_payment(move)
            elif flag == "pending_tx":
                self._start_online_payment(move)

    def _register_payment(self, moves):
        """Register payments without waiting for the bank, as an accountant does by hand."""
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        ).create({})._create_payments()

    def _start_online_payment(self, move):
        provider = self.env.ref("payment.payment_provider_demo")
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "reference": f"{move.name}-demo",
                "amount": move.amount_residual,
                "currency_id": move.currency_id.id,
                "partner_id": move.partner_id.id,
                "invoice_ids": [Command.set(move.ids)],
                "state": "pending",
            }
        )

    def _flag_customers(self, rows, customers):
        for row in rows:
            for flag in filter(None, row["flags"].split(";")):
                name, _colon, value = flag.partition(":")
                getattr(self, f"_flag_{name}")(customers[row["key"]], value)

    def _flag_opted_out(self, partner, _value):
        partner._phone_set_blacklisted()

    def _flag_prefers(self, partner, channel):
        partner.collection_channel = channel

    def _flag_excluded(self, partner, _value):
        partner.collection_excluded = True

    def _flag_rule(self, partner, name):
        """At the hours of a rule that comes along, unlike the others."""
        rule = self.env.ref(f"collection_sms.collection_contact_rule_{name}")
        partner.collection_contact_rule_id = rule

    def _flag_paused(self, partner, _value):
        self._open_case(partner).write(
            {
                "paused_until": fields.Date.today() + timedelta(days=20),
                "pause_reason": "On site until then, asked us to call back",
            }
        )

    def _flag_plan(self, partner, state):
        """A plan that is "proposed", or already "running"."""
        plan = self._propose_plan(partner, is_texted=state == "proposed")
        if state == "running":
            self._let_run(plan)

    def _flag_asks(self, partner, kind):
        """A request that waits for an answer."""
        case = self._open_case(partner)
        self.env["collection.request"].create(
            {
                "case_id": case.id,
                "kind": kind,
                "date": fields.Date.today() + timedelta(days=40),
                "note": "Our season begins next month. May we pay then?",
            }
        )

    def _open_case(self, partner):
        return self.env["collection.case"]._refresh(partner)

    def _flag_reached(self, partner, level):
        """Let the customer stand on ``level`` as if texted long enough ago for the next one."""
        case = self._open_case(partner)
        level = self.env.ref(f"collection_sms.collection_level_{level}")
        case.last_contact = fields.Date.today() - timedelta(days=21)
        late_since = fields.Date.today() - timedelta(days=level.delay)
        lines = case.open_line_ids.filtered(lambda line: line.date_maturity <= late_since)
        self.env["account.move.line"]._reach_levels(
            dict.fromkeys(lines.ids, level.id), case.last_contact
        )

    def _propose_plan(self, partner, **values):
        """Three monthly installments, from today."""
        case = self._open_case(partner)
        first = fields.Date.today() + timedelta(days=4)
        wizard = self.env["collection.plan.wizard"]
        wizard.create({"case_id": case.id, "first": first, **values}).action_propose()
        return case.plan_ids

    def _let_run(self, plan):
        """As if the customer had accepted the plan and paid the first installment."""
        customer = plan.case_id.recipient_id
        plan._start(("proposed",), accepted_name=customer.name, accepted_on=fields.Datetime.now())
        plan.terms = plan.with_context(lang=customer.lang)._terms_text()
        move = plan.line_ids.move_id[:1]
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"amount": plan.installment_ids[:1].amount})._create_payments()
        plan.case_id._decide_again()
