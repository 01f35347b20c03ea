from datetime import date, timedelta

from odoo.tests import HttpCase, tagged

from .barter_common import BarterCommon

# Opens the dialog, then does what a browser does when another tab is looked at and this one closed.
_LOOK_AWAY = """
const wait = async (found) => {
    for (let i = 0; i < 200; i++) {
        if (found()) { return found(); }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("not there: " + found);
};
(async () => {
    (await wait(() => document.querySelector("button[name=action_counter]"))).click();
    await wait(() => document.querySelector(".modal .o_form_view .o_field_widget[name=line_ids]"));
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (!document.querySelector(".modal .o_form_view")) { throw new Error("The dialog is gone"); }
    console.log("test successful");
})().catch((error) => console.error(error));
"""


@tagged("post_install", "-at_install")
class TestBarterLeave(BarterCommon, HttpCase):
    """Odoo saves open forms by itself; an offer that was not sent must not reach the customer."""

    browser_size = "1366x768"
    today = date.today()
    frozen = False

    def test_looking_away_or_closing_the_tab_sends_no_offer(self):
        barter = self.customers_offer(date=self.today + timedelta(days=7)).barter_id
        self.browser_js(f"/odoo/barters/{barter.id}", _LOOK_AWAY, login="collector")
        barter.invalidate_recordset()
        self.assertEqual(barter.offer_ids.mapped("version"), [1])
        self.assertFalse(self.texts_of())
