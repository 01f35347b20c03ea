{
    "name": "Collect Invoices by Text Message: Job Queue",
    "summary": "Follows customers up and sends their texts in jobs that several workers share",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "collection_sms contributors",
    "license": "LGPL-3",
    "depends": ["collection_sms", "queue_job"],
    "external_dependencies": {"python": ["openupgradelib"]},
    "data": ["data/queue_job_data.xml"],
}
