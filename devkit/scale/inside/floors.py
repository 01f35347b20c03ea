"""The least that a text costs: the rows of texts that exist, written again and then undone.

By ORM ``create`` in batches, in a plain loop, and by COPY.
"""

from io import BytesIO

from odoo import models

BATCH = 500
MOST = 20_000  # texts; what one costs is the same then
# Added to ids by COPY, far above those that are taken.
SHIFT = 1_000_000_000

_SHIFTED = f"id + {SHIFT}"
# What differs in the second of two equal rows, by table.
_CHANGED = {
    "mail_message": {"id": _SHIFTED},
    "collection_message": {
        "id": _SHIFTED,
        "uuid": "REVERSE(uuid)",
        "round": "round + 1000",
        "mail_message_id": f"mail_message_id + {SHIFT}",
    },
    "collection_message_line": {"id": _SHIFTED, "message_id": f"message_id + {SHIFT}"},
    "sms_sms": {
        "id": _SHIFTED,
        "uuid": "REVERSE(uuid)",
        "mail_message_id": f"mail_message_id + {SHIFT}",
    },
    "mail_notification": {
        "id": _SHIFTED,
        "mail_message_id": f"mail_message_id + {SHIFT}",
        "sms_id_int": f"sms_id_int + {SHIFT}",
    },
    "sms_tracker": {
        "id": _SHIFTED,
        "sms_uuid": "REVERSE(sms_uuid)",
        "mail_notification_id": f"mail_notification_id + {SHIFT}",
    },
}
# What ``create`` thinks of by itself.
_GENERATED = {("mail.message", "message_id")}


def of_texts(env, first, last):
    """The rows of the texts with ids from ``first`` to ``last``, as ``{table: ids}``."""
    env.cr.execute("SELECT id FROM collection_message WHERE id BETWEEN %s AND %s", [first, last])
    texts = env["collection.message"].browse(row[0] for row in env.cr.fetchall())
    posts = texts.mail_message_id
    uuids = texts.mapped("uuid")
    notes = _notes(env, texts)
    return {
        "mail_message": posts.ids + notes,
        "collection_message": texts.ids,
        "collection_message_line": texts.line_ids.ids,
        "sms_sms": env["sms.sms"].search([("uuid", "in", uuids)]).ids,
        "mail_notification": env["mail.notification"]
        .search([("mail_message_id", "in", posts.ids)])
        .ids,
        "sms_tracker": env["sms.tracker"].search([("sms_uuid", "in", uuids)]).ids,
    }


def _notes(env, texts):
    """Ids of the notes on invoices that came with ``texts``."""
    domain = [
        ("model", "=", "account.move"),
        ("res_id", "in", texts.line_ids.move_id.ids),
        ("id", ">", min(texts.mail_message_id.ids, default=0)),
    ]
    return env["mail.message"].search(domain).ids


def by_copy(env, clock, first, last):
    """Write the rows again with COPY, one table after another."""
    texts = 0
    while first <= last:
        until = min(first + BATCH - 1, last)
        ids_of = of_texts(env, first, until)
        texts += len(ids_of["collection_message"])
        for table, changed in _CHANGED.items():
            _copy(env.cr, clock, table, changed, ids_of[table])
        env.invalidate_all()
        first = until + 1
    env.cr.rollback()
    return {"texts": texts}


def _copy(cr, clock, table, changed, ids):
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    names = [name for (name,) in cr.fetchall()]
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    buffer = BytesIO()
    wanted = ", ".join(map(str, ids)) or "0"
    cr.copy_expert(f"COPY (SELECT {values} FROM {table} WHERE id IN ({wanted})) TO STDOUT", buffer)
    buffer.seek(0)
    columns = ", ".join(f'"{name}"' for name in names)
    with clock:
        cr.copy_expert(f"COPY {table} ({columns}) FROM STDIN", buffer)


def by_orm(env, clock, first, last):
    """Write the rows again with ``create``, in batches."""
    return _by_orm(env, clock, first, last, _create, of_texts)


def odoos_own_by_orm(env, clock, first, last):
    """Write only the four rows of a text that Odoo itself writes: how fast the machine is."""
    return _by_orm(env, clock, first, last, _create_odoos_own, _without_notes)


def _without_notes(env, first, last):
    ids_of = of_texts(env, first, last)
    texts = env["collection.message"].browse(ids_of["collection_message"])
    return {**ids_of, "mail_message": texts.mail_message_id.ids}


def _by_orm(env, clock, first, last, create, find):
    texts = 0
    while first <= last:
        until = min(first + BATCH - 1, last)
        values = _values(env, find(env, first, until))
        env.invalidate_all()
        with clock:
            create(env, values)
            env.flush_all()
        env.invalidate_all()
        texts += len(values["collection_message"])
        first = until + 1
    env.cr.rollback()
    return {"texts": texts}


def _values(env, ids_of):
    """``{table: [(id, values)]}`` of rows like these."""
    return {
        table: [
            (row.pop("id"), row)
            for row in _model(env, table).browse(ids).read(_names(_model(env, table)), load=None)
        ]
        for table, ids in ids_of.items()
    }


def _model(env, table):
    return env[table.replace("_", ".")]


def _names(model):
    """Fields that somebody who creates a record fills in."""
    return [
        name
        for name, field in model._fields.items()
        if field.store
        and field.column_type
        and not field.compute
        and name not in models.MAGIC_COLUMNS
        and (model._name, name) not in _GENERATED
    ]


def _create(env, values):
    posts = _create_odoos_own(env, values)
    texts = _create_texts(env, values["collection_message"], posts)
    lines = [
        {**row, "message_id": texts[row["message_id"]]}
        for _id, row in values["collection_message_line"]
    ]
    env["collection.message.line"].create(lines)


def _create_odoos_own(env, values):
    """Chatter, queue, notifications and trackers; returns ``{id of a post: new id}``."""
    posts = _create_posts(env, values["mail_message"])
    rows = _create_sms(env, values["sms_sms"], posts)
    notifications = _create_notifications(env, values["mail_notification"], posts, rows)
    trackers = [
        {
            **row,
            "sms_uuid": row["sms_uuid"][::-1],
            "mail_notification_id": notifications.get(row["mail_notification_id"]),
        }
        for _id, row in values["sms_tracker"]
    ]
    env["sms.tracker"].create(trackers)
    return posts


def _create_posts(env, values):
    """The chatter messages; returns ``{id: new id}``."""
    return _renumbered(values, env["mail.message"].create([row for _id, row in values]))


def _create_texts(env, values, posts):
    changed = [
        {
            **row,
            "uuid": row["uuid"][::-1],
            "round": row["round"] + 1000,
            "mail_message_id": posts.get(row["mail_message_id"]),
        }
        for _id, row in values
    ]
    return _renumbered(values, env["collection.message"].create(changed))


def _create_sms(env, values, posts):
    changed = [
        {**row, "uuid": row["uuid"][::-1], "mail_message_id": posts.get(row["mail_message_id"])}
        for _id, row in values
    ]
    return _renumbered(values, env["sms.sms"].create(changed))


def _create_notifications(env, values, posts, rows):
    changed = [
        {
            **row,
            "mail_message_id": posts[row["mail_message_id"]],
            "sms_id_int": rows.get(row["sms_id_int"]),
        }
        for _id, row in values
    ]
    return _renumbered(values, env["mail.notification"].create(changed))


def _renumbered(values, records):
    return {id_: new for (id_, _row), new in zip(values, records.ids, strict=True)}
