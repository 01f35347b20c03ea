"""All carrier I/O. What knows Odoo, the classes ``SmsApi…``, is imported by its own name: the rest
is plain Python and is tested without Odoo."""
