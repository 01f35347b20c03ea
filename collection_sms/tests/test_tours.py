from datetime import date

from odoo.tests import HttpCase, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTours(CollectionCommon, HttpCase):
    """People at work, in a real Chromium."""

    browser_size = "360x740"
    today = date.today()
    frozen = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
        cls.make_invoice(10, 1234.5)

    def test_customer_on_a_phone(self):
        self.make_invoice(8, 100.0)
        self.make_invoice(6, 50.0).action_toggle_block_payment()
        self.run_on_odoo()
        self.start_tour(f"/c/{self.case_of().sudo().access_token}", "collection_customer_page")

    def test_accountant_approves_a_text(self):
        self.browser_size = "1366x768"
        self.run_on_odoo()
        self.start_tour("/odoo/texts-to-approve", "collection_approve_text", login="collector")
        self.assertEqual(self.texts_of().state, "queued")

    def test_manager_sees_the_length_while_typing(self):
        self.browser_size = "1366x768"
        self.run_on_odoo()
        self.collector.group_ids += self.env.ref("collection_sms.collection_sms_group_manager")
        script = self.levels["reminder"].template_id
        script.body = "Hello {{ object.text_name }}"
        url = f"/odoo/collection-scripts/{script.id}"
        self.start_tour(url, "collection_write_script", login="collector")

    def run_on_odoo(self):
        """One run of the follow-up; HttpCase is in registry test mode already."""
        self.env.ref("collection_sms.ir_cron_follow_up").sudo().method_direct_trigger()
