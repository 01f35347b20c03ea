from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestScript(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_invoice(10, 1234.5)
        cls.case = cls.env["collection.case"]._refresh(cls.customer)
        cls.case._decide_again()
        cls.template = cls.levels["reminder"].template_id

    def test_the_count_follows_the_words_while_editing(self):
        with Form(self.template, view="sms.sms_template_view_form") as form:
            form.collection_sample_case_id = self.case
            form.body = "Hello {{ object.text_name }}"
            self.assertEqual(form.collection_sample, "Hello Salthill Gallery")
            self.assertEqual(form.collection_sample_count, "Characters: 22 · GSM-7 · Segments: 1")
            form.body = "Olá {{ object.text_name }}"
            self.assertIn("UCS-2", form.collection_sample_count)
            self.assertIn("á", form.collection_sample_count)

    def test_a_script_says_words_from_the_list_and_runs_nothing(self):
        with Form(self.template, view="sms.sms_template_view_form") as form:
            form.body = "{{ object.write({'pause_reason': 'gone'}) }}"
            self.assertIn("cannot say", form.collection_sample)
            form.body = "Hello"
        self.assertFalse(self.case.pause_reason)
        for body in ("{{ object.partner_id.name }}", "{{ 1/0 }}", "{{ user.login }}"):
            with self.assertRaises(ValidationError):
                self.template.body = body

    def test_shipped_scripts_say_all_they_must_in_two_segments(self):
        scripts = self.env["collection.level"].search([("strategy", "!=", "review")]).template_id
        self.assertEqual(len(scripts), 13)
        for script in scripts:
            text = self.case._render_script(script)[self.case.id]
            with self.subTest(script=script.name):
                self.assertIn("Salthill Gallery", text)
                self.assertIn("Harbour & Pine", text)
                self.assertIn("1,234.50", text)
                self.assertIn("/c/", text)
                self.assertTrue("10 Nov 2026" in text or "10 days" in text)
                self.assertNotIn("!", text)
                message = self.env["collection.message"].new({"body": text})
                self.assertLessEqual(message.segments, 2)

    def test_shipped_policies_ask_first(self):
        levels = self.env["collection.level"].search([])
        self.assertEqual(len(levels), 15)
        self.assertTrue(all(levels.mapped("approve_first")))

    def test_a_level_in_use_is_archived_not_deleted(self):
        self.send_automatically()
        self.run_cron()
        with self.assertRaises(UserError):
            self.levels["reminder"].unlink()
        self.levels["final"].unlink()

    def test_a_level_that_texts_needs_a_script_for_cases(self):
        with self.assertRaises(ValidationError):
            self.levels["reminder"].template_id = False
        foreign = self.env["sms.template"].create(
            {"name": "Hi", "body": "Hi", "model_id": self.env.ref("base.model_res_partner").id}
        )
        with self.assertRaises(ValidationError):
            self.levels["reminder"].template_id = foreign
