"""Real Odoo servers that are killed in the middle of their work; `bin/bench crash`.

A book of customers, a carrier that counts, a server with several cron workers, and SIGKILL at
random moments. Nothing may be texted twice, and every text has to be accounted for.
"""
