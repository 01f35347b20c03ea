"""Asks a server with two workers for customers' pages, as many at a time as it can give.

Arguments: customers (default 1000), invoices per customer (default 5), seconds (default 15). Prints
pages per second, how long they took, and the SQL queries of one page, which must not depend on how
many invoices the customer has paid. The server listens on this machine only.
"""
# ruff: noqa: F821

import json
import re
import subprocess
import sys
import tempfile
import urllib.request

from devkit import books, serve, system
from devkit.paths import LOGS, SCRIPTS

WORKERS, THREADS, CONNECTIONS = 2, 2, 8
PAID = (0, 100, 1000)
# Both workers have seen a page, and filled their caches, long before the last of so many.
WARM_UP = 40
LOG = LOGS / "bench_server.log"
# Odoo's access log: the path, the status, the size, the number of queries.
ACCESS = '"GET {path} HTTP/1.1" 200 - (\\d+) '

customers, each, seconds = (int(value) for value in (*sys.argv[1:], 1000, 5, 15)[:3])


def prepare():
    """Make the books; return the cases, of which the first have ``PAID`` paid invoices."""
    env["ir.config_parameter"].set_param("account_payment.enable_portal_payment", "True")
    env["payment.provider"].search([("code", "=", "demo")]).write(
        {"state": "test", "is_published": True}
    )
    books.make(env, customers, each)
    env["collection.case"]._refresh()
    cases = env["collection.case"].search([], order="id")
    for case, count in zip(cases, PAID, strict=False):
        if count:
            books.add_paid(env, case, count)
    env["ir.qweb"]._pregenerate_assets_bundles()
    env.cr.commit()
    return cases


def path_of(case):
    """The path of a customer's page."""
    return f"/c/{case.access_token}"


def ask(address, path):
    """Get a page once; ``URLError`` where that fails."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address + path, timeout=60) as response:
        return response.read()


def queries(address, case):
    """The SQL queries of one page, once the workers are warm, as Odoo's access log tells."""
    for _time in range(2 * WORKERS):
        ask(address, path_of(case))
    found = re.findall(ACCESS.format(path=re.escape(path_of(case))), LOG.read_text())
    return min(map(int, found))


def load(address, cases):
    """Let wrk ask for the pages of ``cases`` in turn; return its figures."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as paths:
        paths.write("".join(f"{path_of(case)}\n" for case in cases))
        paths.flush()
        # In our process group, as the server is: stopped with bin/bench, whatever happens to us.
        output = subprocess.check_output(
            [
                "wrk", f"--threads={THREADS}", f"--connections={CONNECTIONS}",
                f"--duration={seconds}s", "--timeout=10s", "--script", SCRIPTS / "bench_page.lua",
                address, "--", paths.name,
            ],
            text=True,
        )  # fmt: skip
    return json.loads(output.splitlines()[-1])


def show_load(figures):
    """Print pages per second and how long they took."""
    rate = figures["requests"] / figures["duration"] * 1e6
    times = "  ".join(f"{name} {figures[name] / 1000:.0f} ms" for name in ("p50", "p90", "p99"))
    print(f"{'pages, ' + str(CONNECTIONS) + ' connections':<28} {rate:8.1f} per second  {times}")
    print(f"{'':<28} {figures['requests']:8d} pages, {figures['failed']} failed")


def show_queries(counts):
    """Print the SQL queries of one page by number of paid invoices."""
    for paid, count in counts.items():
        print(f"{f'{each} open, {paid} paid invoices':<28} {count:8d} queries")


system.require("wrk", "The load comes from wrk.")
cases = prepare()
print(f"{customers * each} open invoices of {customers} customers; {WORKERS} workers")
with serve.with_workers(sys.executable, env.cr.dbname, LOG, workers=WORKERS) as port:
    address = f"http://127.0.0.1:{port}"
    for case in cases[:WARM_UP]:
        ask(address, path_of(case))
    counts = {paid: queries(address, case) for paid, case in zip(PAID, cases, strict=False)}
    show_queries(counts)
    figures = load(address, cases)
    show_load(figures)
if figures["failed"]:
    sys.exit("Some pages failed.")
if len(set(counts.values())) > 1:
    sys.exit("The number of queries depends on the number of paid invoices.")
