"""What takes longer than most tests, done once for all of them.

Companies with a chart of accounts, for tests to take (`collection_sms/tests/common.py`): they are
archived, so that who looks for companies finds none. And the styles and scripts of all pages:
a tour that must wait for them may be given up.
"""

NAME = "Prepared for a test"

for number in range(2):
    company = env["res.company"].create({"name": f"{NAME} {number}"})
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_fiscal_country_id = company.account_fiscal_country_id or env.ref("base.us")
    company.active = False

env["ir.qweb"]._pregenerate_assets_bundles()
