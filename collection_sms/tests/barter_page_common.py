"""Short ways to offer goods on the page, and to answer there."""

from io import BytesIO

from odoo.tests import HttpCase

from .barter_common import DAY, BarterCommon
from .plan_common import hidden_fields


class BarterPageCommon(BarterCommon, HttpCase):
    """The page as somebody without a login gets it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.link = f"/c/{cls.case.access_token}"
        cls.trade_at_home()

    def page(self):
        return self.url_open(self.link).text

    def form(self, page=None, **changes):
        """What the form of the page sends: four chairs at 50.00, 230.00 with tax."""
        page = (page or self.page()).split("o_collection_barter_form")[1].split("</form>")[0]
        hidden = {
            part.split('"')[0]: part.split('value="')[1].split('"')[0]
            for part in page.split('type="hidden" name="')[1:]
        }
        return {
            **hidden,
            "what_0": "Oak chair",
            "quantity_0": "4",
            "price_0": "50",
            "date": DAY.isoformat(),
            "words": "",
            "name": "Aoife Byrne",
            "tick": "yes",
            **changes,
        }

    def send(self, form, files=()):
        files = [("files", (name, BytesIO(content), kind)) for name, content, kind in files]
        return self.url_open(f"{self.link}/barter", form, files=files or None)

    def propose(self, **changes):
        """The customer offers chairs on the page."""
        answer = self.send(self.form(**changes))
        self.assertEqual(answer.status_code, 200)
        return self.case.barter_ids[:1]

    def signed(self, barter, **changes):
        """What the form that accepts our offer sends."""
        page = self.url_open(f"{self.link}/barter/{barter.id}").text
        return {**hidden_fields(page), "name": "Aoife Byrne", "tick": "yes", **changes}

    def answer(self, barter, act, form=None):
        form = form or self.signed(barter)
        return self.url_open(f"{self.link}/barter/{barter.id}/{act}", form)

    def csrf(self):
        return self.page().split('name="csrf_token" value="')[1].split('"')[0]
