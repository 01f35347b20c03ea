from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .common import CollectionCommon

COMPLETE = (
    "Hello {{ object.text_name }}, {{ object.text_company }} here: {{ object.text_amount }} is "
    "open. %s {{ object.text_link }} {{ object.text_opt_out }}"
)
KIND = COMPLETE % "Tell us if anything is missing."
THREAT = COMPLETE % "We will sue you."
NO_OPT_OUT = KIND.replace(" {{ object.text_opt_out }}", "")


def make_manager(user):
    """Let ``user`` write scripts, as a manager may where Odoo lets employees write templates."""
    user.group_ids += user.env.ref("collection_sms.collection_sms_group_manager")
    user.group_ids += user.env.ref("mail.group_mail_template_editor")


@tagged("post_install", "-at_install")
class TestScriptTone(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_manager(cls.collector)
        cls.env = cls.env(user=cls.collector)
        cls.policy = cls.policy.with_user(cls.collector)
        cls.level = cls.levels["reminder"].with_user(cls.collector)
        cls.script = cls.level.template_id

    def test_findings_follow_the_words_while_editing(self):
        with Form(self.script, view="sms.sms_template_view_form") as form:
            form.body = THREAT
            self.assertIn("sue you</mark>", form.collection_findings)
            self.assertIn("Sounds like a threat", form.collection_findings)
            form.body = KIND
            self.assertFalse(form.collection_has_findings)

    def test_marked_words_are_escaped(self):
        self.script.body = KIND.replace("Hello", "<img src=x onerror=alert(1)> Hello!")
        self.assertNotIn("<img", self.script.collection_findings)
        self.assertIn("&lt;img", self.script.collection_findings)

    def test_a_level_with_a_threat_is_not_made_automatic(self):
        self.script.body = THREAT
        with self.assertRaisesRegex(ValidationError, "sue you"):
            self.policy.action_send_automatically()
        with self.assertRaisesRegex(ValidationError, "sue you"):
            self.level.approve_first = False
        with self.assertRaisesRegex(ValidationError, "sue you"):
            self.level.copy({"approve_first": False, "delay": 500})

    def test_an_automatic_level_gets_no_threat(self):
        self.policy.action_send_automatically()
        with self.assertRaisesRegex(ValidationError, "sue you"):
            self.script.body = THREAT
        bad = self.script.copy({"body": THREAT})
        with self.assertRaisesRegex(ValidationError, "sue you"):
            self.level.template_id = bad

    def test_a_reason_covers_a_warning_and_is_signed(self):
        self.script.body = THREAT
        self.script.collection_tone_reason = "Our lawyer wants it so"
        self.assertEqual(self.script.collection_tone_user_id, self.collector)
        self.assertTrue(self.script.collection_tone_date)
        self.policy.action_send_automatically()
        self.assertFalse(self.level.approve_first)

    def test_a_reason_is_for_the_words_it_was_given_for(self):
        self.script.write({"body": THREAT, "collection_tone_reason": "Our lawyer wants it so"})
        self.script.body = THREAT
        self.assertTrue(self.script.collection_tone_reason)
        self.script.body = THREAT.replace("sue you", "sue you soon")
        self.assertFalse(self.script.collection_tone_reason)
        self.assertFalse(self.script.collection_tone_user_id)

    def test_no_reason_covers_a_missing_opt_out(self):
        self.script.write({"body": NO_OPT_OUT, "collection_tone_reason": "Short is beautiful"})
        with self.assertRaisesRegex(ValidationError, "no more texts"):
            self.policy.action_send_automatically()

    def test_every_active_language_is_checked(self):
        self.env["res.lang"].sudo()._activate_lang("es_ES")
        self.script.with_context(lang="es_ES").body = KIND
        self.script.update_field_translations("body", {"es_ES": NO_OPT_OUT})
        with self.assertRaisesRegex(ValidationError, "Spanish"):
            self.level.approve_first = False
        self.script.update_field_translations("body", {"es_ES": KIND})
        self.level.approve_first = False
        with self.assertRaisesRegex(ValidationError, "Spanish"):
            self.script.update_field_translations("body", {"es_ES": NO_OPT_OUT})

    def test_a_collector_writes_no_reason(self):
        self.collector.sudo().group_ids -= self.env.ref(
            "collection_sms.collection_sms_group_manager"
        )
        with self.assertRaises(AccessError):
            self.script.collection_tone_reason = "Let it go"

    def test_scripts_off_the_ladder_need_no_opt_out(self):
        thanks = self.env.ref("collection_sms.sms_template_thank_you")
        self.assertFalse(thanks.collection_has_findings)

    def test_plain_letters_where_they_save_a_segment(self):
        case = self.make_case()
        long = "Olá {{ object.text_name }}" + " e obrigado" * 9
        self.assertIn("Ola", case._fill_script(long))
        self.assertIn("Olá", case._fill_script("Olá {{ object.text_name }}"))
        self.company.sudo().collection_plain_letters = False
        self.assertIn("Olá", case._fill_script(long))

    def test_what_a_text_costs(self):
        case = self.make_case()
        self.company.sudo().collection_segment_price = 0.25
        with Form(self.script, view="sms.sms_template_view_form") as form:
            form.collection_sample_case_id = case
            self.assertRegex(form.collection_sample_count, r"Segments: 2 · ≈ .*0\.50")
        self.company.sudo().collection_segment_price = 0.0079
        self.assertRegex(self.script._describe_length("Hello"), r"≈ .*7\.90.* per 1,000 texts")

    def make_case(self):
        self.make_invoice(10, 1234.5)
        case = self.env["collection.case"].sudo()._refresh(self.customer)
        case._decide_again()
        return case.with_user(self.collector)


@tagged("post_install", "-at_install")
class TestScriptToneTour(CollectionCommon, HttpCase):
    browser_size = "1366x768"
    frozen = False

    def test_manager_mends_a_threat(self):
        make_manager(self.collector)
        script = self.levels["reminder"].template_id
        script.body = KIND
        url = f"/odoo/collection-scripts/{script.id}"
        self.start_tour(url, "collection_mend_script", login="collector")
        self.assertNotIn("sue", script.body)

    def test_manager_reads_why_a_policy_does_not_send(self):
        make_manager(self.collector)
        self.levels["reminder"].template_id.body = THREAT
        url = f"/odoo/collection-policies/{self.policy.id}"
        self.start_tour(url, "collection_send_automatically", login="collector")
        self.assertTrue(self.levels["reminder"].approve_first)
