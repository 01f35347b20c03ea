"""Random requests to every public route of the addon: `bin/bench fuzz`, and a test.

Nothing may end in a server error, and nothing may change without the link, the secret or the
signature that lets it. Runs in Odoo's Python, with hypothesis.
"""
