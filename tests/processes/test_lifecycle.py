"""Installing on a database full of invoices works, and uninstalling leaves no trace."""

from devkit import database, process


def test_uninstalling_leaves_no_trace_in_core(without_addon):
    without_addon.run("make_books", 200, 5)
    before = without_addon.run("schema")
    database.install(without_addon.setup, without_addon.name, "collection_sms")
    without_addon.run("make_automatic")
    assert len(without_addon.run("follow_up", 1)) == 200
    _uninstall(without_addon)
    assert without_addon.run("schema") == before


def _uninstall(odoo):
    command = odoo.setup.odoo_command("module", "uninstall", "-d", odoo.name, "collection_sms")
    process.run(command, "Odoo could not uninstall the addon.", env=odoo.setup.environ())
