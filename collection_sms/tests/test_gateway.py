import hmac
from unittest.mock import patch

from odoo import Command
from odoo.addons.collection_sms.gateways.carrier import Answer, Verdict
from odoo.addons.collection_sms.gateways.webhook import Webhook
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.misc import file_open

from .common import CollectionCommon

MANAGER = "collection_sms.collection_sms_group_manager"
ADMINISTRATOR = f"base.group_system,{MANAGER}"
SECRETS = {"username": "harbour", "password": "pass", "token": "k3y"}


@tagged("post_install", "-at_install")
class TestGateway(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        cls.manager = new_test_user(cls.env, "manager", groups=MANAGER, **company)
        cls.admin = new_test_user(cls.env, "administrator", groups=ADMINISTRATOR, **company)
        cls.gateways = cls.env["collection.gateway"].with_user(cls.admin)
        cls.gateway = cls.gateways.create({"name": "Vonage", "preset": "vonage", **SECRETS})

    def test_choosing_a_carrier_fills_in_the_form(self):
        form = Form(self.gateways)
        form.name = "Kannel in the cellar"
        form.preset = "kannel"
        self.assertEqual(form.method, "GET")
        form.username = "me"
        form.preset = "infobip"
        self.assertFalse(form.username)
        form.preset = "kannel"
        gateway = form.save()
        names = gateway.parameter_ids.mapped("name")
        self.assertEqual(names[:4], ["username", "password", "from", "to"])
        self.assertEqual(len(names), 9)
        self.assertEqual(gateway._settings().report_states["16"], "refused")

    def test_the_form_asks_for_the_secrets_that_are_used(self):
        for preset, login, key in (
            ("kannel", True, False), ("playsms", True, True), ("infobip", False, True),
            ("plivo", True, False), ("telnyx", False, True),
        ):  # fmt: skip
            gateway = self.gateways.create({"name": preset, "preset": preset})
            self.assertEqual((gateway.needs_login, gateway.needs_key), (login, key), preset)

    def test_every_preset_makes_a_gateway_that_works(self):
        for preset, name in self.gateways._fields["preset"]._description_selection(self.env):
            gateway = self.gateways.create({"name": name, "preset": preset})
            self.assertTrue(gateway._settings().url)
            self.assertTrue(gateway.preset_setup)

    def test_values_of_ones_own_go_before_the_presets(self):
        gateway = self.gateways.create(
            {"name": "x", "preset": "kannel", "url": "http://10.0.0.9/sms", "coding_unicode": "8"}
        )
        settings = gateway._settings()
        self.assertEqual((settings.url, settings.coding_unicode), ("http://10.0.0.9/sms", "8"))
        self.assertEqual(len(settings.parameters), 9)

    def test_a_preset_can_be_filled_in_anew(self):
        self.gateway.write({"success_path": "x", "parameter_ids": [Command.clear()]})
        self.gateway._apply_preset()
        settings = self.gateway._settings()
        self.assertEqual(
            (settings.success_path, len(settings.parameters)), ("messages.0.status", 8)
        )
        self.assertEqual(settings.password, "pass")

    def test_a_copy_has_no_secrets_and_an_address_of_its_own(self):
        copy = self.gateway.copy()
        self.assertFalse(copy.username or copy.password or copy.token)
        self.assertNotEqual(copy.webhook_token, self.gateway.webhook_token)
        self.assertEqual(len(copy.parameter_ids), 8)

    def test_what_cannot_work_is_said_on_saving(self):
        for values, words in (
            ({"url": "http://sms.example.com/"}, "https"),
            ({"url": "https://me:secret@sms.example.com/"}, "Login"),
            ({"url": "file:///etc/passwd"}, "no address"),
            ({"url": False}, "no address"),
            ({"success_regex": "("}, "pattern"),
            ({"report_states": "OK = arrived"}, "arrived"),
            ({"retry_statuses": "many"}, "figures"),
            ({"parameter_ids": [Command.create({"name": "to", "value": "{nmber}"})]}, "{nmber}"),
            ({"body_format": "json", "json_template": "{"}, "JSON"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.gateway.write(values)
        with self.assertRaisesRegex(ValidationError, "{txt}"), self.cr.savepoint():
            self.gateway.parameter_ids[0].value = "{txt}"

    def test_managers_order_gateways_and_see_no_secret(self):
        gateway = self.gateway.with_user(self.manager)
        gateway.write({"sequence": 1, "rate": 5, "segment_price": 0.05})
        hidden = "username password token webhook_token report_url url parameter_ids signature_key"
        for name in hidden.split():
            with self.assertRaises(AccessError):
                gateway.read([name])
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"url": "https://evil.example"},
            {"auth": "none"},
            {"preset": "json"},
            {"company_id": other.id},
            {"json_template": "{}"},
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                gateway.write(values)
        with self.assertRaises(AccessError):
            self.env["collection.gateway"].with_user(self.manager).create({"name": "x"})
        with self.assertRaises(AccessError):
            self.gateway.parameter_ids.with_user(self.manager).read(["value"])
        with Form(gateway) as form:
            form.name = "Vonage, Ireland"

    def test_collectors_change_nothing(self):
        gateway = self.gateway.with_user(self.collector)
        self.assertEqual(gateway.name, "Vonage")
        with self.assertRaises(AccessError), self.cr.savepoint():
            gateway.write({"sequence": 1})

    def test_another_company_sees_no_gateway(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "stranger", groups=ADMINISTRATOR,
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        self.assertFalse(self.env["collection.gateway"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.gateway.parameter_ids.with_user(stranger).read(["value"])

    def test_secrets_are_not_in_the_chatter(self):
        self.gateway.write({"password": "n3wpass", "token": "n3wkey", "url": "https://x.example/y"})
        self.env.flush_all()
        self.cr.precommit.run()
        told = self.gateway.message_ids.tracking_value_ids
        self.assertNotIn("n3w", str(told.mapped("new_value_char")))

    def test_senders_by_country(self):
        countries = {code: self.env.ref(f"base.{code}").id for code in ("ie", "us")}
        self.gateway.sender_ids = [
            Command.create({"name": "+353860000001", "country_id": countries["ie"],
                            "can_receive": True}),
            Command.create({"name": "72345", "country_id": countries["us"], "can_receive": True}),
            Command.create({"name": "Harbour"}),
        ]  # fmt: skip
        for number, sender, replies in (
            ("+353870000114", "+353860000001", True),
            ("+12125550123", "72345", True),
            ("+4915112345678", "Harbour", False),
        ):
            self.assertEqual(self.gateway._sender_for(number), sender)
            self.assertEqual(self.gateway._takes_replies_from(number), replies)
        self.gateway.sender_ids[2].unlink()
        self.assertEqual(self.gateway._sender_for("+4915112345678"), "")

    def test_a_sender_that_no_phone_shows_is_refused(self):
        for values in ({"name": "Harbour & Pine Ltd"}, {"name": "Café"}, {"name": "x\ny"},
                       {"name": "Harbour", "can_receive": True}, {"name": " "}):  # fmt: skip
            with self.assertRaises(ValidationError), self.cr.savepoint():
                self.gateway.sender_ids = [Command.create(values)]

    def test_new_addresses(self):
        before = self.gateway.reply_url
        self.gateway.action_new_addresses()
        self.assertNotEqual(self.gateway.reply_url, before)
        self.assertGreaterEqual(len(self.gateway.webhook_token), 24)
        with self.assertRaises(AccessError):
            self.gateway.with_user(self.manager).action_new_addresses()

    def test_a_test_text_is_sent_at_once_and_its_answer_shown(self):
        sent = []

        def carrier(settings, outgoing, session):
            sent.append(outgoing)
            return Answer(Verdict.REFUSED, code="15", reason="Invalid Sender")

        trial = self.env["collection.gateway.trial"].with_user(self.manager)
        trial = trial.create(
            {"gateway_id": self.gateway.id, "number": "087 000 0114", "body": "Hi"}
        )
        self.company.country_id = self.env.ref("base.ie")
        with patch("odoo.addons.collection_sms.models.collection_gateway_trial.send", carrier):
            trial.action_send()
        self.assertEqual((sent[0].number, sent[0].body), ("+353870000114", "Hi"))
        self.assertIn("refused the text. It said: 15 Invalid Sender", trial.answer)
        self.assertIn("+353870000114", self.gateway.message_ids[0].body)
        with self.assertRaises(AccessError):
            trial.with_user(self.collector).action_send()

    def test_signed_reports(self):
        self.assertEqual(self.gateway._signature_headers(), ())
        self.gateway.write({"signature_header": "X-Sign", "signature_key": "k"})
        self.assertEqual(self.gateway._signature_headers(), ("x-sign",))
        body = b'{"messageId": "1"}'
        signature = hmac.new(b"k", body, "sha256").hexdigest()
        for shown, passes in ((signature, True), ("0" * 64, False), ("", False)):
            webhook = Webhook("POST", body=body, headers={"x-sign": shown})
            self.assertEqual(self.gateway._is_signed(webhook), passes)

    def test_a_copy_of_the_database_knows_no_secret_and_hears_no_carrier(self):
        self.gateway.signature_key = "whsec"
        token = self.gateway.webhook_token
        self.env.flush_all()
        with file_open("collection_sms/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        gateway = self.gateway
        self.assertFalse(gateway.active)
        self.assertFalse(
            gateway.username or gateway.password or gateway.token or gateway.signature_key
        )
        self.assertNotEqual(gateway.webhook_token, token)

    def test_an_archived_gateway_may_be_unfinished(self):
        self.gateway.write({"active": False, "url": False})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.gateway.active = True


@tagged("post_install", "-at_install")
class TestCarrierErrors(CollectionCommon):
    def test_known_codes_say_whether_the_number_fails_for_good(self):
        errors = self.env["collection.carrier.error"].with_user(self.collector)
        for carrier, code, meaning, failed in (
            ("twilio", "21610", "opted_out", False),
            ("twilio", "30005", "number", True),
            ("vonage", "9", "credit", False),
            ("vonage", "report 3", "number", True),
            ("vonage", "report 9", "opted_out", False),
            ("messagebird", "report 1", "number", True),
            ("plivo", "80", "unreachable", False),
        ):
            error = errors._for_code(carrier, code)
            self.assertEqual((error.meaning, error.number_failed), (meaning, failed))
            self.assertTrue(error.words)
        self.assertFalse(errors._for_code("kannel", "9"))
