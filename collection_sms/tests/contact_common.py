"""What tests of contact rules share: office hours in Ireland, and a clock that is moved on."""

from freezegun import freeze_time
from odoo import Command

from .common import CollectionCommon


class ContactCommon(CollectionCommon):
    """Texts are sent by themselves, Monday to Friday from 8 to 18."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.rule = cls.any_hour
        cls.rule.name = "Ireland"
        cls.rule.window_ids.write({"days": "workdays", "hour_from": 8, "hour_to": 18})

    def cap(self, maximum, period, unit="days", scope="customer"):
        """Let the rule allow ``maximum`` contacts in ``period``."""
        values = {"maximum": maximum, "period": period, "unit": unit, "scope": scope}
        self.rule.cap_ids = [Command.create(values)]

    def follow_up_at(self, moment):
        """Run the scheduled action at ``moment``, given in UTC."""
        with freeze_time(moment):
            self.run_cron()

    def send_at(self, moment):
        """Release what may leave at ``moment``, and let the queue send it."""
        with freeze_time(moment):
            self.run_cron("collection_sms.ir_cron_release")
            self.run_queue()
