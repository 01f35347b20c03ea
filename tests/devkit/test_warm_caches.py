"""What is compiled stays from test to test, unless what it was made from changed meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# As much of Odoo as the plugin knows.
REGISTRY = """
_CACHES_BY_KEY = {"default": ("default",), "templates": ("templates",), "groups": ("templates",)}

class Registry:
    def __init__(self):
        self.__caches = {"default": {}, "templates": {}}
    def clear_cache(self, *names):
        for name in names or ("default",):
            for cache in _CACHES_BY_KEY[name]:
                self.__caches[cache].clear()
    def clear_all_caches(self):
        raise AssertionError("this one should have been replaced")
    def compiled(self):
        return [name for name, cache in self.__caches.items() if cache.setdefault("it", 1) == 2]
    def compile(self):
        for cache in self.__caches.values():
            cache["it"] = 2

registry = Registry()
"""

TESTS = """
import unittest
from odoo.orm.registry import registry

class Case(unittest.TestCase):
    def setUp(self):
        self.addCleanup(registry.clear_all_caches)

class TestOne(Case):
    def test_1(self):
        registry.compile()
    def test_2_stays(self):
        self.assertEqual(registry.compiled(), ["templates"])
        registry.clear_cache("groups")
        registry.compile()
    def test_3_made_of_what_a_test_undid(self):
        self.assertEqual(registry.compiled(), [])

class TestTwo(Case):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(registry.clear_all_caches)
        registry.clear_cache("templates")
    def test_1(self):
        registry.compile()
    def test_2_stays_within_the_class(self):
        self.assertEqual(registry.compiled(), ["templates"])

class TestUndone(Case):
    def test_made_of_what_a_class_undid(self):
        self.assertEqual(registry.compiled(), [])
"""


def test_what_changed_is_compiled_again(tmp_path):
    folder = tmp_path / "odoo" / "orm"
    folder.mkdir(parents=True)
    (folder / "registry.py").write_text(REGISTRY)
    (tmp_path / "test_it.py").write_text(TESTS)
    plugins = ["-p", "no:odoo", "-p", "no:cacheprovider", "-p", "devkit.warm_caches"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--rootdir", tmp_path, tmp_path],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
    )

    assert "6 passed" in done.stdout, done.stdout
