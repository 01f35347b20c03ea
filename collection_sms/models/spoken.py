"""What users put on record with all rights: nothing else may come along as values of relations,
whose commands would write what is there already. (``sudo`` drops the defaults of a call itself.)"""

from odoo.exceptions import UserError
from odoo.fields import Command

_GOODS = {"product_id", "category_id", "name", "quantity", "price_unit", "tax_ids"}
# These choose among the taxes there are; the others would write taxes.
_CHOICES = (Command.LINK, Command.UNLINK, Command.CLEAR, Command.SET)


def require_new_goods(env, commands):
    """Raise ``UserError`` unless ``commands`` only write down new goods, with taxes there are."""
    if not (are_new(commands, _GOODS) and all(map(_only_chooses_taxes, commands or ()))):
        raise UserError(env._("What was offered or agreed on cannot be changed. Make a new offer."))


def are_new(commands, names):
    """Whether ``commands`` of a relation only create records, with values of the ``names``."""
    return all(
        command[0] == Command.CREATE and not set(command[2]) - names for command in commands or ()
    )


def _only_chooses_taxes(command):
    choices = command[2].get("tax_ids") or ()
    # Odoo takes plain ids for a choice, too.
    return all(isinstance(choice, int) or choice[0] in _CHOICES for choice in choices)
