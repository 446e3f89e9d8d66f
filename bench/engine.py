"""Transitions a second of the workflow engine: four processes at once on one database that already holds many events.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names an empty database that may be filled.
``BENCH_EVENTS`` (default 1,000,000) is the number of events that are there before; also measured are the time to write
them in bulk and to prove them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 4
SECONDS = 10
STEPS_A_CASE = 5


def run() -> dict[str, Any]:
    """Figures by database."""
    with tempfile.TemporaryDirectory(prefix="bench-engine-") as folder:
        figures = {"sqlite": _measure(f"sqlite:///{folder}/bench.sqlite3", folder)}
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _measure(url, folder)
    return figures


def _measure(url: str, folder: str) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.test",
        "IOC_VAR_DIR": folder,
        "CELERY_TASK_ALWAYS_EAGER": "False",
        "PYTHONPATH": str(ROOT),
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(Path(__file__).resolve()), *arguments]
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def result(process: subprocess.Popen[str]) -> dict[str, Any]:
        out, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{process.args} failed")
        return json.loads(out.splitlines()[-1])

    figures = result(start("prepare", os.environ.get("BENCH_EVENTS", "1000000")))
    clients = [start("client", str(number)) for number in range(CLIENTS)]
    counts = [result(client) for client in clients]
    latencies = sorted(ms for count in counts for ms in count.pop("latencies"))
    figures |= {
        "clients": CLIENTS,
        "transitions_per_second": round(sum(count["transitions"] / count["seconds"] for count in counts)),
        "new_cases_per_second": round(sum(count["opened"] / count["seconds"] for count in counts)),
        "conflicts": sum(count["conflicts"] for count in counts),
        "errors": sum(count["errors"] for count in counts),
        "p95_ms": round(quantiles(latencies, n=20)[-1], 1),
    }
    return figures | result(start("verify"))


def _prepare(events: int) -> dict[str, Any]:
    """Make the tables, two hundred people and cases with five events each."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.utils import timezone

    from subsystems.agencies.models import User
    from tests.workflows.engine.casework.models import Repair
    from tests.workflows.engine.casework.workflow import REPORTER
    from workflows.engine.bulk import Past, write_histories

    call_command("migrate", verbosity=0)
    User.objects.bulk_create(
        [User(username=f"canbo{n}", is_staff=n < 3, email=f"canbo{n}@localhost") for n in range(200)]
    )
    people = list(User.objects.filter(is_staff=True))
    start = timezone.now() - timedelta(days=300)

    def history(number: int) -> tuple[Repair, list[Past]]:
        worker = people[number % len(people)]
        times = [start + timedelta(minutes=number % 400_000, hours=step) for step in range(STEPS_A_CASE)]
        return Repair(title=f"Việc {number}", handler=worker), [
            Past("opened", REPORTER, times[0]),
            Past("assign", worker, times[1], {"handler": worker}, "làm sớm"),
            Past("ask", worker, times[2], comment="Ở đâu?"),
            Past("answer", REPORTER, times[3], {"answer": "Ở cổng"}),
            Past("finish", worker, times[4], {"fixed": "yes"}),
        ]

    began = time.perf_counter()
    write_histories(Repair, (history(number) for number in range(events // STEPS_A_CASE)), batch_size=2000)
    return {"events_before": events, "bulk_events_per_second": round(events / (time.perf_counter() - began))}


def _client(number: int) -> dict[str, Any]:
    """Take cases from new to done and open them again, for some seconds, as a web process would."""
    import random

    from subsystems.agencies.models import User
    from tests.workflows.engine.casework.models import Repair
    from tests.workflows.engine.casework.workflow import REPORTER
    from workflows.engine.errors import Conflict
    from workflows.engine.services import fire, open_case

    random.seed(number)
    worker = User.objects.filter(is_staff=True)[number % 3]
    count: dict[str, Any] = {"transitions": 0, "opened": 0, "conflicts": 0, "errors": 0, "latencies": []}

    def timed(kind: str, action: Any, *arguments: Any) -> None:
        began = time.perf_counter()
        try:
            action(*arguments)
            count[kind] += 1
        except Conflict:
            count["conflicts"] += 1
        except Exception as error:
            count["errors"] += 1
            print(repr(error), file=sys.stderr)
        count["latencies"].append(1000 * (time.perf_counter() - began))

    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        repair = Repair(title="Đèn hỏng")
        timed("opened", open_case, repair, REPORTER)
        timed("transitions", fire, repair, "assign", worker, {"handler": worker}, "làm sớm")
        for _round in range(2):
            timed("transitions", fire, repair, "ask", worker, {}, "Ở đâu?")
            timed("transitions", fire, repair, "answer", REPORTER, {"answer": "Ở cổng"})
            timed("transitions", fire, repair, "finish", worker, {"fixed": "yes", "cost": 5})
            timed("transitions", fire, repair, "reopen", REPORTER, {}, "chưa xong")
    return count | {"seconds": time.perf_counter() - began}


def _verify() -> dict[str, Any]:
    """Prove the whole timeline."""
    from workflows.engine import registry
    from workflows.engine.verifying import Proof

    proof, began = Proof(), time.perf_counter()
    findings = list(proof.findings(registry.workflow("repair")))
    seconds = time.perf_counter() - began
    return {"verified_events_per_second": round(proof.events / seconds), "findings": len(findings)}


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(json.dumps(run(), indent=2))
    else:
        import django

        django.setup()
        role, *arguments = sys.argv[1:]
        work = {"prepare": _prepare, "client": _client, "verify": _verify}[role]
        print(json.dumps(work(*(int(argument) for argument in arguments))))
