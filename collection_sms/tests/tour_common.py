"""What tours share that need no more than a company and somebody who collects."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user


class TourCommon(HttpCase):
    """A company on the sandbox and its collector; the clock runs, since a tour waits by it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Harbour & Pine", "sms_provider": "collection_sandbox"}
        )
        new_test_user(
            cls.env,
            "collector",
            groups="collection_sms.collection_sms_group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
