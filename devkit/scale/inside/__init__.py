"""What is measured, inside a process of Odoo."""
