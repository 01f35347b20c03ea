import re

from odoo import models
from odoo.http import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """No page has an address with control characters, and no redirect may carry them."""
        if _CONTROL.search(path_info):
            raise NotFound
        return super()._match(path_info)

    @classmethod
    def _serve_fallback(cls):
        """Nor is there a file with such an address: the database refuses to look for one."""
        if _CONTROL.search(request.httprequest.path):
            return None
        return super()._serve_fallback()

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
