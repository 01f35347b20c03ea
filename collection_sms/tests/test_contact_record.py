import csv
import io

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .consent_common import ConsentCommon

NUMBER = "+353870000114"


@tagged("post_install", "-at_install")
class TestContactRecord(ConsentCommon, HttpCase):
    """All that was said either way with one customer, in one company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector.password = "collector-of-tests"
        cls.send_automatically()
        cls.make_invoice(10, 120.0)
        cls.stranger = cls.make_customer("Turning Page Books", "+353850000131")
        cls.make_invoice(10, 777.0, partner=cls.stranger)

    def setUp(self):
        super().setUp()
        for xmlid in ("collection_sms.ir_cron_follow_up", "sms.ir_cron_sms_scheduler_action"):
            self.env.ref(xmlid).sudo().method_direct_trigger()
        self.env.invalidate_all()

    def say(self, body):
        """The customer answers by text."""
        messages = self.env["collection.message"].with_user(self.collector)
        return messages._receive(NUMBER, body, self.company)

    def record(self):
        return self.customer.with_user(self.collector)._contact_record(self.company)

    def download(self, partner=None, company=None, login="collector"):
        """The table, as somebody's browser gets it."""
        if login:
            self.authenticate(login, "collector-of-tests")
        partner, company = partner or self.customer, company or self.company
        return self.url_open(f"/collection_sms/contact_record/{company.id}/{partner.id}")

    def test_everything_is_there_and_nothing_of_others(self):
        self.say("Please stop texting me, I pay on Friday")
        case = self.case_of()
        self.env["collection.promise"].with_user(self.collector).create(
            {
                "case_id": case.id,
                "amount": 50.0,
                "date": "2026-12-01",
                "currency_id": self.company.currency_id.id,
            }
        )
        self.env["collection.request"].with_user(self.collector).create(
            {
                "case_id": case.id,
                "kind": "call",
                "date": "2026-11-25",
                "part": "morning",
                "note": "After five",
            }
        )
        lines = self.record()
        kinds = {line["kind"] for line in lines}
        self.assertEqual(kinds, {"Message", "Consent", "Promise to Pay", "Request of a Customer"})
        [out] = [line for line in lines if line["state"] == "Delivered"]
        self.assertIn("120.00", out["words"])
        self.assertEqual((out["level"], out["address"]), (self.levels["reminder"].name, NUMBER))
        said = " ".join(line["words"] for line in lines)
        self.assertIn("I pay on Friday", said)
        self.assertIn("After five", said)
        self.assertNotIn("777.00", said)
        self.assertEqual(lines, sorted(lines, key=lambda line: line["moment"]))

    def test_moments_are_those_of_the_company(self):
        self.company.partner_id.tz = "Asia/Kolkata"
        self.log._withdraw(self.customer, self.company, {"letter"}, "page")
        [line] = [line for line in self.record() if line["kind"] == "Consent"]
        self.assertEqual(str(line["moment"]), "2026-11-20 15:30:00")

    def test_a_draft_is_no_contact(self):
        self.texts_of().sudo().state = "draft"
        self.assertFalse(self.record())

    def test_the_table_has_no_formulas(self):
        for body in ("=1+1", "+1", "-1", "@SUM(A1)", "ça va, “quoted”"):
            self.say(body)
        answer = self.download()
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        words = {row["Words"] for row in rows}
        self.assertLessEqual({"'=1+1", "'+1", "'-1", "'@SUM(A1)", "ça va, “quoted”"}, words)
        for row in rows:
            for cell in row.values():
                self.assertFalse(cell.startswith(("=", "+", "-", "@", "\t")))
        self.assertEqual(rows[0]["Number or Email"], f"'{NUMBER}")

    def test_the_case_offers_the_same_table(self):
        action = self.case_of().action_contact_record_csv()
        self.authenticate("collector", "collector-of-tests")
        self.assertEqual(self.url_open(action["url"]).status_code, 200)

    def test_who_may_not_read_it_gets_nothing(self):
        answer = self.download(login=None)
        self.assertIn("/web/login", answer.url)
        clerk = new_test_user(
            self.env, "clerk", groups="account.group_account_invoice", password="collector-of-tests"
        )
        self.assertTrue(clerk)
        self.assertEqual(self.download(login="clerk").status_code, 403)
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.assertEqual(self.download(company=other).status_code, 403)
        private = self.make_customer("Of the Other", "+353850000999", company_id=other.id)
        self.assertEqual(self.download(partner=private).status_code, 403)

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "Other Pine"})
        self.log._withdraw(self.customer, other, {"letter"}, "page")
        self.collector.company_ids = [Command.link(other.id)]
        kinds = [line["kind"] for line in self.record()]
        self.assertNotIn("Consent", kinds)
        table = self.download(company=other).content.decode()
        self.assertIn("Letter", table)
        self.assertNotIn("120.00", table)

    def test_it_prints(self):
        self.say("<script>alert(1)</script>")
        self.customer.lang = "en_US"
        reports = self.env["ir.actions.report"].with_user(self.collector)
        for report, record in (
            ("collection_sms.collection_contact_record_report", self.case_of()),
            ("collection_sms.collection_contact_record_report_partner", self.customer),
        ):
            html = reports._render_qweb_html(report, record.ids)[0].decode()
            self.assertIn("Contact record", html)
            self.assertIn("120.00", html)
            self.assertNotIn("777.00", html)
            self.assertNotIn("<script>alert(1)", html)

    def test_people_without_rights_print_nothing(self):
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.customer.with_user(clerk)._contact_record(self.company)
