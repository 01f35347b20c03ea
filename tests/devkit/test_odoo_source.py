"""What a user reads when Odoo's source is not what it should be."""

import hashlib

import pytest

from devkit import odoo_source
from devkit.console import Problem


def make_odoo(home, version_info):
    (home / "odoo").mkdir()
    (home / "odoo" / "release.py").write_text(f"version_info = {version_info}\n")
    return home


def test_own_checkout_is_used(tmp_path, monkeypatch):
    home = make_odoo(tmp_path, "(19, 0, 0, FINAL, 0, '')")
    monkeypatch.setenv("ODOO_HOME", str(home))

    assert odoo_source.ready().home == home


def test_own_checkout_of_another_version_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(make_odoo(tmp_path, "(18, 0, 0, FINAL, 0, '')")))

    with pytest.raises(Problem, match=r"holds Odoo 18\.0; this addon needs 19\.0"):
        odoo_source.ready()


def test_folder_without_odoo_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))

    with pytest.raises(Problem, match=r"there is no odoo/release\.py") as caught:
        odoo_source.ready()

    assert str(tmp_path) in str(caught.value)


def test_changed_download_is_refused_with_a_way_out(tmp_path):
    package = tmp_path / "odoo-19.deb"
    package.write_bytes(b"something else")

    with pytest.raises(Problem, match="not the file this set-up was tested with") as caught:
        odoo_source.check_sum(package, odoo_source.SHA256)

    assert "ODOO_HOME=" in str(caught.value)


def test_expected_download_is_accepted(tmp_path):
    package = tmp_path / "odoo-19.deb"
    package.write_bytes(b"odoo")

    odoo_source.check_sum(package, hashlib.sha256(b"odoo").hexdigest())


def test_version_gone_from_the_archive_is_named():
    class Archive:
        def versions(self, package):
            return ["19.0.0+dfsg-2"]

    with pytest.raises(Problem, match="no longer has odoo-19") as caught:
        odoo_source.download(Archive())

    assert "19.0.0+dfsg-2" in str(caught.value)
    assert "ODOO_HOME=" in str(caught.value)
