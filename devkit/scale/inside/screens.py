"""What the screens ask the server for, as the web client does it, as an ordinary collector.

Each screen is a request: a transaction of its own that knows no records yet.
"""

from lxml import etree
from odoo.tests import new_test_user

PAGE = 80  # rows of a list
CARDS = 20  # of one column of a board
COUNT_LIMIT = 10_001  # up to which the client lets rows be counted

OPEN = [("state", "!=", "closed")]
INVOICES = [("move_type", "=", "out_invoice")]
UNREAD = [("direction", "=", "in"), ("inbox_state", "=", "unread")]
CASE, MESSAGE, HOLD = "collection.case", "collection.message", "collection.hold"


def make_collector(env, _clock):
    """The user who looks; returns the id."""
    user = new_test_user(
        env,
        "bench_collector",
        groups="collection_sms.collection_sms_group_user,account.group_account_invoice",
        company_id=env.company.id,
    )
    return {"user": user.id}


def make_replies(env, _clock):
    """Let every fifth customer have answered."""
    env.cr.execute(
        """INSERT INTO collection_message
                  (uuid, direction, channel, state, inbox_state, case_id, partner_id, company_id,
                   number, body, round, received_at, create_date, write_date)
           SELECT REVERSE(uuid), 'in', 'sms', 'received', 'unread', case_id, partner_id, company_id,
                  number, 'I will pay on Friday', 1, NOW() AT TIME ZONE 'UTC', create_date,
                  write_date
             FROM collection_message
            WHERE direction = 'out' AND id % 5 = 0"""
    )


def show(env, clock, user_id, screen):
    """Ask for ``screen`` twice, each time with no records known; the second time counts."""
    env = env(user=user_id, context={"lang": "en_US", "tz": "UTC", "uid": user_id})
    if screen not in LONG:
        SCREENS[screen](env)
        env.cr.rollback()
        env.transaction.clear()
    with clock:
        SCREENS[screen](env)
    env.cr.rollback()


def _list(model, domain, view=False, order=None):
    def ask(env):
        found = _view(env, model, "list", view)
        env[model].web_search_read(
            domain, _read_as(env[model], found), limit=PAGE, order=order, count_limit=COUNT_LIMIT
        )

    return ask


def _board(model, domain, group_by):
    def ask(env):
        arch = _view(env, model, "kanban")
        bar = arch.find(".//progressbar")
        env[model].web_read_group(
            domain,
            [group_by],
            [f"{bar.get('sum_field')}:sum"],
            auto_unfold=True,
            unfold_read_specification=_read_as(env[model], arch),
            unfold_read_default_limit=CARDS,
        )
        env[model].read_progress_bar(
            domain, group_by, {"field": bar.get("field"), "colors": {"planned": "success"}}
        )

    return ask


def _grouped(model, domain, group_by, aggregates=()):
    def ask(env):
        env[model].web_read_group(domain, [group_by], aggregates, limit=PAGE)

    return ask


def _pivot(model, domain, row, column, measures):
    def ask(env):
        sets = [[], [row], [column], [row, column]]
        env[model].formatted_read_grouping_sets(domain, sets, [*measures, "__count"])

    return ask


def _form(model, find, view=False):
    def ask(env):
        record = find(env)
        found = _view(env, model, "form", view)
        record.web_read(_read_as(record, found))

    return ask


def _preview(env):
    action = env["collection.preview"].action_open_all()
    preview = env["collection.preview"].browse(action["res_id"])
    preview.web_read(_read_as(preview, _view(env, "collection.preview", "form")))


def _phone(env):
    first = env[MESSAGE].phone_threads()["threads"][0]
    env[MESSAGE].phone_conversation(first["number"], first["company_id"])


def _case(env):
    """An open case, found as the list finds it."""
    return env[CASE].search(OPEN, limit=1, offset=5)


SCREENS = {
    "cases: board": _board(CASE, OPEN, "state"),
    "cases: list": _list(CASE, OPEN),
    "cases: list, overdue 30+ days": _list(CASE, [*OPEN, ("days_overdue", ">=", 30)]),
    "cases: list by level": _grouped(CASE, OPEN, "level_id", ["amount_due:sum"]),
    "cases: pivot": _pivot(CASE, OPEN, "hold_reason", "level_id", ["amount_due:sum"]),
    "case: form": _form(CASE, _case),
    "texts: list": _list(MESSAGE, [("direction", "=", "out")]),
    "texts: to approve": _list(
        MESSAGE, [("state", "=", "draft")], "collection_sms.collection_message_view_list_approve"
    ),
    "replies: list": _list(MESSAGE, UNREAD, "collection_sms.collection_reply_view_list"),
    "holds: by reason": _grouped(HOLD, [("ended_at", "=", False)], "reason", ["amount_due:sum"]),
    "holds: pivot": _pivot(HOLD, [], "reason", "started_at:week", ["amount_due:sum"]),
    "phone": _phone,
    "customer: form": _form("res.partner", lambda env: _case(env).partner_id),
    "invoices: list": _list("account.move", INVOICES, "account.view_out_invoice_tree"),
    "preview of everybody": _preview,
}


# Asked once: what the first request prepares does not count beside what they do.
LONG = {"preview of everybody"}


def _view(env, model, kind, view=False):
    view_id = env.ref(view).id if view else False
    return etree.fromstring(env[model].get_views([(view_id, kind)])["views"][kind]["arch"])


def _read_as(records, arch):
    """What the web client reads of ``records`` for a view: a specification for ``web_read``."""
    return {
        node.get("name"): _read_field(records, node)
        for node in arch.iter("field")
        if node.get("name") in records._fields and next(node.iterancestors("field"), None) is None
    }


def _read_field(records, node):
    field = records._fields[node.get("name")]
    if not field.relational:
        return {}
    comodel = records.env[field.comodel_name]
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    inner = next((child for child in node if child.tag in ("list", "kanban")), None)
    if inner is None:
        return {"fields": {"display_name": {}}} if node.get("widget") else {}
    inner.getparent().remove(inner)  # its fields are nobody's inside
    return {"fields": _read_as(comodel, inner), "limit": 40}
