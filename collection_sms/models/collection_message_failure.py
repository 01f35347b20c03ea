"""What follows when a message did not arrive: another way, or a person."""

from odoo import api, fields, models

from ..engine import Channel

# Messages that were certainly not received: their level is due once more.
_MISSED = ("undelivered", "refused")


class CollectionMessage(models.Model):
    _inherit = "collection.message"

    address_rests_until = fields.Datetime(
        readonly=True, help="The number, email or address may work again from then on."
    )

    _address_failed_idx = models.Index("(company_id) WHERE address_failed")

    @api.model
    def _failed_addresses(self, cases, addresses=None):
        """Return ``{(company, channel, address)}`` of the recipients' that take no messages.

        ``addresses``: ``{case: {channel: address}}``, where the caller has them.
        """
        addresses = addresses or {case: case._addresses() for case in cases}
        asked = {channel: [one[channel] for one in addresses.values()] for channel in Channel}
        domain = [
            *self._get_failed_domain(),
            ("company_id", "in", cases.company_id.ids),
            "|",
            "|",
            ("number", "in", asked[Channel.PHONE]),
            ("email", "in", asked[Channel.EMAIL]),
            ("address", "in", asked[Channel.LETTER]),
        ]
        failed = self.sudo().search(domain)
        return {
            (item.company_id, channel, item.number or item.email or item.address)
            for item in failed
            for channel in item._failed_channels()
        }

    def _failed_channels(self):
        """On which channels the number, email or address of this message is of no use.

        Whoever says to be somebody else would not be called either.
        """
        is_anothers = self.intent == "wrong_person"
        return (self.channel, Channel.PHONE.value) if is_anothers else (self.channel,)

    @api.model
    def _missed_line_ids(self, cases):
        """The receivable lines whose latest message of the ladder did not arrive.

        A draft does not count yet; one that somebody discarded does: it was meant to be skipped.
        """
        domain = [
            ("case_id", "in", cases.ids),
            ("direction", "=", "out"),
            ("level_id", "!=", False),
        ]
        cases = self.search([*domain, ("state", "in", _MISSED)]).case_id
        if not cases:
            return set()
        counts = [
            "|",
            ("state", "not in", ("draft", "cancelled")),
            ("cancel_reason", "=", "discarded"),
        ]
        groups = self._read_group(
            [*domain, ("case_id", "in", cases.ids), *counts], ["case_id"], ["id:max"]
        )
        latest = self.browse([message_id for _case, message_id in groups])
        missed = latest.filtered(lambda message: message.state in _MISSED)
        return set(missed.line_ids.filtered("level_id").move_line_id.ids)

    def _follow_up_failure(self, failure):
        """Let the cases of these messages go on another way; without one, ask a person."""
        self._leave_queue()
        cases = self.case_id._lock_open()
        cases._decide_again()
        labels = dict(self._fields["state"]._description_selection(self.env))
        # Carriers that know of a stop refuse its confirmation, or have sent one themselves.
        for message in self.filtered(lambda one: one.case_id and not one.confirms_stop):
            if not (message.address_failed and message.case_id._has_way()):
                message.case_id._remind(
                    self.env._("Message %s: see what to do", labels[message.state].lower()), failure
                )

    def _leave_queue(self):
        """Let neither Odoo's queue nor the chatter show these texts as on their way any more.

        A carrier's answer has done that. A process that died before it was recorded has not.
        """
        rows = self.env["sms.sms"].sudo().with_context(collection_sending=True)
        rows = rows.search([("uuid", "in", self.mapped("uuid")), ("state", "=", "process")])
        rows._update_sms_state_and_trackers("error", failure_type="sms_server")

    def _get_failed_domain(self):
        """What failed because of its number, email or address, and rests for that."""
        return [
            ("address_failed", "=", True),
            "|",
            ("address_rests_until", "=", False),
            ("address_rests_until", ">", fields.Datetime.now()),
        ]

    @api.model
    def _failed_texts(self, numbers):
        """The texts to ``numbers`` that failed because of the number, as far as one may see."""
        return self.search([("number", "in", numbers), *self._get_failed_texts_domain()])

    def _get_failed_texts_domain(self):
        return [("channel", "=", Channel.SMS.value), *self._get_failed_domain()]

    @api.model
    def _end_rest(self, number):
        """Texts to ``number`` that failed for now keep no others back: somebody texts from there.

        Carriers that know of a stop refuse even its confirmation; they know of its end as well.
        """
        resting = [*self._get_failed_texts_domain(), ("address_rests_until", "!=", False)]
        self.sudo().search([("number", "=", number), *resting]).address_failed = False

    def action_try_address_again(self):
        """Use this number, email or address again: somebody knows that it is right."""
        self.check_access("write")
        self.sudo().address_failed = False
        self.case_id._lock_open()._decide_again()
