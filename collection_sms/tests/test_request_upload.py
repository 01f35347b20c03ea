from odoo.tests import tagged

from ..engine import FILE_LIMIT
from .files import PDF, PNG
from .test_request_page import RequestPageCommon


@tagged("post_install", "-at_install")
class TestRequestUpload(RequestPageCommon):
    """What customers send along, and what attackers try to."""

    def attachments(self):
        """Files on the requests of the case."""
        domain = [("res_model", "=", "collection.request"), ("res_id", "!=", False)]
        return self.env["ir.attachment"].search(domain)

    def test_files_are_kept_on_the_request_and_never_public(self):
        files = [("bill.pdf", PDF, "text/html"), ("../../photo.png", PNG, "image/png")]
        self.assertEqual(self.post("dispute", files).status_code, 200)
        request = self.case.request_ids
        attachments = self.attachments()
        self.assertEqual(attachments.mapped("res_id"), [request.id] * 2)
        self.assertEqual(set(attachments.mapped("name")), {"bill.pdf", "photo.png"})
        self.assertEqual(set(attachments.mapped("mimetype")), {"application/pdf", "image/png"})
        self.assertFalse(any(attachments.mapped("public")))
        for attachment in attachments:
            for url in (f"/web/content/{attachment.id}", f"/web/image/{attachment.id}"):
                content = self.url_open(url).content
                self.assertNotIn(PDF[:12], content)
            self.assertEqual(attachment.with_user(self.collector).raw[:4], attachment.raw[:4])
        self.assertNotIn("bill.pdf", self.url_open(self.link).text)

    def test_executables_and_pages_are_refused(self):
        for name, content, mimetype in (
            ("page.html", b"<html><script>alert(1)</script></html>", "application/pdf"),
            ("page.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
            (
                "pic.svg",
                b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
                "image/png",
            ),
            (
                "pic.png",
                b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
                "image/png",
            ),
            ("run.exe", b"MZ" + b"\0" * 200, "application/pdf"),
            ("run.pdf", b"MZ" + b"\0" * 200, "application/pdf"),
            ("run.sh", b"#!/bin/sh\necho hi\n", "image/jpeg"),
            ("bill.pdf.html", PDF, "application/pdf"),
            ("photo.jpg", PNG, "image/jpeg"),
        ):
            for kind in ("dispute", "paid"):
                with self.subTest(name=name, kind=kind):
                    answer = self.assert_refused(
                        kind,
                        422,
                        "cannot take this kind",
                        [(name, content, mimetype)],
                        words="My words",
                    )
                    self.assertIn("choose your files once more", answer.text)
        self.assertFalse(self.attachments())

    def test_too_large_too_many_and_empty_files_get_a_sentence(self):
        large = ("big.pdf", PDF + b"\0" * (FILE_LIMIT + 1024 * 1024), "application/pdf")
        self.assert_refused("dispute", 422, "file is too large", [large], words="My words")
        four = [(f"{number}.pdf", PDF, "application/pdf") for number in range(4)]
        self.assert_refused("paid", 422, "too many files", four)
        self.assert_refused("paid", 422, "is empty", [("a.pdf", b"", "application/pdf")])
        self.assertFalse(self.attachments())

    def test_what_is_larger_than_the_whole_form_may_be_is_not_read(self):
        huge = ("big.pdf", b"\0" * (65 * 1024 * 1024), "application/pdf")
        form = self.form_of("paid")
        self.assertEqual(self.send("paid", form, files=[huge]).status_code, 413)
        self.assertFalse(self.case.request_ids)

    def test_files_of_other_forms_are_not_kept(self):
        self.post("extension", [("bill.pdf", PDF, "application/pdf")])
        self.assertEqual(self.case.request_ids.kind, "extension")
        self.assertFalse(self.attachments())
