"""What always holds in the books of one customer who barters."""

from odoo.tools import SQL

from .barter_steps import BarterSteps


class BarterLedger(BarterSteps):
    """Checks that count from the documents alone, not from what barters say of themselves."""

    def check(self, name):
        """All of it, after a step."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.check_entries_balance()
        self.check_partner_ledger()
        self.check_matching()
        for barter in self.barters():
            self.check_barter(barter)
        if name == "cron":
            self.check_case()

    def snapshot(self):
        """The books, and what barters say about them."""
        self.env.flush_all()
        barters = [
            (barter.state, barter.received_amount, barter.netted_amount, barter.to_net_amount)
            + (barter.item_ids.delivered_quantity, barter.deliveries, len(barter.arrival_ids))
            for barter in self.barters()
        ]
        offers = self.barters().offer_ids.mapped("version")
        query = """SELECT id, balance, amount_residual_currency, parent_state, full_reconcile_id
                     FROM account_move_line WHERE company_id = %s ORDER BY id"""
        return self.env.execute_query(SQL(query, self.company.id)), barters, offers

    def lines(self):
        """The posted lines of the customer on both accounts."""
        kinds = ("asset_receivable", "liability_payable")
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("partner_id", "=", self.customer.id),
                ("account_type", "in", kinds),
            ]
        )

    def check_entries_balance(self):
        query = """SELECT move_id FROM account_move_line
                    WHERE company_id = %s AND parent_state = 'posted'
                 GROUP BY move_id HAVING ROUND(SUM(balance), 2) != 0"""
        self.assertFalse(self.env.execute_query(SQL(query, self.company.id)))

    def check_partner_ledger(self):
        """The customer owes what the documents say, as if there were no netting."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("commercial_partner_id", "=", self.customer.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
            ]
        )
        sign = {"out_invoice": 1, "in_refund": 1, "out_refund": -1, "in_invoice": -1}
        expected = sum(sign[move.move_type] * move.amount_total for move in moves)
        posted = self.lines().filtered(lambda line: line.parent_state == "posted")
        ledger = sum(
            posted.filtered(lambda line: line.currency_id == self.currency).mapped(
                "amount_currency"
            )
        )
        self.assertAlmostEqual(ledger, expected - self.payments["in"], 2)

    def check_matching(self):
        """What is open of a line is its amount less what it is matched for, never the other way."""
        for line in self.lines().filtered(lambda line: line.parent_state == "posted"):
            matched = sum(line.matched_debit_ids.mapped("credit_amount_currency"))
            matched -= sum(line.matched_credit_ids.mapped("debit_amount_currency"))
            self.assertAlmostEqual(line.amount_currency + matched, line.amount_residual_currency, 2)
            self.assertGreaterEqual(line.amount_currency * line.amount_residual_currency, 0)
            self.assertLessEqual(
                abs(line.amount_residual_currency), abs(line.amount_currency) + 0.001
            )
            if line.full_reconcile_id:
                # Drafts among them: a bill that is reset to draft stays matched.
                balance = sum(line.full_reconcile_id.reconciled_line_ids.mapped("balance"))
                self.assertAlmostEqual(balance, 0, 2)
                self.assertEqual((line.amount_residual, line.amount_residual_currency), (0, 0))

    def check_barter(self, barter):
        posted = barter.bill_ids.filtered(lambda bill: bill.state == "posted")
        self.check_goods(barter)
        payable = posted.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        self.assertAlmostEqual(
            barter.to_net_amount, -sum(payable.mapped("amount_residual_currency")), 2
        )
        self.check_nettings(barter)
        self.check_offers(barter)
        if barter.state == "agreed":
            running = self.barters().filtered(lambda other: other.state == "agreed")
            self.assertEqual(running, barter)

    def check_offers(self, barter):
        """Offers are counted from one, one proposal is open at most, and none of it is booked."""
        versions = barter.offer_ids.sorted("id").mapped("version")
        self.assertEqual(versions, list(range(1, len(versions) + 1)))
        if barter.state in ("proposed", "countered"):
            self.assertEqual(self.open_barter(), barter)
            self.assertFalse(barter.bill_ids + barter.netting_ids)
            self.assertEqual(barter.amount, barter.offer_ids.sorted("version")[-1:].amount)

    def check_goods(self, barter):
        """What was delivered, from the bills and credit notes alone."""
        quantity = value = 0
        for bill in barter.bill_ids.filtered(lambda bill: bill.state != "cancel"):
            notes = bill.reversal_move_ids.filtered(lambda note: note.state == "posted")
            left = bill.invoice_line_ids.quantity - sum(notes.invoice_line_ids.mapped("quantity"))
            quantity += max(left, 0)
            value += max(bill.amount_total - sum(notes.mapped("amount_total")), 0)
        self.assertAlmostEqual(barter.item_ids.delivered_quantity, quantity, 2)
        self.assertAlmostEqual(barter.received_amount, value, 2)
        self.assertLessEqual(barter.item_ids.delivered_quantity, barter.item_ids.quantity)

    def check_nettings(self, barter):
        """Both sides of an entry are equal, and it counts for what both are matched for."""
        matched = {"asset_receivable": 0, "liability_payable": 0}
        for entry in barter.netting_ids:
            for amounts in ("balance", "amount_currency"):
                self.assertAlmostEqual(sum(entry.line_ids.mapped(amounts)), 0, 2)
        for line in barter._standing_nettings().line_ids:
            parts = sum(line.matched_debit_ids.mapped("credit_amount_currency"))
            parts += sum(line.matched_credit_ids.mapped("debit_amount_currency"))
            matched[line.account_type] += parts
        self.assertAlmostEqual(barter.netted_amount, min(matched.values()), 2)
        open_ = barter._standing_nettings().line_ids.mapped("amount_residual_currency")
        self.assertEqual(barter.is_half_open, any(open_))

    def check_case(self):
        """After the scheduled action the case says what is open, and the state of barters holds."""
        owed = credits_ = 0
        for line in self.lines().filtered(lambda line: line.parent_state == "posted"):
            if line.account_type != "asset_receivable" or line.reconciled:
                continue
            if line.move_id.move_type == "out_invoice":
                owed += line.amount_residual
            elif line.amount_residual < 0:
                credits_ -= line.amount_residual
        case = self.case_of()
        if case.state == "closed":
            self.assertAlmostEqual(owed, 0, 2)
        else:
            self.assertAlmostEqual(case.amount_due, max(owed - credits_, 0), 2)
        for barter in self.barters().filtered(lambda barter: barter.case_id.state != "closed"):
            complete = barter.item_ids.delivered_quantity >= barter.item_ids.quantity
            wrong = "agreed" if complete else "delivered"
            self.assertNotEqual(barter.state, wrong)
