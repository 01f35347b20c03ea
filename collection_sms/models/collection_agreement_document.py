"""What customers accept, in words and on paper: shown, stored, printed, mailed from one place."""

import hashlib
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import consteq
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class CollectionAgreementDocument(models.AbstractModel):
    """For agreements (``collection.agreement``) whose exact terms the customer signs.

    A model that mixes this in names its report and its mail template, and says its terms in
    ``_terms_sentences`` and what is to be sent in ``_get_sending_domain``. The scheduled action
    finds it by itself.
    """

    _name = "collection.agreement.document"
    _description = "Agreement on Paper"

    # XML ids of what prints the agreement, and of the email it is sent with.
    _agreement_report = None
    _agreement_mail = None

    accepted_name = fields.Char("Accepted By", readonly=True, help="As the customer wrote it.")
    accepted_on = fields.Datetime(readonly=True)
    terms = fields.Text(readonly=True, help="Exactly what the customer saw and agreed to.")
    agreement_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")

    def _terms_sentences(self):
        """The terms one by one, in the language of the context."""
        raise NotImplementedError

    @api.model
    def _get_sending_domain(self):
        """Which of those that customers accepted are to be printed, kept and emailed."""
        raise NotImplementedError

    def _terms_text(self):
        return "\n".join(self._terms_sentences())

    def _digest(self):
        """A fingerprint of the terms: the customer agrees to exactly what was shown."""
        text = self.terms or self._terms_text()
        return hashlib.sha256(text.encode()).hexdigest()

    def _is_as_shown(self, form):
        return consteq(ascii(self._digest()), ascii(form.get("digest")))

    def _print_agreement(self):
        """Return ``(content, type)`` of the agreement: a PDF, or HTML where tests run.

        Raises ``UserError`` where the server cannot print.
        """
        report = self.env["ir.actions.report"].sudo().with_context(lang=self.case_id._text_lang())
        return report._render_qweb_pdf(self._agreement_report, self.ids)

    def _agreement_file(self):
        """Return ``(content, type)``: what was kept when it was agreed on, else a new print.

        Raises ``UserError`` where the server cannot print.
        """
        if kept := self.agreement_id:
            return kept.raw, kept.name.rpartition(".")[2]
        return self._print_agreement()

    def _agreement_name(self, kind):
        return f"{self.name.replace('/', '-')}.{kind}"

    @api.model
    def _send_agreements_soon(self):
        """Let the scheduled action run once this transaction is committed."""
        self.env.ref("collection_sms.ir_cron_agreements").sudo()._trigger()

    @api.model
    def _cron_send_agreements(self):
        """Scheduled action: print agreements that customers accepted, keep and email them; those
        of every model that has such agreements.

        Apart from the acceptance itself: a printer or mail server that is down loses nothing.
        """
        for model in self._models_with_agreements():
            for agreement in model.search(model._get_unsent_domain()):
                agreement._send_or_skip()
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _models_with_agreements(self):
        names = self.pool.descendants(["collection.agreement.document"], "_inherit")
        return [self.env[name] for name in names if not self.env[name]._abstract]

    @api.model
    def _get_unsent_domain(self):
        accepted = Domain("accepted_on", "!=", False) & Domain("agreement_id", "=", False)
        return accepted & Domain(self._get_sending_domain())

    def _send_or_skip(self):
        """One agreement that cannot be printed or sent must not keep the others from going out."""
        try:
            with self.env.cr.savepoint():
                self._send_agreement()
        except UserError as problem:
            _logger.warning("The agreement of %s cannot be printed: %s", self.name, problem)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("The agreement of %s cannot be sent", self.name)

    def _send_agreement(self):
        content, kind = self._print_agreement()
        self.agreement_id = self.env["ir.attachment"].create(
            {
                "name": self._agreement_name(kind),
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.message_post(
            body=self.env._("The agreement as the customer accepted it."),
            attachment_ids=self.agreement_id.ids,
            subtype_xmlid="mail.mt_note",
        )
        if self.case_id.recipient_id.email:
            template = self.env.ref(self._agreement_mail)
            files = {"attachment_ids": self.agreement_id.ids}
            template.send_mail(self.id, email_values=files)
