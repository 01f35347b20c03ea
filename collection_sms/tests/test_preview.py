from unittest.mock import patch

from odoo.tests import tagged

from .common import CollectionCommon

MOST = "odoo.addons.collection_sms.wizard.collection_preview.MOST"


@tagged("post_install", "-at_install")
class TestPreview(CollectionCommon):
    """A preview of many customers shows some of them, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_automatically()
        cls.make_invoice(10)
        cls.held = cls.make_customer("Strand School", "+353539000183")
        cls.make_invoice(10, partner=cls.held)
        cls.env["collection.case"]._refresh()
        cls.env["collection.case"].search([])._decide_again()
        cls.fresh = cls.make_customer("Quay Books", "+353870000221")
        cls.make_invoice(10, partner=cls.fresh)

    def open_all(self):
        previews = self.env["collection.preview"].with_user(self.collector)
        return previews.browse(previews.action_open_all()["res_id"])

    def test_all_of_few(self):
        preview = self.open_all()
        self.assertEqual((preview.text_count, preview.other_count), (2, 1))
        self.assertEqual(preview.left_out_count, 0)

    def test_of_many_those_who_may_be_contacted_come_first(self):
        with patch(MOST, 2):
            preview = self.open_all()
        customers = preview.line_ids.case_id.partner_id
        self.assertEqual(customers, self.customer + self.fresh)
        self.assertEqual((preview.case_count, preview.left_out_count), (3, 1))

    def test_others_fill_the_places(self):
        self.customer.collection_excluded = self.fresh.collection_excluded = True
        self.run_cron()
        with patch(MOST, 2):
            preview = self.open_all()
        self.assertEqual((preview.text_count, preview.other_count), (0, 2))
        self.assertEqual(preview.left_out_count, 1)

    def test_chosen_in_the_list(self):
        self.run_cron()
        previews = self.env["collection.preview"].with_user(self.collector)
        action = self.case_of(self.held).action_preview()
        preview = previews.browse(action["res_id"])
        self.assertEqual(preview.line_ids.case_id.partner_id, self.held)
        self.assertEqual(preview.left_out_count, 0)

    def test_queries_do_not_grow_with_the_customers(self):
        self.open_all()
        few = self.count_queries()
        for number in range(8):
            customer = self.make_customer(f"Shop {number}", f"+35387000030{number}")
            self.make_invoice(10, partner=customer)
        self.open_all()
        self.assertLess(self.count_queries(), few + 8)

    def count_queries(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.open_all()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
