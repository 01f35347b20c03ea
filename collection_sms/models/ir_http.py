from odoo import models
from odoo.http import request
from werkzeug.datastructures import FileStorage


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Keep parameters from a controller that no page of ours sends and that would break it.

        Odoo calls controllers with what the request names: one named ``self``, or a part of a form
        without a name, is a server error on any route. A file in the place of a text is another, on
        the customer's page, where files are taken from the request itself.
        """
        refused = FileStorage if getattr(endpoint.func.__self__, "_takes_text_only", False) else ()
        request.params = {
            name: value
            for name, value in request.params.items()
            if isinstance(name, str) and name != "self" and not isinstance(value, refused)
        }
        return super()._dispatch(endpoint)
