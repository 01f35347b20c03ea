"""What carriers tell us, as it came: stored first, understood after the carrier has its answer."""

import json
import logging
from base64 import b64decode, b64encode
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import retrying
from psycopg2 import OperationalError

from ..gateways.reply import read_replies
from ..gateways.report import read_reports
from ..gateways.webhook import Unreadable, Webhook

_logger = logging.getLogger(__name__)

KINDS = [("report", "Delivery report"), ("reply", "Reply")]

STATES = [
    ("new", "New"),
    ("done", "Done"),
    ("ignored", "Nothing to do"),
    ("failed", "Failed"),
]

# What has been dealt with is kept so long, to be looked up when a carrier is asked about it.
KEPT = timedelta(days=60)

# What was in conflict with other processes all the time is looked at again after this.
_AGAIN = timedelta(minutes=1)

# So long a report may be faster than our record of what it is about.
_EARLY = timedelta(minutes=5)


class CollectionCarrierEvent(models.Model):
    """One request that a carrier sent us. What fails is shown, and can be tried again."""

    _name = "collection.carrier.event"
    _description = "News of a Carrier"
    _order = "id desc"
    _rec_name = "carrier"

    carrier = fields.Char(required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    gateway_id = fields.Many2one("collection.gateway", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    received_at = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    state = fields.Selection(STATES, default="new", required=True, readonly=True, index=True)
    note = fields.Char(readonly=True, help="What came of it, or why nothing could.")
    message_ids = fields.Many2many("collection.message", string="Messages", readonly=True)
    method = fields.Char(readonly=True)
    query = fields.Text(readonly=True)
    body = fields.Binary(attachment=False, readonly=True)
    body_text = fields.Text("Content", compute="_compute_body_text")
    content_type = fields.Char(readonly=True)
    headers = fields.Text(readonly=True)

    @api.depends("body")
    def _compute_body_text(self):
        for event in self.with_context(bin_size=False):
            event.body_text = event._webhook().body.decode("utf-8", "replace")

    @api.model
    def _store(self, kind, carrier, company, webhook, gateway=None):
        """Keep ``webhook``, which has proved to come from ``carrier``, and see to it soon."""
        event = self.sudo().create(
            {
                "kind": kind,
                "carrier": carrier,
                "company_id": company.id,
                "gateway_id": gateway and gateway.id,
                "method": webhook.method,
                "query": webhook.query,
                "body": webhook.body and b64encode(webhook.body),
                "content_type": webhook.content_type,
                "headers": json.dumps(dict(webhook.headers)),
            }
        )
        self.env.ref("collection_sms.ir_cron_carrier_events").sudo()._trigger()
        return event

    def write(self, vals):
        """What a carrier told us stays as it came, whoever looks after it."""
        if not self.env.su:
            raise AccessError(self.env._("What carriers told us is a record: nobody changes it."))
        return super().write(vals)

    def _webhook(self):
        """The request as it came."""
        self.ensure_one()
        return Webhook(
            method=self.method or "",
            query=self.query or "",
            body=b64decode(self.with_context(bin_size=False).body or b""),
            content_type=self.content_type or "",
            headers=json.loads(self.headers or "{}"),
        )

    @api.model
    def _cron_process(self):
        """Scheduled action: understand what carriers told us, oldest first, each committed."""
        commit = self.env["ir.cron"]._commit_progress
        events = self.search([("state", "=", "new")], order="id")
        commit(remaining=len(events))
        for event in events:
            event._process_patiently()
            if not commit(1):
                break

    def _process_patiently(self):
        """Process this event, anew where another process got in between; else in a minute."""
        try:
            retrying(self._process, self.env)
        except OperationalError:
            self.env.cr.rollback()
            self._come_back()

    def _come_back(self):
        soon = fields.Datetime.now() + _AGAIN
        self.env.ref("collection_sms.ir_cron_carrier_events").sudo()._trigger(at=soon)

    def action_process_again(self):
        """Try these events once more, say after a gateway's settings were mended."""
        self.check_access("write")
        for event in self.sudo().filtered(lambda event: event.state == "failed"):
            event._process()

    def _process(self):
        """Act on this event, unless another process does; what fails is kept with the reason."""
        event = self.try_lock_for_update().filtered(lambda event: event.state in ("new", "failed"))
        if not event:
            return
        try:
            with self.env.cr.savepoint():
                event._act()
        except OperationalError:
            raise  # a conflict with another process: all of it is done anew
        except Unreadable as problem:
            event.write({"state": "failed", "note": str(problem)})
        except Exception as error:
            _logger.exception("News of %s cannot be processed: event %s", event.carrier, event.id)
            event.write({"state": "failed", "note": repr(error)})

    def _act(self):
        act = self._act_on_reports if self.kind == "report" else self._act_on_replies
        messages, note = act()
        if self._is_early(messages):
            self._come_back()
            return
        state = "done" if messages else "ignored"
        self.write(
            {"state": state, "note": note, "message_ids": [fields.Command.set(messages.ids)]}
        )

    def _act_on_reports(self):
        """Returns the texts that were reported on, and what is to be said of it."""
        Message = self.env["collection.message"]
        reports = self._read_reports(self._webhook())
        return Message._apply_reports(reports, self.carrier, self.company_id, self.gateway_id)

    def _is_early(self, texts):
        """Whether this may report on more than ``texts``, of whose references we do not know yet.

        What the carrier answers to a batch is recorded when all of it has left.
        """
        if self.kind != "report" or self.received_at < fields.Datetime.now() - _EARLY:
            return False
        reports = self._read_reports(self._webhook())
        return len(texts) < len({report.carrier_ref for report in reports if not report.uuid})

    def _act_on_replies(self):
        """Returns the replies that were recorded, and what is to be said of it."""
        received = self.env["collection.message"]
        for reply in self._read_replies(self._webhook()):
            received |= received._receive_from_carrier(
                reply, self.company_id, self.gateway_id, self.received_at
            )
        return received, False if received else self.env._("Received before.")

    def _read_reports(self, webhook):
        """The reports in ``webhook``; for extension by those who know other carriers."""
        return read_reports(self.gateway_id._settings(), webhook)

    def _read_replies(self, webhook):
        """The replies in ``webhook``; for extension by those who know other carriers."""
        return read_replies(self.gateway_id._settings(), webhook)

    @api.autovacuum
    def _gc_events(self):
        done = [("state", "in", ("done", "ignored"))]
        self.search([*done, ("received_at", "<", fields.Datetime.now() - KEPT)]).unlink()
