"""`bin/odoo`: any Odoo command, in this set-up."""

from . import environment, process


def main(arguments: list[str]) -> int:
    """Run Odoo with the given arguments, on our terminal; return its exit status."""
    with environment.ready() as setup:
        command = setup.odoo_command(*arguments)
        with process.foreground(command, env=setup.environ()) as child:
            return process.wait_ignoring_ctrl_c(child)
