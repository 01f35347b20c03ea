from odoo import api, models

from . import jobs

_TO_SEND = [("state", "=", "outgoing"), ("to_delete", "!=", True)]


class SmsSms(models.Model):
    _inherit = "sms.sms"

    @api.model
    def _process_queue(self):
        """Let jobs send what is in the queue; texts to one number stay together, in their order."""
        if not jobs.has_runner(self.env):
            return super()._process_queue()
        return jobs.enqueue(self.search(_TO_SEND, order="number, id"), "_send_job")

    def _send_job(self):
        """Send those of these texts that are in the queue still.

        A job may run again: after a conflict, after its worker died, or because somebody says so.
        What a carrier has been asked by then is claimed and not in the queue any more.
        """
        rows = self.try_lock_for_update().filtered_domain(_TO_SEND)
        rows._send_for_a_while(rows._batches())
