"""Companies with a chart of accounts, for tests to take (`collection_sms/tests/common.py`).

Loading a chart takes longer than most tests. They are archived: who looks for companies finds none.
"""

NAME = "Prepared for a test"

for number in range(2):
    company = env["res.company"].create({"name": f"{NAME} {number}"})
    env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_fiscal_country_id = company.account_fiscal_country_id or env.ref("base.us")
    company.active = False
