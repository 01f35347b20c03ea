"""`bin/bench scale`: the follow-up, its texts and its screens on books of growing size.

What runs inside Odoo is in `inside`; the rest needs the standard library only.
"""
