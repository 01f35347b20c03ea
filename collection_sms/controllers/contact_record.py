"""The contact record of a customer as a table, for staff."""

import csv
import io

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..engine import harmless_cell
from .page import PRIVATE_HEADERS


class CollectionContactRecord(http.Controller):
    """Downloads for logged-in staff of Collections, with their own rights."""

    @http.route(
        "/collection_sms/contact_record/<int:company_id>/<int:partner_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def contact_record_csv(self, company_id, partner_id, **_kwargs):
        """All contact with a customer as CSV; refused to whoever may not read it."""
        company = request.env.user.company_ids.filtered(lambda c: c.id == company_id)
        if not company:
            raise AccessError(request.env._("You have no access to this company."))
        env = request.env["base"].with_context(allowed_company_ids=company.ids).env
        env["collection.message"].check_access("read")
        partner = env["res.partner"].browse(partner_id).exists()
        if not partner:
            raise request.not_found()
        partner.check_access("read")
        headers = {
            **PRIVATE_HEADERS,
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": content_disposition(f"{partner._contact_record_name()}.csv"),
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(_as_csv(partner, company), headers=list(headers.items()))


def _as_csv(partner, company):
    """The record as CSV with a byte order mark, by which spreadsheets know its alphabet."""
    file = io.StringIO()
    writer = csv.writer(file)
    titles = partner._contact_record_titles()
    writer.writerow(titles.values())
    for line in partner._contact_record(company):
        writer.writerow([harmless_cell(str(line[name])) for name in titles])
    return file.getvalue().encode("utf-8-sig")
