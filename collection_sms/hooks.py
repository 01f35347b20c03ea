"""What installing and uninstalling do beside data and schema."""


def uninstall_hook(env):
    """Take our unsent texts out of the SMS queue: nothing would guard them any more."""
    unsent = env["collection.message"].sudo().search([("state", "in", ("draft", "queued"))])
    env["sms.sms"].sudo().search([("uuid", "in", unsent.mapped("uuid"))]).unlink()
    # In this order, since levels in use and scripts of levels cannot be deleted.
    env["collection.message"].sudo().search([]).unlink()
    env.cr.execute(
        "UPDATE account_move_line SET collection_level_id = NULL "
        "WHERE collection_level_id IS NOT NULL"
    )
    env["collection.level"].sudo().with_context(active_test=False).search([]).unlink()
