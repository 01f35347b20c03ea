"""What a user reads when the machine is not ready."""

import socket
from types import SimpleNamespace

import pytest

from devkit import demo, python_env, system
from devkit.console import Problem


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_taken_port_is_named_before_anything_is_set_up(taken_port):
    with pytest.raises(Problem, match=f"Port {taken_port} is in use.*--port {taken_port + 1}"):
        demo.main(["--port", str(taken_port)])


def test_port_just_closed_is_free(taken_port):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    system.check_port(port)


def test_full_disk_is_told_with_both_figures(monkeypatch):
    monkeypatch.setattr(system.shutil, "disk_usage", lambda _: SimpleNamespace(free=1.25e9))

    with pytest.raises(Problem, match=r"needs 3 GB .* only 1\.2 GB is free"):
        system.check_disk_space()


def test_missing_package_comes_with_the_command_to_type(monkeypatch):
    monkeypatch.setattr(system, "_root_prefix", lambda: None)

    with pytest.raises(Problem, match="sudo apt-get install .*chromium") as caught:
        system.install("chromium", "The tests in a browser need Chromium.")

    assert "need Chromium" in str(caught.value)


def test_present_program_is_not_installed_again(monkeypatch):
    monkeypatch.setattr(system.shutil, "which", {"google-chrome": "/usr/bin/google-chrome"}.get)
    monkeypatch.setattr(system, "install", lambda *_: pytest.fail("something was installed"))

    system.require("chromium", "The tests need it.", "chromium", "google-chrome")


def test_without_a_pdf_printer_the_set_up_goes_on_and_says_so(monkeypatch, capsys):
    monkeypatch.setattr(system.shutil, "which", lambda _: None)

    system.try_to_get_pdfs()

    assert "No PDFs can be printed" in capsys.readouterr().out


def test_no_suitable_python_is_told(monkeypatch):
    monkeypatch.setattr(python_env, "_runs", lambda name, code: False)

    with pytest.raises(Problem, match=r"No Python from 3\.10 to 3\.13"):
        python_env.suitable_python()


def test_files_of_another_user_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(system, "CACHE", tmp_path)
    monkeypatch.setattr(system.os, "geteuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(Problem, match="was made by another user"):
        system.check_owner()
