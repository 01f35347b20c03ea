from base64 import b64encode

from odoo.tests import tagged

from .carrier_stub import answer
from .common import CollectionCommon
from .gateway_common import GatewayCommon


@tagged("post_install", "-at_install")
class TestCarrierGarbage(GatewayCommon, CollectionCommon):
    """What no database can keep, or nobody should read, harms neither this text nor the others."""

    def answer_second(self, status, content):
        """Text three customers; the carrier answers the second of them so, without taking it."""
        self.carrier.babble = lambda request, _text: answer(request, status, content)
        self.carrier.script = ["accept", "babble", "accept"]
        texts = self.text_customers(3)
        self.run_queue()
        return texts

    def test_a_reference_with_a_zero_character(self):
        texts = self.answer_second(200, {"id": "a\x00b"})
        self.assertEqual(texts.mapped("state"), ["sent"] * 3)
        self.assertEqual(texts[1].carrier_ref, "ab")

    def test_half_an_emoji_in_the_words_of_an_error(self):
        texts = self.answer_second(400, b'{"code": "7", "message": "Bad: \\ud83d"}')
        self.assertEqual(texts.mapped("state"), ["sent", "refused", "sent"])
        self.assertEqual(texts[1].failure, "Bad: ?")

    def test_a_zero_character_in_a_break_down(self):
        texts = self.answer_second(500, b"Oops \x00")
        self.assertEqual(texts.mapped("state"), ["sent", "unknown", "sent"])
        self.assertEqual(self.gateway.last_failure_words, "Oops")

    def test_secrets_are_kept_in_whatever_spelling_the_carrier_quotes_them(self):
        self.gateway.write({"auth": "basic", "username": "me", "password": "p@ss+w/1"})
        login = b64encode(b"me:p@ss+w/1").decode()
        told = f"Not: Basic {login}, password=p%40ss%2Bw%2F1, p@ss+w/1"
        text = self.answer_second(400, {"code": "7", "message": told})[1]
        self.assertEqual(text.failure, "Not: Basic ***, password=***, ***")

    def test_what_went_wrong_is_shown_as_words_and_not_as_a_page(self):
        self.gateway._tell_somebody("<b>Log in</b>")
        self.assertIn("&lt;b&gt;", self.gateway.activity_ids.note)
