from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import Window

_DAYS = {
    "all": range(7),
    "workdays": range(5),
    "weekend": (5, 6),
    **{str(day): (day,) for day in range(7)},
}


class CollectionContactWindow(models.Model):
    """From when to when customers may be contacted on some days, on their own clock."""

    _name = "collection.contact.window"
    _description = "Contact Hours"
    _order = "days, hour_from, id"

    rule_id = fields.Many2one(
        "collection.contact.rule", required=True, ondelete="cascade", index=True
    )
    days = fields.Selection(
        [
            ("all", "Every day"),
            ("workdays", "Monday to Friday"),
            ("weekend", "Saturday and Sunday"),
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        default="workdays",
        required=True,
    )
    hour_from = fields.Float("From", default=8.0, required=True)
    hour_to = fields.Float(
        "To", default=18.0, required=True, help="Not after “From”: this long into the next day."
    )

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for window in self:
            if not (0 <= window.hour_from < 24 and 0 <= window.hour_to <= 24):
                raise ValidationError(self.env._("Hours lie between 0:00 and 24:00."))

    @api.depends("days", "hour_from", "hour_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        days = dict(self._fields["days"]._description_selection(self.env))
        for window in self:
            hours = f"{_clock(window.hour_from)}–{_clock(window.hour_to)}"
            window.display_name = f"{days.get(window.days, '')} {hours}"

    def _windows(self):
        """These hours as the engine knows them."""
        return [
            Window(
                days=frozenset(_DAYS[window.days]),
                start=round(window.hour_from * 60),
                end=round(window.hour_to * 60),
            )
            for window in self
        ]


def _clock(hour):
    """7.5 as “7:30”."""
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02}"
