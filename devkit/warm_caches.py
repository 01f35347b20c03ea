"""A pytest plugin: what Odoo has compiled for one test stays for the next ones.

Odoo clears all its caches after each test. Half of the time of a test that opens a page then goes
into compiling the same templates, routes and lists of assets. They stay as long as nothing that
they are made from has changed: what a test or the set-up of a class changed is gone after it.
"""

import pytest

KEPT = frozenset({"assets", "routing", "templates"})
_changed = {"class": set(), "test": set()}
_running = ["class"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """Tell what a test changes, which is undone after it, from what the set-up of its class did."""
    _running.append("test")
    try:
        return (yield)
    finally:
        _running.pop()


def pytest_sessionstart() -> None:
    """Change what Odoo's tests clear; Odoo cannot be imported before."""
    from odoo.orm.registry import _CACHES_BY_KEY, Registry

    clear_cache = Registry.clear_cache

    def clear_and_note(self, *names):
        clear_cache(self, *names)
        _changed[_running[-1]].update(*(_CACHES_BY_KEY[name] for name in names))

    def clear_what_has_changed(self):
        for name, cache in self._Registry__caches.items():
            if name not in KEPT - _changed[_running[-1]]:
                cache.clear()
        _changed[_running[-1]].clear()

    Registry.clear_cache = clear_and_note
    Registry.clear_all_caches = clear_what_has_changed
