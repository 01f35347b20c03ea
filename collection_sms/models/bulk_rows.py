"""Many rows in one statement.

The ORM's ``create`` costs 0.1 to 0.7 ms per record, most of it in hooks, caches and checks that
plain records of what was done have no use for, and writes a hundred rows per statement. A ``write``
of other values for each record costs as much.
"""

import json

from odoo.tools import SQL

_LOG = ("write_uid", "write_date")


def insert_rows(model, vals_list):
    """Create records of ``model`` in one statement; returns them in the order of ``vals_list``.

    For records without access checks, tracking, inverse fields or Python constraints of their own:
    no override of ``create`` runs. All values are those of columns, as ``create`` takes them; rich
    text is expected to be clean. Each of ``vals_list`` has the same names. Defaults are the same
    for all; stored computed fields without a value are computed later, as ever. What the cache
    holds of the records these refer to is the caller's to invalidate.
    """
    if not vals_list:
        return model
    common = _common_values(model, vals_list[0])
    names = [*common, *vals_list[0]]
    rows = [[*common.values(), *vals.values()] for vals in vals_list]
    records = model.browse(_insert(model, names, rows))
    for field in model._fields.values():
        if field.store and field.compute and field.name not in names:
            model.env.add_to_compute(field, records)
    return records


def _common_values(model, vals):
    """Defaults and log columns, which are the same for all rows."""
    defaults = model._add_missing_default_values(vals)
    values = {
        name: model._fields[name].convert_to_column_insert(value, model)
        for name, value in defaults.items()
        if name not in vals and model._fields[name].column_type
    }
    if not model._log_access:
        return values
    uid, now = model.env.uid, model.env.cr.now()
    return values | {"create_uid": uid, "write_uid": uid, "create_date": now, "write_date": now}


def _insert(model, names, rows):
    query = SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s ORDER BY place RETURNING id",
        SQL.identifier(model._table),
        SQL(", ").join(map(SQL.identifier, names)),
        SQL(", ").join(_typed(model, names)),
        _table(model, names, rows),
    )
    return [record_id for (record_id,) in model.env.execute_query(query)]


def update_rows(values):
    """Write ``{record: values}``, each with the same names, in one statement.

    Like ``insert_rows`` for plain columns: no override of ``write`` runs, nothing is tracked. What
    is computed from these columns is marked for it, and the cache knows the new values.
    """
    if not values:
        return
    records = next(iter(values)).browse(record.id for record in values)
    names = [*next(iter(values.values()))]
    records.flush_recordset([*names, *_LOG])
    rows = [[*vals.values(), record.id] for record, vals in values.items()]
    _update(records, names, rows)
    for record, vals in values.items():
        for name, value in vals.items():
            field = record._fields[name]
            field._update_cache(record, field.convert_to_cache(value, record))
    records.invalidate_recordset(_LOG, flush=False)
    records.modified(names)


def _update(model, names, rows):
    changes = (
        SQL("%s = %s", SQL.identifier(name), cell)
        for name, cell in zip(names, _typed(model, names), strict=True)
    )
    query = SQL(
        """UPDATE %s SET %s, write_uid = %s, write_date = %s
             FROM %s WHERE id = (cell->>%s)::int4""",
        SQL.identifier(model._table),
        SQL(", ").join(changes),
        model.env.uid,
        model.env.cr.now(),
        _table(model, [*names, "id"], rows),
        len(names),
    )
    model.env.cr.execute(query)


def _typed(model, names):
    """The cells of a row of ``_table``, each with the type of its column."""
    types = (SQL(model._fields[name].column_type[1]) for name in names)
    return [SQL("(cell->>%s)::%s", place, type_) for place, type_ in enumerate(types)]


def _table(model, names, rows):
    """``rows`` as a table with one column ``cell``; one JSON parameter is quickly read."""
    null_if_empty = [model._fields[name].type != "boolean" for name in names]
    cells = [[*map(_cell, row, null_if_empty)] for row in rows]
    return SQL(
        "JSONB_ARRAY_ELEMENTS(%s::jsonb) WITH ORDINALITY AS new_rows (cell, place)",
        json.dumps(cells, default=str),
    )


def _cell(value, null_if_empty):
    return None if value is False and null_if_empty else value
