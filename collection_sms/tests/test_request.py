from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY
from .test_promise import PromiseCommon


def day(days):
    """The date ``days`` after TODAY."""
    return TODAY + timedelta(days=days)


class RequestCommon(PromiseCommon):
    """Short ways to ask for something and to answer it."""

    def ask(self, kind, case=None, invoices=(), **values):
        """A request that the collections user records."""
        lines = [Command.create({"move_id": move.id}) for move in invoices]
        return (
            self.env["collection.request"]
            .with_user(self.collector)
            .create({"case_id": (case or self.case).id, "kind": kind, "line_ids": lines, **values})
        )

    def dispute(self, *invoices, **values):
        """A dispute of ``invoices`` told on the phone."""
        return self.ask("dispute", invoices=invoices, **{"reason": "amount", **values})

    def answer(self, request, **values):
        """Answer as the form does, as the collections user."""
        wizard = (
            self.env["collection.request.answer"]
            .with_user(self.collector)
            .create({"request_id": request.id, **values})
        )
        wizard.action_answer()
        return wizard


@tagged("post_install", "-at_install")
class TestRequest(RequestCommon):
    def test_more_time_within_the_policy_is_granted_and_drops_the_draft(self):
        self.levels["reminder"].approve_first = True
        self.run_cron()
        self.assertEqual(self.texts_of().state, "draft")
        request = self.ask("extension", date=day(14))
        self.assertEqual(self.texts_of().state, "cancelled")
        self.assertEqual((request.state, request.granted_until), ("granted", day(14)))
        self.assertEqual((self.case.state, self.case.hold_reason), ("held", "extension"))
        self.assertEqual(self.case.next_contact.date(), day(15))
        self.assertIn("12/04/2026", self.case.hold_explanation)
        self.assertFalse(request.activity_ids)
        self.assertIn("Request told to us", self.case.message_ids[0].body)

    def test_it_stops_a_text_that_waits_in_the_queue(self):
        self.run_cron()
        self.assertEqual(self.texts_of().state, "queued")
        self.ask("extension", date=day(3))
        self.run_queue()
        self.assertEqual(
            (self.texts_of().state, self.texts_of().cancel_reason), ("cancelled", "held")
        )

    def test_after_the_day_it_expires_and_the_ladder_goes_on_where_it_stopped(self):
        self.run_cron()
        request = self.ask("extension", date=day(8))
        with self.on_day(8):
            self.run_cron()
            self.assertEqual((request.state, len(self.texts_of())), ("granted", 1))
        with self.on_day(9):
            self.run_cron()
        self.assertEqual((request.state, request.settled_on), ("expired", day(9)))
        self.assertEqual(self.texts_of()[-1].level_id, self.levels["collaboration"])
        self.assertIn("the follow-up goes on", " ".join(self.case.message_ids.mapped("body")))

    def test_beyond_the_policy_it_waits_with_a_to_do_and_the_ladder_rests_14_days(self):
        request = self.ask("extension", date=day(30), note="Our bank is slow")
        self.assertEqual((request.state, request.rests_until), ("waiting", day(14)))
        self.assertEqual(self.case.hold_reason, "request_waiting")
        self.assertIn("more time until 12/20/2026", request.activity_ids.summary)
        self.assertIn("Our bank is slow", request.activity_ids.note)
        with self.on_day(14):
            self.run_cron()
            self.assertFalse(self.texts_of())
        with self.on_day(15):
            self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        self.assertEqual(request.state, "waiting")
        self.assertTrue(request.activity_ids)

    def test_granted_by_staff_it_closes_the_to_do_and_texts_if_wished(self):
        request = self.ask("extension", date=day(30))
        self.answer(request, words="Of course, Aoife.", text_customer=True)
        self.assertEqual((request.state, request.granted_until), ("granted", day(30)))
        self.assertEqual(request.answered_by_id, self.collector)
        self.assertFalse(request.activity_ids)
        self.assertEqual(
            (self.case.hold_reason, self.case.next_contact.date()), ("extension", day(31))
        )
        text = self.texts_of()
        self.assertIn(self.case.access_token, text.body)
        self.assertFalse(text.level_id)
        wizard = self.answer(request, until=day(40), text_customer=True)
        self.assertFalse(wizard.can_text)
        self.assertEqual((request.granted_until, len(self.texts_of())), (day(40), 1))
        self.run_queue()
        self.assertIn(self.texts_of().state, ("sent", "delivered"))

    def test_nobody_who_opted_out_is_texted_of_an_answer(self):
        self.env["phone.blacklist"].sudo().add(self.customer.phone_sanitized)
        request = self.ask("extension", date=day(30))
        wizard = self.answer(request, verdict="declined", text_customer=True)
        self.assertFalse(wizard.can_text)
        self.assertFalse(self.texts_of())

    def test_declined_the_ladder_goes_on_at_once(self):
        request = self.ask("extension", date=day(30))
        self.answer(request, verdict="declined", words="We are sorry.")
        self.assertEqual((request.state, request.settled_on), ("declined", TODAY))
        self.assertFalse(request.activity_ids)
        self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)
        with self.assertRaises(UserError):
            self.answer(request, verdict="granted", until=day(5))

    def test_every_kind_has_its_answers(self):
        for kind, values, verdict in (
            ("extension", {"date": day(30)}, "done"),
            ("paid", {"date": day(-1)}, "granted"),
            ("call", {"date": day(1), "part": "morning"}, "granted"),
        ):
            request = self.ask(kind, **values)
            with self.assertRaises(UserError):
                self.answer(request, verdict=verdict, until=day(5))
            self.assertEqual(request.state, "waiting")

    def test_a_day_in_the_past_is_no_answer(self):
        request = self.ask("extension", date=day(30))
        for until in (False, day(-1)):
            with self.assertRaises(UserError):
                self.answer(request, until=until)
        self.assertEqual(request.state, "waiting")

    def test_the_second_wish_for_more_time_is_for_a_person_the_third_rests_nothing(self):
        first = self.ask("extension", date=day(5))
        first.action_close()
        second = self.ask("extension", date=day(5))
        self.assertEqual((second.state, second.rests_until), ("waiting", day(14)))
        second.action_withdraw()
        self.assertEqual(second.state, "withdrawn")
        third = self.ask("extension", date=day(5))
        self.assertEqual((third.state, third.rests_until), ("waiting", False))
        self.run_cron()
        self.assertEqual(len(self.texts_of()), 1)

    def test_hardship_is_a_hard_hold_with_a_person(self):
        self.company.collection_user_id = self.collector
        self.case.user_id = False
        request = self.ask("hardship", note="I lost my job")
        self.assertEqual((request.state, request.granted_until), ("granted", day(60)))
        self.assertEqual(self.case.user_id, self.collector)
        self.assertEqual(request.activity_ids.user_id, self.collector)
        self.assertEqual(self.case.hold_reason, "hardship")
        self.make_refund(500)
        self.run_cron()
        self.assertEqual(self.case.hold_reason, "hardship")
        with self.on_day(60):
            self.run_cron()
            self.assertFalse(self.texts_of())
        with self.on_day(61):
            self.run_cron()
        self.assertEqual(request.state, "expired")
        self.assertTrue(request.activity_ids)

    def test_after_hardship_a_case_with_a_person_stays_with_that_person(self):
        self.case.action_take_over()
        self.ask("hardship", date=day(20))
        self.assertEqual((self.case.state, self.case.hold_reason), ("review", "hardship"))
        with self.on_day(21):
            self.run_cron()
        self.assertEqual((self.case.state, self.case.hold_reason), ("review", "in_review"))
        self.assertFalse(self.texts_of())

    def test_hardship_is_granted_by_itself_once_per_case(self):
        self.ask("hardship", date=day(20)).action_close()
        again = self.ask("hardship", date=day(20))
        self.assertEqual((again.state, self.case.hold_reason), ("waiting", "request_waiting"))
        self.answer(again, until=day(90))
        self.assertEqual((again.state, self.case.next_contact.date()), ("granted", day(91)))

    def test_paid_already_holds_while_somebody_checks_the_bank(self):
        request = self.ask("paid", date=day(-2), reference="RF18 5390")
        self.assertEqual((request.state, request.rests_until), ("waiting", day(7)))
        self.assertEqual(self.case.hold_reason, "checking_payment")
        self.assertIn("RF18 5390", request.activity_ids.summary)
        with self.on_day(7):
            self.run_cron()
            self.assertFalse(self.texts_of())
        with self.on_day(8):
            self.run_cron()
        self.assertEqual((request.state, len(self.texts_of())), ("expired", 1))

    def test_paid_already_is_done_when_the_money_is_in_the_ledger(self):
        self.make_invoice(-20, 50.0)
        request = self.ask("paid", date=day(-2))
        self.pay(self.invoice, 60.0)
        self.run_cron()
        self.assertEqual(request.state, "waiting")
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(request.state, "done")
        self.assertFalse(request.activity_ids)
        self.assertNotEqual(self.case.state, "closed")

    def test_a_payment_that_nobody_matched_yet_is_money_in_the_ledger(self):
        request = self.ask("paid", date=day(-2))
        self.make_refund(120.0)
        self.run_cron()
        self.assertEqual(request.state, "done")
        self.assertEqual(self.case.hold_reason, "unreconciled_credit")

    def test_a_call_is_an_activity_of_that_day(self):
        request = self.ask("call", date=day(3), part="morning", number="+353 1 555 0100")
        activity = request.activity_ids
        self.assertEqual(activity.date_deadline, day(3))
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertIn("+353 1 555 0100", activity.summary)
        self.assertEqual(
            (self.case.hold_reason, self.case.next_contact.date()), ("request_waiting", day(4))
        )
        with self.on_day(4):
            self.run_cron()
        self.assertEqual((request.state, len(self.texts_of())), ("waiting", 1))
        self.answer(request, verdict="done")
        self.assertEqual(request.state, "done")

    def test_a_closed_case_closes_its_requests(self):
        requests = (
            self.ask("extension", date=day(30))
            + self.ask("hardship")
            + self.ask("call", date=day(1), part="morning")
            + self.dispute(self.invoice)
        )
        self.pay(self.invoice)
        self.run_cron()
        self.assertEqual(self.case.state, "closed")
        self.assertEqual(set(requests.mapped("state")), {"done"})
        self.assertFalse(requests.activity_ids)
        self.assertEqual(self.invoice.payment_state, "paid")
        with self.assertRaises(UserError):
            self.ask("call", date=day(1), part="morning")

    def test_customers_who_are_merged_keep_what_they_asked_for(self):
        partner = self.make_customer("Salthill Gallery Ltd", "+353850000131")
        theirs = self.make_invoice(10, 60.0, partner=partner)
        self.env["collection.case"]._refresh()
        case = self.case_of(partner)
        dispute = self.dispute(theirs, case=case)
        hardship = self.ask("hardship", case=case)
        double = self.ask("call", case=case, date=day(2), part="morning")
        mine = self.ask("call", date=day(1), part="morning")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + partner).ids, self.customer)
        self.assertEqual((dispute + hardship + mine).case_id, self.case)
        self.assertEqual((dispute.state, hardship.state), ("waiting", "granted"))
        self.assertEqual((mine.state, double.state), ("waiting", "done"))
        self.run_cron()
        self.assertEqual(self.case.hold_reason, "hardship")
        self.assertEqual(theirs.payment_state, "blocked")

    def test_senseless_requests_are_refused_to_staff_too(self):
        stranger = self.make_customer("Turning Page Books", "+353850000131")
        foreign = self.make_invoice(10, 777.0, partner=stranger)
        for kind, values in (
            ("extension", {}),
            ("extension", {"date": TODAY}),
            ("extension", {"date": day(400)}),
            ("paid", {"date": day(1)}),
            ("call", {"date": day(1)}),
            ("dispute", {"reason": "amount"}),
            ("dispute", {"reason": "amount", "invoices": foreign}),
            ("dispute", {"reason": "other", "invoices": self.invoice}),
        ):
            with self.subTest(kind=kind, **values), self.assertRaises(UserError):
                self.ask(kind, **values)
        self.assertEqual(foreign.payment_state, "not_paid")
        self.assertEqual(self.invoice.payment_state, "not_paid")

    def test_what_was_asked_is_a_record(self):
        request = self.ask("extension", date=day(30))
        for values in ({"state": "granted"}, {"rests_until": day(90)}, {"note": "x"}):
            with self.assertRaises(UserError):
                request.write(values)
        with self.assertRaises(UserError):
            self.ask("hardship", state="granted", rests_until=day(900))

    def test_script_in_words_and_answers_is_text(self):
        script = "<script>alert(1)</script><img src=x onerror=alert(2)>"
        request = self.ask("extension", date=day(30), note=script)
        self.answer(request, verdict="declined", words=script)
        messages = self.case.message_ids + request.message_ids
        bodies = " ".join(messages.mapped("body")) + " ".join(
            self.env["mail.activity"]
            .search([("res_model", "=", "collection.request")])
            .mapped("note")
        )
        self.assertIn("&lt;script&gt;", bodies)
        for tag in ("<script", "<img"):
            self.assertNotIn(tag, bodies)
        again = self.ask("call", date=day(1), part="morning", note=script, number=script[:90])
        self.assertNotIn("<script", str(again.activity_ids.note))
        self.assertNotIn("<img", str(again.activity_ids.note))

    def test_the_wizard_records_by_the_rules_of_the_page(self):
        action = self.case.with_user(self.collector).action_record_request()
        wizards = (
            self.env["collection.request.wizard"]
            .with_user(self.collector)
            .with_context(**action["context"])
        )
        wizard = wizards.create({"note": "Aoife on the phone"})
        self.assertEqual(wizard.date, day(14))
        wizard.action_record()
        request = self.case.request_ids
        self.assertEqual((request.state, request.note), ("granted", "Aoife on the phone"))
        self.assertEqual(request.made_by_id, self.collector.partner_id)
        dispute = wizards.create({"kind": "dispute", "move_ids": self.invoice.ids})
        self.assertEqual(dispute.open_invoice_ids, self.invoice)
        dispute.action_record()
        self.assertEqual(self.invoice.payment_state, "blocked")

    def test_rights_and_companies(self):
        request = self.ask("extension", date=day(30))
        clerk = new_test_user(self.env, "clerk", groups="account.group_account_invoice")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="collection_sms.collection_sms_group_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            request.with_user(clerk).read(["note"])
        self.assertFalse(
            self.env["collection.request"].with_user(stranger).search([("id", "=", request.id)])
        )
        for user in (clerk, stranger):
            with self.assertRaises(AccessError):
                request.with_user(user).action_close()
        with self.assertRaises(AccessError):
            request.with_user(self.collector).unlink()
        self.assertEqual(request.state, "waiting")

    def test_the_judgement_takes_as_many_queries_for_many_as_for_one(self):
        for number in range(6):
            partner = self.make_customer(f"Customer {number}", f"+35387000020{number}")
            self.make_invoice(10, 120.0, partner=partner)
        self.env["collection.case"]._refresh()
        cases = self.env["collection.case"].search([("state", "!=", "closed")])
        for case in cases:
            self.ask("paid", case=case, date=day(-1))
            self.dispute(case.line_ids.move_id, case=case)
        counts = []
        for some in (cases[:2], cases):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._judge_agreements()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
