"""Odoo as a program. A server with workers starts itself once more, and `-m odoo` cannot be."""

from odoo.cli.command import main

main()
