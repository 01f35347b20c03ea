"""What happens to a barter is told where people look for it: on its case, on the invoices it covers
and on itself."""

from markupsafe import Markup, escape
from odoo import models
from odoo.tools import format_amount, format_date


class CollectionBarter(models.Model):
    _inherit = "collection.barter"

    def _note(self, sentence, **words):
        """Log ``sentence`` about each of these barters, with a link to it, once per document.

        It may name ``%(name)s``, ``%(amount)s``, ``%(received)s``, ``%(date)s`` and the ``words``.
        """
        for barter in self.sudo():
            figures = barter._note_figures() | words
            linked = figures | {"name": barter._get_html_link(barter.name)}
            barter._log_on(barter.case_id, sentence, linked)
            barter._log_on(barter.line_ids.move_id, sentence, linked)
            barter._log_on(barter, sentence, figures)

    def _log_on(self, documents, sentence, figures):
        body = Markup(escape(sentence)) % figures
        documents._message_log_batch(bodies=dict.fromkeys(documents.ids, body))

    def _note_figures(self):
        return {
            "name": self.name,
            "amount": format_amount(self.env, self.amount, self.currency_id),
            "received": format_amount(self.env, self.received_amount, self.currency_id),
            "date": format_date(self.env, self.date),
        }
