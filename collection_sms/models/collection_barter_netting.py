"""Posted bills of a barter are netted with the invoices it covers: payable against receivable."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import OpenItem, in_company_currency, net
from .receivables import SETTLED_STATES


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    netting_ids = fields.One2many(
        "account.move", "collection_netting_barter_id", "Netting Entries", readonly=True
    )
    to_net_amount = fields.Monetary(
        "Open on Bills",
        compute="_compute_to_net_amount",
        store=True,
        help="What is still open on the posted bills.",
    )
    netted_amount = fields.Monetary(
        "Netted",
        compute="_compute_netted_amount",
        store=True,
        help="What the netting entries are matched for on both sides, as the ledger says.",
    )
    refund_amount = fields.Monetary(
        "Open on Credit Notes",
        compute="_compute_refund_amount",
        help="What is still open on the posted credit notes of the bills.",
    )
    is_half_open = fields.Boolean(
        compute="_compute_netted_amount",
        store=True,
        help="A netting entry is open on one side, after a bill or an invoice was changed.",
    )
    is_netting_allowed = fields.Boolean(related="company_id.collection_netting_allowed")

    @api.depends("bill_ids.amount_residual", "bill_ids.state")
    def _compute_to_net_amount(self):
        for barter in self:
            posted = barter.bill_ids.filtered(lambda bill: bill.state == "posted")
            barter.to_net_amount = sum(posted.mapped("amount_residual"))

    @api.depends(
        "netting_ids.state",
        "netting_ids.reversal_move_ids.state",
        "netting_ids.line_ids.amount_residual_currency",
    )
    def _compute_netted_amount(self):
        for barter in self:
            lines = barter._standing_nettings().line_ids
            debits = lines.filtered(lambda line: line.amount_currency > 0)
            barter.netted_amount = min(_matched(debits), _matched(lines - debits))
            barter.is_half_open = any(lines.mapped("amount_residual_currency"))

    @api.depends("bill_ids.reversal_move_ids.amount_residual", "bill_ids.reversal_move_ids.state")
    def _compute_refund_amount(self):
        for barter in self:
            posted = barter.credit_note_ids.filtered(lambda note: note.state == "posted")
            barter.refund_amount = sum(posted.mapped("amount_residual"))

    def _standing_nettings(self):
        """The netting entries that nobody has taken back."""
        return self.netting_ids.filtered(
            lambda move: (
                move.state == "posted"
                and not any(reversal.state == "posted" for reversal in move.reversal_move_ids)
            )
        )

    def _is_awaited(self):
        """Whether goods are still to come, or what has come is still to be netted."""
        self.ensure_one()
        if self.state == "agreed":
            return True
        drafts = self.bill_ids.filtered(lambda bill: bill.state == "draft")
        return self.is_netting_allowed and bool(drafts or self.to_net_amount)

    def action_net(self):
        """Net the posted bills with the oldest covered invoices.

        Raises ``UserError``, and books nothing, where that is not allowed or not possible.
        """
        self.ensure_one()
        self._lock()
        self._match_credit_notes()
        self._check_netting()
        self._net()

    def action_take_back_netting(self):
        """Reverse the netting entries: bills and invoices are open again."""
        self.ensure_one()
        self._lock()
        entries, today = self._standing_nettings(), self.case_id._today()
        if not entries:
            raise UserError(self.env._("Nothing is netted."))
        self._check_lock_dates(today)
        entries._reverse_moves(
            [{"date": today, "ref": self.env._("Reversal of %s", entry.name)} for entry in entries],
            cancel=True,
        )
        self._match_credit_notes()
        self._note(self.env._("Netting of barter %(name)s taken back."))
        self._decide_again_after_booking()

    def action_cancel(self):
        """Take these barters back; a netting that stands would go on paying the invoices."""
        self.check_access("write")
        if any(barter._standing_nettings() for barter in self):
            raise UserError(self.env._("Take the netting back first."))
        return super().action_cancel()

    def _match_credit_notes(self):
        """Match the credit notes with the bills they reverse, as Odoo does when it posts them:
        those posted after the netting have waited for it to be taken back."""
        for bill in self.bill_ids.filtered(lambda bill: bill.state == "posted"):
            for note in bill._barter_refunds().filtered("amount_residual"):
                bill._reconcile_reversed_moves(note, False)

    def _net(self):
        """Book and match the netting entry; the caller has checked that it may be."""
        payable, receivable = self._payable_lines(), self._receivable_lines()
        netting = net(map(_open_item, payable), map(_open_item, receivable))
        parts = [(key, amount) for key, amount in netting.bills]
        parts += [(key, -amount) for key, amount in netting.invoices]
        sources = payable.browse(key for key, _ in parts)
        entry = self.env["account.move"].create(
            self._prepare_netting(sources, [amount for _, amount in parts])
        )
        entry.action_post()
        for source, line in zip(sources, entry.line_ids.sorted("id"), strict=True):
            (source + line).reconcile()
        self._note_netting(entry)
        return entry

    def _prepare_netting(self, sources, amounts):
        """One line for each line that is netted, so that an auditor sees what went against what."""
        today, company = self.case_id._today(), self.company_id
        rate = self.env["res.currency"]._get_conversion_rate(
            self.currency_id, company.currency_id, company, today
        )
        step = Decimal(str(company.currency_id.rounding))
        balances = []
        for side in (
            [amount for amount in amounts if amount > 0],
            [-amount for amount in amounts if amount < 0],
        ):
            sign = -1 if balances else 1
            booked = in_company_currency(side, Decimal(str(rate)), step)
            balances += [sign * amount for amount in booked]
        lines = zip(sources, amounts, balances, strict=True)
        return {
            "move_type": "entry",
            # A branch may book in a journal of its parent, whose entry it is not.
            "company_id": company.id,
            "journal_id": company._collection_netting_journal().id,
            "date": today,
            "ref": self.env._("Netting of barter %s", self.name),
            "collection_netting_barter_id": self.id,
            "line_ids": [
                fields.Command.create(self._prepare_netting_line(*line)) for line in lines
            ],
        }

    def _prepare_netting_line(self, source, amount, balance):
        return {
            "name": self.env._("%(barter)s: %(move)s", barter=self.name, move=source.move_id.name),
            "account_id": source.account_id.id,
            "partner_id": source.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": float(amount),
            "balance": float(balance),
        }

    def _note_netting(self, entry):
        self.activity_unlink(["mail.mail_activity_data_todo"])
        words = self.env._("Barter %(name)s: %(entry)s nets the bill with the invoices.")
        self._note(words, entry=entry._get_html_link(entry.name))
        self._decide_again_after_booking()

    def _decide_again_after_booking(self):
        self.env.flush_all()
        self._judge()
        self.case_id.filtered(lambda case: case.state != "closed")._decide_again()

    def _payable_lines(self):
        bills = self.bill_ids.filtered(lambda bill: bill.state == "posted")
        return bills.line_ids.filtered(
            lambda line: (
                line.account_type == "liability_payable"
                and not line.reconciled
                and line.amount_residual_currency < 0
            )
        )

    def _receivable_lines(self):
        """The covered lines that are still owed; disputed invoices are left alone."""
        left_alone = (*SETTLED_STATES, "blocked")
        return self.line_ids.move_line_id.filtered(
            lambda line: (
                line.parent_state == "posted"
                and not line.reconciled
                and line.amount_residual_currency > 0
                and line.move_id.payment_state not in left_alone
            )
        )

    def _check_netting(self):
        """Refuse with clear words what must not be netted."""
        if not self.is_netting_allowed:
            raise UserError(
                self.env._(
                    "%s does not net: the bill and the invoices are paid one by one.",
                    self.company_id.name,
                )
            )
        bills = self.bill_ids.filtered(lambda bill: bill.state != "cancel")
        if not bills.filtered(lambda bill: bill.state == "posted"):
            raise UserError(self.env._("No bill is posted yet: an accountant checks it first."))
        self._check_parties(bills.line_ids.filtered(_is_payable) + self.line_ids.move_line_id)
        self._check_half_open()
        if not self._payable_lines():
            raise UserError(
                self.env._("Nothing is open any more on the bills, or on the invoices covered.")
            )
        if not self._receivable_lines():
            raise UserError(
                self.env._(
                    "Nothing is open any more on the invoices covered: what is open on the bill is "
                    "owed to %s in money.",
                    self.partner_id.name,
                )
            )
        self._check_lock_dates(self.case_id._today())

    def _check_parties(self, lines):
        """The parties and the currency may have been changed on a draft bill."""
        customer = self.partner_id.commercial_partner_id
        if lines.company_id - self.company_id:
            raise UserError(self.env._("The bill and the invoices belong to different companies."))
        if lines.partner_id.commercial_partner_id - customer:
            raise UserError(
                self.env._("The bill or an invoice is in another name than %s.", customer.name)
            )
        if lines.currency_id - self.currency_id:
            raise UserError(
                self.env._("The bill or an invoice is not in %s.", self.currency_id.name)
            )

    def _check_half_open(self):
        """A bill reset to draft leaves its netting entry open: netting anew would count twice."""
        for entry in self._standing_nettings():
            if any(line.amount_residual_currency for line in entry.line_ids):
                raise UserError(
                    self.env._(
                        "%s is open on one side, after a bill or an invoice was changed. Match it, "
                        "or take the netting back first.",
                        entry.name,
                    )
                )

    def _check_lock_dates(self, day):
        violations = self.company_id._get_lock_date_violations(
            day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            raise UserError(
                self.env._(
                    "The books are locked on that day: %s",
                    self.env["res.company"]._format_lock_dates(violations),
                )
            )


def _is_payable(line):
    return line.account_type == "liability_payable"


def _matched(lines):
    return sum(abs(line.amount_currency) - abs(line.amount_residual_currency) for line in lines)


def _open_item(line):
    """An open line as the engine knows it."""
    return OpenItem(
        id=line.id,
        amount=Decimal(str(line.currency_id.round(abs(line.amount_residual_currency)))),
        due=line.date_maturity or line.date,
    )
