from odoo import api, models

from . import jobs

# Behind the batches, which have queue_job's 10: it begins when the last of them has begun.
_LAST = 20


class CollectionCase(models.Model):
    _inherit = "collection.case"

    @api.model
    def _follow_up_batches(self, case_ids):
        """Let jobs follow these cases up, a batch each, in a transaction each."""
        if not jobs.has_runner(self.env):
            return super()._follow_up_batches(case_ids)
        return jobs.enqueue(self.browse(case_ids), "_follow_up_batch")

    @api.model
    def _wake_follow_up(self):
        """While batches wait, nobody knows yet who may be contacted next: a job asks afterwards."""
        is_time = self.env.context.get("job_uuid") or not jobs.has_runner(self.env)
        if is_time or not jobs.waiting(self, "_follow_up_batch"):
            return super()._wake_follow_up()
        key = "collection.case._wake_follow_up"
        return self.with_delay(priority=_LAST, identity_key=key)._wake_follow_up()
