from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY
from .reply_common import ReplyCommon

# TODAY is a Friday.
FRIDAY = TODAY + timedelta(days=7)

# How much, on Friday, has paid, wrong person; and the day as the answer writes it.
SAID = {
    "en_US": ("How much do I owe?", "on friday", "I have paid", "wrong number", "Fri 27 Nov"),
    "es_ES": ("¿Cuánto debo?", "el viernes", "ya pagué", "número equivocado", "vie, 27 nov"),
    "fr_FR": ("Combien je dois ?", "vendredi", "j'ai déjà payé", "mauvais numéro", "ven. 27 nov."),
    "de_DE": ("Was schulde ich?", "Freitag", "schon bezahlt", "falsche Nummer", "Fr., 27. Nov."),
    "pt_PT": ("Quanto devo?", "sexta-feira", "já paguei", "número errado", "sexta, 27/11"),
    "vi_VN": ("Tôi nợ bao nhiêu?", "thứ sáu", "tôi đã trả rồi", "nhầm số rồi", "Th 6, 27 thg 11"),
}  # fmt: skip
ANSWERS = ["balance", "promise", "already_paid", "wrong_person"]


@tagged("post_install", "-at_install")
class TestRepliesInSixLanguages(ReplyCommon):
    """The main replies are understood and answered alike in every language."""

    def customer_who_speaks(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        script = self.env.ref("collection_sms.sms_template_reply_promise")
        script.with_context(lang=lang).body = f"{lang}: {{{{ object.text_promise_date }}}}"
        number = f"+35387000020{list(SAID).index(lang)}"
        customer = self.make_customer(lang, number, lang=lang)
        self.make_invoice(5, partner=customer)
        self.env["collection.case"]._refresh()
        return customer

    def test_all(self):
        for lang, (*replies, day) in SAID.items():
            with self.subTest(lang=lang):
                customer = self.customer_who_speaks(lang)
                intents = [self.reply(said, customer.phone).intent for said in replies]
                self.assertEqual(intents, ANSWERS)
                answers = self.answers(partner_id=customer.id)
                self.assertEqual(answers.mapped("answer_kind"), ANSWERS)
                self.assertEqual(self.case_of(customer).promise_ids.date, FRIDAY)
                self.assertEqual(answers[1].body, f"{lang}: {day}")
                self.assertTrue(self.is_blacklisted(customer.phone))
