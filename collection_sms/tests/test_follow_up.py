from odoo.tests import tagged
from psycopg2.extras import Json

from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestFollowUp(CollectionCommon):
    def test_a_fresh_database_texts_nobody(self):
        self.make_invoice(20)
        self.run_cron()
        self.run_queue()
        self.assertEqual(self.texts_of().state, "draft")
        self.assertFalse(self.env["sms.sms"].search([("number", "=", self.customer.phone)]))

    def test_an_old_invoice_never_texted_before_starts_gently(self):
        self.send_automatically()
        self.make_invoice(150)
        self.run_cron()
        self.assertEqual(self.texts_of().level_id, self.levels["reminder"])

    def test_five_overdue_invoices_are_one_text_about_their_sum(self):
        self.send_automatically()
        moves = [self.make_invoice(days) for days in (5, 12, 30, 46, 80)]
        self.run_cron()
        text = self.texts_of()
        self.assertEqual(len(text), 1)
        self.assertIn("500.00", text.body)
        self.assertEqual(text.line_ids.move_id, self.env["account.move"].union(*moves))
        self.assertEqual({move.collection_level_id for move in moves}, {self.levels["reminder"]})

    def test_the_text_names_customer_company_amount_date_and_link(self):
        self.send_automatically()
        self.make_invoice(9, 1234.5)
        self.run_cron()
        body = self.texts_of().body
        for words in ("Salthill Gallery", "Harbour & Pine", "1,234.50", "11 Nov 2026"):
            self.assertIn(words, body)
        self.assertIn(f"/c/{self.case_of().sudo().access_token}", body)
        self.assertNotIn("\u00a0", body)

    def test_running_twice_sends_nothing_twice(self):
        self.send_automatically()
        self.make_invoice(5)
        self.run_cron()
        self.run_cron()
        self.run_queue()
        self.run_queue()
        self.assertEqual(self.texts_of().mapped("state"), ["delivered"])

    def test_the_ladder_climbs_one_level_per_contact(self):
        self.send_automatically()
        self.make_invoice(100)
        self.run_cron()
        with self.on_day(5):
            self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        with self.on_day(6):
            self.run_cron()
        self.assertEqual(
            self.texts_of().level_id, self.levels["reminder"] + self.levels["collaboration"]
        )

    def test_a_fresh_invoice_keeps_its_own_lower_level(self):
        self.send_automatically()
        old = self.make_invoice(30)
        self.run_cron()
        fresh = self.make_invoice(4)
        with self.on_day(6):
            self.run_cron()
        self.assertEqual(old.collection_level_id, self.levels["collaboration"])
        self.assertEqual(fresh.collection_level_id, self.levels["reminder"])
        self.assertEqual(self.texts_of()[-1].level_id, self.levels["collaboration"])

    def test_each_instalment_has_its_own_due_date(self):
        self.send_automatically()
        move = self.make_invoice_in_installments(20, 1000.0)
        self.run_cron()
        self.assertEqual(self.texts_of().amount_due, 300.0)
        levels = move.line_ids.filtered("collection_case_id").mapped("collection_level_id")
        self.assertEqual(levels, self.levels["reminder"])

    def test_who_pays_in_part_is_asked_for_the_rest(self):
        self.send_automatically()
        self.pay(self.make_invoice(10), 40.0)
        self.run_cron()
        self.assertIn("60.00", self.texts_of().body)

    def test_two_currencies_are_both_named(self):
        self.send_automatically()
        self.make_invoice(10)
        currency = self.setup_other_currency("EUR")
        self.make_invoice(10, 50.0, currency_id=currency.id)
        self.run_cron()
        self.assertEqual(len(self.case_of().due_amounts), 2)
        self.assertIn(currency.symbol, self.texts_of().body)

    def test_the_customer_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.customer.lang = "de_DE"
        template = self.levels["reminder"].template_id
        template.with_context(lang="de_DE").body = (
            "Hallo, {{ object.text_amount }} seit {{ object.text_due_date }}. "
            "{{ object.text_company }} {{ object.text_link }} {{ object.text_opt_out }}"
        )
        self.send_automatically()
        self.make_invoice(10, 1234.5)
        self.run_cron()
        self.assertRegex(self.texts_of().body, r"^Hallo, .*1\.234,50.* seit 10\.11\.2026\. ")

    def test_the_last_level_hands_over_to_a_person(self):
        self.send_automatically()
        move = self.make_invoice(100)
        self.run_cron()
        line = move.line_ids.filtered("collection_case_id")
        self.env["account.move.line"]._reach_levels({line.id: self.levels["final"].id}, TODAY)
        with self.on_day(30):
            self.run_cron()
        case = self.case_of()
        self.assertEqual((case.state, case.hold_reason), ("review", "in_review"))
        self.assertTrue(case.activity_ids)
        self.assertEqual(len(self.texts_of()), 1)
        case.action_resume()
        self.assertEqual(case.state, "active")

    def test_the_contact_for_collections_gets_the_text(self):
        self.send_automatically()
        contact = self.make_customer(
            "Aoife Brennan", "+353860000127", parent_id=self.customer.id, is_company=False
        )
        self.customer.collection_contact_id = contact
        self.make_invoice(10, partner=contact)
        self.run_cron()
        self.assertEqual(self.texts_of().number, "+353860000127")
        self.assertIn("Aoife Brennan", self.texts_of().body)

    def test_follow_up_now_is_the_same_path(self):
        move = self.make_invoice(10)
        move.with_user(self.collector).action_collection_follow_up()
        self.assertEqual(self.texts_of().state, "draft")
        self.customer.with_user(self.collector).action_collection_follow_up()
        self.case_of().action_follow_up_now()
        self.assertEqual(len(self.texts_of()), 1)

    def test_one_customer_whose_text_cannot_be_written_holds_back_nobody_else(self):
        self.send_automatically()
        self.env["res.lang"]._activate_lang("de_DE")
        template = self.levels["reminder"].template_id
        # A translation gets past the check on saving.
        self.env.cr.execute(
            "UPDATE sms_template SET body = body || %s WHERE id = %s",
            [Json({"de_DE": "Hallo {{ object.unbekannt }}"}), template.id],
        )
        template.invalidate_recordset()
        german = self.make_customer("Café Spreeblick", "+4917604069052", lang="de_DE")
        self.make_invoice(10)
        self.make_invoice(10, partner=german)
        with self.assertLogs("odoo.addons.collection_sms", "ERROR"):
            self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        case = self.case_of(german)
        self.assertEqual((case.state, case.hold_reason), ("held", "failed"))
        self.assertIn("object.unbekannt", case.hold_explanation)
        self.assertTrue(case.activity_ids)

    def test_a_customer_without_a_policy_holds_back_nobody_else(self):
        self.send_automatically()
        self.policy.active = False
        person = self.make_customer("Saoirse Nolan", "+353850000131", is_company=False)
        self.make_invoice(10)
        self.make_invoice(10, partner=person)
        self.run_cron()
        self.assertEqual(self.case_of().hold_reason, "policy_off")
        self.assertEqual(len(self.texts_of(person)), 1)

    def test_a_language_that_is_off_falls_back(self):
        self.send_automatically()
        self.make_invoice(10)
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'it_IT' WHERE id = %s", [self.customer.id]
        )
        self.customer.invalidate_recordset()
        self.run_cron()
        self.assertIn("gentle reminder", self.texts_of().body)

    def test_one_heads_up_at_a_time_about_one_date(self):
        self.send_automatically()
        self.make_invoice(-3, 100.0)
        self.run_cron()
        self.make_invoice(-1, 30.0)
        self.run_cron()
        self.assertEqual(self.texts_of().mapped("amount_due"), [100.0])
        self.make_invoice(-2, 70.0, partner=(other := self.make_customer("B", "+353850000131")))
        self.make_invoice(-1, 30.0, partner=other)
        self.run_cron()
        self.assertEqual(self.texts_of(other).amount_due, 30.0)

    def test_a_customer_who_joins_another_keeps_their_place_on_the_ladder(self):
        self.send_automatically()
        move = self.make_invoice(30)
        self.run_cron()
        case = self.case_of()
        holding = self.make_customer("Galleries of the West", "+353850000131")
        self.customer.write({"parent_id": holding.id, "is_company": False})
        self.run_cron()
        self.assertEqual((case.partner_id, case.state), (holding, "active"))
        self.assertEqual(move.collection_level_id, self.levels["reminder"])
        self.assertEqual(len(case.text_ids), 1)

    def test_merged_customers_keep_one_open_case(self):
        self.send_automatically()
        self.make_invoice(10)
        double = self.make_customer("Salthill Gallery Ltd", "+353850000131")
        self.make_invoice(10, partner=double)
        self.run_cron()
        cases = self.case_of() + self.case_of(double)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((self.customer + double).ids, self.customer, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(cases.mapped("state"), ["active", "closed"])
        self.assertEqual(cases[1].outcome, "merged")
        self.run_cron()
        self.assertEqual(len(cases[0].open_line_ids), 2)
        self.assertEqual(len(self.texts_of()), 2)

    def test_preview_says_who_and_why_and_sends_nothing(self):
        self.send_automatically()
        self.make_invoice(10)
        landline = self.make_customer("Strand School", "+353539000183")
        self.make_invoice(10, partner=landline)
        action = self.env["collection.preview"].with_user(self.collector).action_open_all()
        preview = self.env["collection.preview"].with_user(self.collector).browse(action["res_id"])
        mine = preview.line_ids.filtered(
            lambda line: line.case_id.partner_id in (self.customer, landline)
        )
        self.assertEqual(set(mine.mapped("outcome")), {"text", "hold"})
        self.assertIn("landline", mine.filtered(lambda line: line.outcome == "hold").reason)
        self.assertFalse(self.texts_of())
