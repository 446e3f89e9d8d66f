"""``make run`` from its supervisor on: real processes, started, revived and stopped; nothing of them left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ioc_site.operations.supervisor import ROOT

SUPERVISOR = [sys.executable, "-m", "ioc_site.operations.supervisor"]
SETUP_SECONDS = 600  # from an empty folder to a filled database, on a busy machine
SECONDS = 60


def environment(var: Path, port: int | str) -> dict[str, str]:
    """What ``make run`` would give, for a folder of its own and without demonstration data."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "MAKELEVEL"}}
    return kept | {"IOC_VAR_DIR": str(var), "PORT": str(port), "IOC_DEMO": "false", "IOC_WEB_WORKERS": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], object], seconds: int, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


class Portal:
    """The supervisor with everything below it, known by the folder that all of them are told."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        self.environment = environment(var, port)
        with (var / "output.txt").open("ab") as output:
            self.process = subprocess.Popen(
                SUPERVISOR, cwd=ROOT, env=self.environment, start_new_session=True, stdout=output, stderr=output
            )

    def output(self) -> str:
        return (self.var / "output.txt").read_text()

    def wait_until_ready(self) -> None:
        until(self.answers, SETUP_SECONDS, f"not ready: {self.output()}")

    def answers(self) -> bool:
        assert self.process.poll() is None, self.output()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
                return response.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> dict[int, str]:
        """The command line of each process below the supervisor, and of any that it left behind."""
        mark = f"IOC_VAR_DIR={self.var}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                given = (folder / "environ").read_bytes().split(b"\0")
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it has just ended, or is another user's
                continue
            if mark in given and command and int(folder.name) != self.process.pid:
                found[int(folder.name)] = command
        return found

    def pids_of(self, part: str) -> set[int]:
        return {pid for pid, command in self.processes().items() if part in command}

    def manage(self, code: str) -> str:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=SECONDS)

    def clean_up(self) -> None:
        """After a failure too."""
        for pid in [self.process.pid, *self.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Portal]]:
    port = free_port()
    started: list[Portal] = []

    def start_portal() -> Portal:
        started.append(Portal(tmp_path, port))
        return started[-1]

    yield start_portal
    for portal in started:
        portal.clean_up()


@pytest.mark.services
def test_all_processes_start_come_back_and_end_and_what_was_entered_stays(start: Callable[[], Portal]) -> None:
    portal = start()
    portal.wait_until_ready()
    until(lambda: all(portal.pids_of(part) for part in ("granian", "celery", " beat")), SECONDS, "three processes")
    portal.manage("from subsystems.agencies.models import User; User.objects.create_user('kept', password='x')")
    counted = "from wagtail.models import Page; print(Page.objects.count())"
    pages = portal.manage(counted)
    assert int(pages) > 10  # the site is there, not only the tables

    (beat,) = portal.pids_of(" beat")
    os.kill(beat, signal.SIGKILL)
    until(lambda: portal.pids_of(" beat") - {beat}, SECONDS, "another beat")
    assert "beat ended with status -9; starting it again" in portal.output()

    assert portal.stop(signal.SIGINT) == 0, portal.output()
    assert portal.processes() == {}
    assert "Traceback" not in portal.output()

    again = start()
    again.wait_until_ready()
    assert (
        again.manage("from subsystems.agencies.models import User; print(User.objects.filter(username='kept').count())")
        == "1"
    )
    assert again.manage(counted) == pages
    assert "Migrating" not in again.output().split("Ctrl-C stops it.")[-1]

    again.process.kill()  # nobody is there to stop the others
    again.process.wait()
    until(lambda: not again.processes(), SECONDS, "processes without a supervisor end by themselves")


def run_to_end(var: Path, port: int | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        SUPERVISOR, cwd=ROOT, env=environment(var, port), capture_output=True, text=True, timeout=SECONDS
    )


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run_to_end(tmp_path, port)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"Port {port} is taken: stop what uses it, or choose another one with PORT=8001 make run"
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_what_is_no_port_is_said_in_one_line(tmp_path: Path, port: str) -> None:
    result = run_to_end(tmp_path, port)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [f"PORT={port} is no port: give a number from 1 to 65535"]
