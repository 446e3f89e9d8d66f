"""A portal of real processes that a test can kill: web requests, workers and beat, on one database and one broker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import environ
import pytest
from django.db import connections
from django.db.utils import load_backend

from ioc_site.common.jobs.models import Job

PATIENCE = 60.0
_ENQUEUE = """
import django, json, sys
django.setup()
from django.db import transaction
from ioc_site.common.jobs import enqueue
kind, arguments, times = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
with transaction.atomic():
    jobs = [enqueue(kind, arguments) for _ in range(times)]
print(json.dumps([job.pk for job in jobs]))
"""


class Portal:
    """Starts the processes with one environment, and ends all of them at ``stop``."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def use_settings(self, module: str) -> None:
        """Start further processes with other settings."""
        self._environment["DJANGO_SETTINGS_MODULE"] = module

    def start_worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A name for each: RabbitMQ keeps the name of a killed one locked until it misses it."""
        name = f"--hostname=worker{len(self._processes)}@%h"
        return self._start("worker", "--concurrency=2", "--loglevel=INFO", name, *arguments)

    def start_beat(self) -> subprocess.Popen[bytes]:
        return self._start("beat", "--loglevel=INFO", f"--schedule={self._folder / 'beat'}")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{len(self._processes)}-{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "ioc_site", *arguments],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def enqueue(self, kind: str, arguments: dict[str, Any], times: int = 1, broker: str = "") -> list[Job]:
        """Ask for jobs from a process of its own, as a web process does; ``broker`` is one that this process has."""
        asked = subprocess.run(
            [sys.executable, "-c", _ENQUEUE, kind, json.dumps(arguments), str(times)],
            env={**self._environment, **({"CELERY_BROKER_URL": broker} if broker else {})},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return list(Job.objects.filter(pk__in=json.loads(asked.stdout)).order_by("pk"))

    def run(self, script: str, *arguments: str) -> Any:
        """Run a script as a web process would; what it prints last, as JSON, is the answer."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{script}", *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        lines = done.stdout.splitlines()
        return json.loads(lines[-1]) if lines else None

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End the process and all that it forked at once, as a machine that loses its power does."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                self.kill(process)

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Wait until the condition holds; shows what the processes said when it never does."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > ends:
                logs = [path.read_text(errors="replace") for path in sorted(self._folder.glob("*.log"))]
                pytest.fail("\n".join([f"still not {what}:", *map(str, Job.objects.values()), *logs]))
            time.sleep(0.1)


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Let this process work on the database at ``url`` instead of the one of the test run."""
    handler = type(connections)({"default": environ.Env.db_url_config(url)})
    wrapper = load_backend(handler.settings["default"]["ENGINE"]).DatabaseWrapper(
        handler.settings["default"], "default"
    )
    previous = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        wrapper.close()
        connections["default"] = previous
