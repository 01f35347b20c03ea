"""The customer's preferences: how, when and in which language the recipient is reached."""

from dataclasses import asdict

from odoo import models
from odoo.tools.misc import get_lang

from ..engine import Wishes, WishOffer, WishRefusal, refuse_wishes
from .res_partner import CHANNELS, HOURS


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def _page_values(self):
        """The customer's page, with what the recipient prefers and may choose."""
        wishes = self._wishes()
        return {
            **super()._page_values(),
            "wishes": {**asdict(wishes), "key": wishes.key},
            "wish_choices": self._wish_choices(),
            "wish_form": {},
        }

    def _wishes(self):
        """What is recorded for the recipient."""
        recipient = self.recipient_id
        return Wishes(
            language=self._text_lang(),
            channel=recipient.collection_channel,
            hours=recipient.collection_hours,
        )

    def _wish_choices(self):
        """What may be chosen: ``{"language": [(code, name)], "channel": …, "hours": …}``."""
        partner = self.env["res.partner"]._fields
        return {
            "language": self.env["res.lang"].get_installed(),
            "channel": partner["collection_channel"]._description_selection(self.env),
            "hours": partner["collection_hours"]._description_selection(self.env),
        }

    def _wish_offer(self):
        return WishOffer(
            languages=dict(self.env["res.lang"].get_installed()),
            channels=dict(CHANNELS),
            hours=dict(HOURS),
        )

    def _wish_from_page(self, form):
        """Record what the customer's form says; return why not (``WishRefusal``), or None if done.

        ``form``: the strings ``language``, ``channel``, ``hours``, and ``shown``, the key of what
        the page showed.
        """
        self.ensure_one()
        if not self._wait_for_lock():
            return WishRefusal.BUSY
        now = self._wishes()
        wanted = Wishes(
            language=form.get("language", now.language),
            channel=form.get("channel", ""),
            hours=form.get("hours", ""),
        )
        refusal = refuse_wishes(self._wish_offer(), now, wanted, form.get("shown"))
        if not refusal and wanted != now:
            self._record_wishes(now, wanted)
        return refusal

    def _record_wishes(self, now, wanted):
        # The note below says who changed it; the partner's own would name the public user.
        self.recipient_id.with_context(tracking_disable=True).write(
            {
                "lang": wanted.language,
                "collection_channel": wanted.channel,
                "collection_hours": wanted.hours,
            }
        )
        self._log_of_customer(self._wish_note(now, wanted))

    def _wish_note(self, now, wanted):
        """One sentence for the chatter, in the language of the company."""
        case = self._in_companys_language()
        labels = {name: dict(choices) for name, choices in case._wish_choices().items()}
        changed = [
            f"{labels[name].get(old, old)} → {labels[name][new]}"
            for name in labels
            if (old := getattr(now, name)) != (new := getattr(wanted, name))
        ]
        return case.env._("Changed on the customer's page: %s", ", ".join(changed))

    def _in_companys_language(self):
        """What staff read is not written in the language of the customer."""
        return self.with_context(lang=get_lang(self.env, self.company_id.partner_id.lang).code)

    def _log_of_customer(self, body):
        self._message_log(body=body, author_id=self.recipient_id.id)
