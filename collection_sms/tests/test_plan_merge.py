from odoo.tests import tagged

from .plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanMerge(PlanCommon):
    """Plans of customers who become one, or part of another."""

    def test_customers_who_are_merged_keep_to_their_plan(self):
        plan = self.running_plan()
        partner = self.make_customer("Salthill Gallery Ltd", "+353870000115")
        theirs = self.make_invoice(5, 40.0, partner)
        self.open_case(partner)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + partner).ids, partner)
        self.cron_on(3)
        case = self.case_of(partner)
        self.assertEqual((plan.state, plan.case_id, plan.partner_id), ("active", case, partner))
        self.assertEqual(self.texts_of(partner)[-1].line_ids.move_id, theirs)

    def test_merged_customers_with_two_plans_keep_one(self):
        plan = self.running_plan()
        partner = self.make_customer("Salthill Gallery Ltd", "+353870000115")
        self.make_invoice(5, 90.0, partner)
        case = self.open_case(partner)
        theirs = self.propose(case=case)
        theirs.sudo()._start(("proposed",))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + partner).ids, partner)
        self.assertEqual((plan.state, theirs.state), ("cancelled", "active"))
        self.assertIn(plan.name, case.activity_ids.mapped("summary")[0])

    def test_a_customer_who_becomes_part_of_another_keeps_to_the_plan(self):
        plan = self.running_plan()
        partner = self.make_customer("Salthill Holding", "+353870000115")
        self.make_invoice(5, 40.0, partner)
        case = self.open_case(partner)
        earlier = self.case
        self.customer.write({"parent_id": partner.id, "is_company": False})
        self.cron_on(1)
        self.assertEqual((plan.state, plan.case_id.id), ("active", case.id))
        self.assertEqual((earlier.state, earlier.outcome), ("closed", "merged"))
        self.assertIn(self.invoices[0], case.line_ids.move_id)
