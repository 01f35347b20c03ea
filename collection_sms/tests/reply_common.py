"""What the tests of replies share: a customer who has been texted, and answers."""

from datetime import timedelta

from freezegun import freeze_time
from odoo import Command

from .common import TODAY
from .consent_common import ConsentCommon

NUMBER = "+353870000114"
_DAYTIME = {"days": "all", "hour_from": 8, "hour_to": 20}


class ReplyCommon(ConsentCommon):
    """One customer whose text of the ladder has arrived, with one open invoice of 120.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.company.phone = "+353 1 555 0100"
        cls.invoice = cls.make_invoice(10, 120.0)

    def setUp(self):
        super().setUp()
        self.run_cron()
        self.run_queue()
        self.case = self.case_of()

    def reply(self, body, number=NUMBER, company=None, **told):
        """The customer answers, and the queue sends what is said to that."""
        messages = self.env["collection.message"].with_user(self.collector)
        reply = messages._receive(number, body, company or self.company, **told)
        self.run_queue()
        return reply

    def answers(self, **values):
        """The automatic answers so far, the oldest first."""
        domain = [("is_automatic", "=", True), *((key, "=", val) for key, val in values.items())]
        return self.env["collection.message"].search(domain, order="id")

    def kinds(self):
        """What was answered so far, and what came of it."""
        return [(answer.answer_kind, answer.state) for answer in self.answers()]

    def to_dos(self, case=None):
        """What a person is asked to do on the case."""
        return (case or self.case).activity_ids.mapped("summary")

    def at(self, hour, days=0):
        """Go on to an hour of the day, ``days`` after TODAY."""
        return freeze_time(f"{TODAY + timedelta(days=days)} {hour:02}:00:00")

    def only_from_eight(self, **caps):
        """The contact rule allows 8 to 20 o'clock in Ireland, and so many contacts a week."""
        rule = {"window_ids": [Command.clear(), Command.create(_DAYTIME)]}
        if caps:
            rule["cap_ids"] = [Command.create({"unit": "days", "period": 7, **caps})]
        self.any_hour.write(rule)
