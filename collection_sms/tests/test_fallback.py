from odoo.tests import tagged

from .channel_common import ChannelCommon


@tagged("post_install", "-at_install")
class TestFallback(ChannelCommon):
    """What happens when a customer cannot be reached the preferred way."""

    def test_whoever_has_a_landline_gets_an_email(self):
        self.customer.phone = "053 900 0183"
        self.run_cron()
        email = self.texts_of()
        self.assertEqual((email.channel, email.email), ("email", self.customer.email))
        self.assertFalse(email.number)

    def test_the_policy_may_want_no_fallback(self):
        self.policy.fallback_email = False
        self.customer.phone = "053 900 0183"
        self.run_cron()
        self.assertFalse(self.texts_of())
        self.assertEqual(self.case_of().hold_reason, "landline")

    def test_the_hold_says_what_was_tried(self):
        self.customer.write({"phone": "053 900 0183", "email": "desk@"})
        self.run_cron()
        case = self.case_of()
        self.assertEqual(case.hold_reason, "landline")
        self.assertIn("is a landline", case.hold_explanation)
        self.assertIn("email (not valid)", case.hold_explanation)

    def test_whoever_stopped_texts_gets_no_email_instead(self):
        self.env["phone.blacklist"].sudo().add(self.customer.phone_sanitized)
        self.run_cron()
        case = self.case_of()
        self.assertFalse(self.texts_of())
        self.assertEqual(case.hold_reason, "opted_out")
        self.assertIn("has opted out", case.hold_explanation)

    def test_whoever_stopped_texts_and_prefers_emails_gets_them(self):
        self.env["phone.blacklist"].sudo().add(self.customer.phone_sanitized)
        self.assertEqual(self.follow_up_by("email").channel, "email")

    def test_an_undelivered_text_is_followed_by_an_email_at_the_same_level_next_day(self):
        self.run_cron()
        text = self.texts_of()
        self.fail_text(text)
        self.assertEqual((text.state, text.address_failed), ("undelivered", True))
        case = self.case_of()
        self.assertEqual(
            (case.hold_reason, str(case.next_contact)), ("minimum_gap", "2026-11-21 00:00:00")
        )
        self.assertFalse(case.activity_ids, "nobody has to do anything")
        self.run_cron()
        self.assertEqual(self.texts_of(), text)
        self.run_cron_on(1)
        email = self.texts_of() - text
        self.assertEqual((email.channel, email.round), ("email", 2))
        self.assertEqual(email.level_id, text.level_id)
        self.assertEqual(self.invoice.collection_level_id, text.level_id)
        self.run_cron_on(2)
        self.assertEqual(self.texts_of(), text + email)

    def test_the_ladder_goes_on_by_the_way_that_is_open(self):
        self.run_cron()
        self.fail_text(self.texts_of())
        self.run_cron_on(1)
        self.run_cron_on(7)
        last = self.texts_of()[-1]
        self.assertEqual((last.channel, last.level_id), ("email", self.levels["collaboration"]))

    def test_without_another_way_a_person_is_asked(self):
        self.customer.email = False
        self.run_cron()
        self.fail_text(self.texts_of())
        self.run_cron_on(1)
        case = self.case_of()
        self.assertEqual((case.state, case.hold_reason), ("held", "unreachable"))
        self.assertIn("did not arrive", case.hold_explanation)
        self.assertTrue(case.activity_ids)

    def test_a_new_number_opens_the_way_again(self):
        self.customer.email = False
        self.run_cron()
        self.fail_text(self.texts_of())
        self.customer.phone = "+353870000115"
        self.run_cron_on(1)
        again = self.texts_of()[-1]
        self.assertEqual((again.number, again.round), ("+353870000115", 2))

    def test_somebody_who_knows_better_tries_the_number_again(self):
        self.customer.email = False
        self.run_cron()
        text = self.texts_of()
        self.fail_text(text)
        text.action_try_address_again()
        self.run_cron_on(1)
        self.assertEqual(self.texts_of().mapped("number"), [self.customer.phone_sanitized] * 2)

    def test_a_discarded_second_try_is_not_drafted_again(self):
        self.run_cron()
        self.fail_text(self.texts_of())
        self.levels["reminder"].approve_first = True
        self.run_cron_on(1)
        draft = self.texts_of()[-1]
        self.assertEqual((draft.state, draft.channel), ("draft", "email"))
        with self.on_day(1):
            draft.action_discard()
        self.run_cron_on(2)
        self.assertEqual(len(self.texts_of()), 2)

    def test_a_level_may_insist_on_a_letter(self):
        self.levels["reminder"].channel = "letter"
        self.run_cron()
        letter = self.texts_of()
        self.assertEqual((letter.channel, letter.state), ("letter", "queued"))
        self.assertEqual(letter.address, "Salthill Gallery\n5 Promenade View\nGalway\nIreland")

    def test_shipped_levels_follow_the_customer(self):
        self.assertEqual(set(self.policy.level_ids.mapped("channel")), {"preferred"})
