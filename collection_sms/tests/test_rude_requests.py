from odoo.tests import tagged

from .plan_common import PlanCommon

TEXT_AS_FILE = ("a.txt", b"2026-12-01", "text/plain")
FIELDS = (
    *(("promise", "date"), ("promise", "amount"), ("pay", "amount")),
    *(("plan", "first"), ("plan", "name"), ("preferences", "lang")),
)


@tagged("post_install", "-at_install")
class TestRudeRequests(PlanCommon):
    """Requests that no page of ours makes are answered, and change nothing."""

    def test_a_parameter_may_be_called_self(self):
        self.assertEqual(self.url_open(f"{self.link()}?self=1").status_code, 200)
        form = {"csrf_token": self.csrf(), "self": "1"}
        answer = self.url_open(f"{self.link()}/texts/stop", form, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_a_part_of_a_form_may_have_no_name(self):
        body = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = self.opener.get(f"{self.base_url()}{self.link()}", data=body, headers=headers)
        self.assertEqual(answer.status_code, 200)

    def test_a_file_in_the_place_of_a_text_is_an_empty_field(self):
        currency = str(self.currency.id)
        form = {"csrf_token": self.csrf(), "currency": currency, "round": "0", "amount": "300"}
        for path, field in FIELDS:
            with self.subTest(path=path, field=field):
                kept = {name: value for name, value in form.items() if name != field}
                answer = self.url_open(f"{self.link()}/{path}", kept, files={field: TEXT_AS_FILE})
                self.assertIn(answer.status_code, (200, 409, 422))
        self.assertFalse(self.case.promise_ids or self.case.plan_ids)

    def test_looking_at_a_payment_with_a_file_asks_anew(self):
        url = f"{self.base_url()}{self.link()}/pay"
        answer = self.opener.get(url, files={"lines": TEXT_AS_FILE})
        self.assertEqual(answer.status_code, 422)

    def test_a_transaction_without_its_values_is_refused_in_words(self):
        form = self.payment_page(self.invoices)
        answer = self.opener.post(f"{self.base_url()}{form['transaction-route']}", json={})
        error = answer.json()["error"]["data"]
        self.assertEqual(error["name"], "odoo.exceptions.ValidationError")
        self.assertIn("reload", error["message"])

    def test_only_a_post_makes_a_transaction(self):
        form = self.payment_page(self.invoices)
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.provider.payment_method_ids[:1].id,
            "amount": float(form["amount"]),
            "flow": "direct",
            "access_token": form["access-token"],
        }
        url = f"{self.base_url()}{form['transaction-route']}"
        for method in ("GET", "OPTIONS", "PUT"):
            self.opener.request(method, url, json={"params": params})
        transactions = self.env["payment.transaction"].sudo()
        self.assertFalse(transactions.search([("collection_case_id", "=", self.case.id)]))

    def test_addresses_with_control_characters_are_nobodys(self):
        for address in ("/nobody-is-here%00", f"{self.link()}//%0Ax", f"{self.link()}/%00"):
            answer = self.opener.get(f"{self.base_url()}{address}", allow_redirects=False)
            self.assertEqual(answer.status_code, 404, address)
