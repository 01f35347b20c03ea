from contextlib import suppress
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.addons.collection_sms.gateways.sandbox import SmsApiSandbox
from odoo.addons.collection_sms.tests.common import CollectionCommon
from odoo.addons.queue_job.controllers.main import RunJobController
from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import jobs


class Killed(BaseException):
    """What a killed worker leaves behind: no handler of Odoo's runs."""


@tagged("post_install", "-at_install")
class TestJobs(CollectionCommon):
    """What becomes a job and what jobs do. The runner is replaced, and the carrier."""

    def setUp(self):
        super().setUp()
        self.send_automatically()
        self.customers = self.customer + self.make_customer("Turning Page Books", "+353850000131")
        for customer in self.customers:
            self.make_invoice(10, partner=customer)
        self.carried = []

    def start_runner(self):
        """Hold the lock that a job runner holds; its work is done by ``run_jobs``."""
        self.env.cr.execute("SELECT PG_TRY_ADVISORY_XACT_LOCK(%s)", [PG_ADVISORY_LOCK_ID])
        self.assertTrue(self.env.cr.fetchone()[0])

    def jobs(self, method):
        """The jobs for a method, oldest first."""
        domain = [("method_name", "=", method)]
        return self.env["queue.job"].sudo().search(domain, order="id")

    def run_jobs(self, method):
        """Do the jobs that wait, like the runner has a worker do them."""
        for record in self.jobs(method).filtered(lambda job: job.state == "pending"):
            self.run_job(record)

    def run_job(self, record):
        """Do one job, whatever was done of it before."""
        env = self.env(user=SUPERUSER_ID)
        with self.enter_registry_test_mode():
            RunJobController._runjob(env, Job.load(env, record.uuid))
        self.env.invalidate_all()

    def all_texts(self):
        """The texts to the two customers."""
        return self.texts_of(self.customers[0]) + self.texts_of(self.customers[1])

    def queue_texts(self):
        """Let a job have a text to each of the customers to send; returns it."""
        self.run_cron()
        self.start_runner()
        self.run_queue()
        return self.jobs("_send_job")

    def through(self, answer):
        """A carrier that counts texts and gives ``answer`` (or raises it)."""

        def send(api, messages, delivery_reports_url=False):
            uuids = [number["uuid"] for message in messages for number in message["numbers"]]
            self.carried += uuids
            if isinstance(answer, BaseException):
                raise answer
            return [{"uuid": uuid, "state": answer} for uuid in uuids]

        return patch.object(SmsApiSandbox, "_send_sms_batch", send)

    def test_without_a_runner_the_scheduled_actions_do_the_work(self):
        self.run_cron()
        self.run_queue()
        self.assertFalse(self.env["queue.job"].sudo().search([]))
        self.assertEqual(self.all_texts().mapped("state"), ["delivered", "delivered"])

    def test_jobs_that_no_runner_takes_keep_nobody_from_being_texted(self):
        self.env["collection.case"].sudo()._refresh()
        jobs.enqueue(self.env["collection.case"].sudo().search([]), "_follow_up_batch")
        self.assertTrue(self.jobs("_follow_up_batch"))
        self.run_cron()
        self.assertEqual(len(self.all_texts()), 2)

    def test_a_run_becomes_a_job_and_the_job_texts(self):
        self.start_runner()
        self.run_cron()
        job = self.jobs("_follow_up_batch")
        self.assertEqual((len(job), job.channel), (1, "root.collection"))
        self.assertEqual(job.records.partner_id, self.customers)
        self.assertFalse(self.all_texts())
        self.run_jobs("_follow_up_batch")
        self.assertEqual(job.state, "done")
        self.assertEqual(self.all_texts().mapped("state"), ["queued", "queued"])

    def test_a_job_done_twice_texts_once(self):
        self.start_runner()
        self.run_cron()
        job = self.jobs("_follow_up_batch")
        self.run_job(job)
        self.run_job(job)
        self.assertEqual(len(self.all_texts()), 2)

    def test_what_waits_is_not_queued_again_in_whatever_batch(self):
        self.run_cron()
        cases = self.env["collection.case"].sudo().search([])
        jobs.enqueue(cases, "_follow_up_batch", size=1)
        jobs.enqueue(cases, "_follow_up_batch")
        self.assertEqual([len(job.records) for job in self.jobs("_follow_up_batch")], [1, 1])
        newcomer = self.make_customer("Corner Bakery", "+353850000132")
        self.make_invoice(10, partner=newcomer)
        self.start_runner()
        self.run_cron()
        self.assertEqual(self.jobs("_follow_up_batch")[2:].records.partner_id, newcomer)

    def test_the_next_run_is_planned_behind_the_last_batch(self):
        self.start_runner()
        self.run_cron()
        self.run_cron()
        wake, batch = self.jobs("_wake_follow_up"), self.jobs("_follow_up_batch")
        self.assertEqual((len(wake), len(batch)), (1, 1))
        self.assertGreater(wake.priority, batch.priority)
        cron = self.env.ref("collection_sms.ir_cron_follow_up")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].sudo().search(triggers)
        self.run_jobs("_follow_up_batch")
        self.run_jobs("_wake_follow_up")
        planned = self.env["ir.cron.trigger"].sudo().search(triggers) - before
        soonest = min(self.env["collection.case"].search([]).mapped("next_contact"))
        self.assertEqual(planned.mapped("call_at"), [soonest])

    def test_texts_leave_by_a_job_that_may_commit(self):
        job = self.queue_texts()
        self.assertEqual((len(job), job.channel), (1, "root.collection.send"))
        self.assertTrue(job.job_function_id.allow_commit)
        self.assertEqual(self.all_texts().mapped("state"), ["queued", "queued"])
        with self.through("success"):
            self.run_queue()
            self.run_jobs("_send_job")
        self.assertEqual((self.jobs("_send_job"), job.state), (job, "done"))
        self.assertEqual(self.all_texts().mapped("state"), ["sent", "sent"])
        self.assertEqual(sorted(self.carried), sorted(self.all_texts().sudo().mapped("uuid")))

    def test_a_job_that_is_done_again_sends_nothing_again(self):
        job = self.queue_texts()
        with self.through("success"):
            self.run_job(job)
            job.requeue()
            self.run_jobs("_send_job")
        self.assertEqual(len(self.carried), 2)

    def test_a_worker_that_dies_while_sending_leaves_texts_that_no_job_sends_again(self):
        job = self.queue_texts()
        env = self.env(user=SUPERUSER_ID)
        # Not as ``run_job`` does: Odoo's tests would undo what the job has committed.
        with suppress(Killed), self.through(Killed()), self.enter_registry_test_mode():
            Job.load(env, job.uuid).perform()
        self.env.invalidate_all()
        self.assertEqual(self.all_texts().mapped("state"), ["sending", "sending"])
        with self.through("success"):
            self.run_job(job)
            self.run_queue()
            self.run_jobs("_send_job")
        self.assertEqual(len(self.carried), 2)
        self.assertEqual(self.all_texts().mapped("state"), ["sending", "sending"])

    def test_who_pays_while_the_job_waits_is_not_texted(self):
        job = self.queue_texts()
        for move in self.env["account.move"].search([("partner_id", "=", self.customer.id)]):
            self.pay(move)
        with self.through("success"):
            self.run_job(job)
        states = [self.texts_of(customer).state for customer in self.customers]
        self.assertEqual((states, len(self.carried)), (["cancelled", "sent"], 1))

    def test_texts_to_one_number_stay_in_one_job(self):
        self.run_cron()
        texts = self.env["sms.sms"].sudo().search([("state", "=", "outgoing")], order="id")
        texts.copy()
        self.start_runner()
        self.run_queue()
        queued = self.jobs("_send_job").records
        numbers = queued.mapped("number")
        self.assertEqual((len(numbers), numbers), (4, sorted(numbers)))

    def test_jobs_leave_the_pace_to_the_scheduled_action(self):
        self.company.collection_pace = 12  # one in five minutes
        self.start_runner()
        self.run_cron()
        self.run_jobs("_follow_up_batch")
        self.assertEqual(self.all_texts().sudo().mapped("released_at"), [False, False])
        self.run_cron("collection_sms.ir_cron_release")
        self.assertEqual(len(self.all_texts().sudo().filtered("released_at")), 1)

    def test_collectors_neither_see_nor_make_jobs(self):
        self.start_runner()
        self.run_cron()
        with self.assertRaises(AccessError):
            self.env["queue.job"].with_user(self.collector).search([])
        values = {"model_name": "sms.sms", "method_name": "unlink", "state": "pending"}
        with self.assertRaises(AccessError):
            self.env["queue.job"].with_user(self.collector).create(values)
