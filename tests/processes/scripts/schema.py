"""Print what the database is made of: columns, constraints, indexes, registered records."""
# ruff: noqa: F821

import json

QUERIES = {
    "columns": """SELECT table_name || '.' || column_name FROM information_schema.columns
                   WHERE table_schema = 'public'""",
    "indexes": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """SELECT conrelid::regclass || ': ' || conname FROM pg_constraint
                       WHERE connamespace = 'public'::regnamespace""",
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "crons": "SELECT cron_name FROM ir_cron",
    "templates": "SELECT model FROM sms_template",
    "groups": "SELECT id::text FROM res_groups",
    "rules": "SELECT name FROM ir_rule",
    "views": "SELECT name || model FROM ir_ui_view WHERE model IS NOT NULL",
    "actions": "SELECT type || (name->>'en_US') FROM ir_actions",
    "data": "SELECT module || '.' || name FROM ir_model_data WHERE module = 'collection_sms'",
    "providers": "SELECT DISTINCT sms_provider FROM res_company",
    "activities": "SELECT res_model FROM mail_activity",
}


def rows(query):
    """Sorted values of a one-column query."""
    env.cr.execute(query)
    return sorted(value or "" for (value,) in env.cr.fetchall())


print(json.dumps({name: rows(query) for name, query in QUERIES.items()}))
