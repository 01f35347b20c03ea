"""Developer set-up: gets Odoo, serves the demo, runs the tests. Standard library only."""
