from odoo import fields, models

from .collection_reply_answer import MOST_ANSWERS


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_auto_reply = fields.Boolean(
        "Automatic Answers to Replies",
        default=True,
        help="What customers text is understood and answered at once where that can be done with "
        "certainty. Off: a person answers each of them. A stop is always heeded and confirmed.",
    )
    collection_auto_replies = fields.Integer(
        "Automatic Answers per Day",
        default=MOST_ANSWERS,
        help="At most so many within 24 hours to one customer; whatever comes after is left to a "
        "person.",
    )

    _collection_auto_replies = models.Constraint(
        f"CHECK (collection_auto_replies BETWEEN 0 AND {MOST_ANSWERS})",
        f"Automatic answers: between 0 and {MOST_ANSWERS} within 24 hours.",
    )
