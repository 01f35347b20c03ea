"""Servers killed in the middle of their work; `bin/bench crash` does so two hundred times."""

from devkit.crash.run import Crash

KILLS = 5
CUSTOMERS = 60


def test_killed_at_random_moments(with_addon):
    crash = Crash(with_addon.setup, with_addon.name, 7, own_postgres=False, customers=CUSTOMERS)
    outcome = crash.run(KILLS)
    assert outcome.findings == []
    assert outcome.kills.total() == KILLS
    assert outcome.texts_of_last_run
