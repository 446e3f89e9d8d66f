"""The first screens of the people who work with 100,000 cases and some ten events each: "Việc của tôi", the admin's
first screen, compliance, and a case with its computed evidence.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names an empty database that may be filled.
``BENCH_CASES`` is the number of cases (default 100,000). Pages are asked for one after the other in one process; given
are the slowest 5 % and the middle of their times, the slowest 5 % of their CPU time, and the number of queries.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import field_reports

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ("dieuphoi", "xuly.phanthiet", "lanhdao.phanthiet", "xuly.soyte", "lanhdao", "vanhanh", "kiemtra")
# So many reports are made up one by one; the rest are copies of them.
GENERATED = 8_000


def run() -> dict[str, Any]:
    """Figures by database."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-work-") as folder:
        figures["sqlite"] = _measured(f"sqlite:///{folder}/bench.sqlite3", folder)
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _measured(url, folder)
    return figures


def _measured(url: str, folder: str) -> dict[str, Any]:
    environment = field_reports._environment(url, folder)
    command = [sys.executable, str(Path(__file__).resolve())]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _measure() -> dict[str, Any]:
    from django.test import Client
    from django.utils import timezone

    from home.compliance import services as compliance
    from subsystems.agencies.models import User
    from workflows.engine.models import Event
    from workflows.field_reports.models import FieldReport

    field_reports.GENERATED = GENERATED
    field_reports._prepare(int(os.environ.get("BENCH_CASES", "100000")))
    figures: dict[str, Any] = {"cases": FieldReport.objects.count(), "events": Event.objects.count()}
    began = time.perf_counter()
    periods = compliance.periods_to_compute(timezone.localdate())
    for period in periods:
        compliance.compute(period)
    figures["compliance_periods"] = len(periods)
    figures["compliance_computed_in_seconds"] = round(time.perf_counter() - began, 1)
    reference = _case_to_prove()
    for name in PEOPLE:
        client = Client()
        client.force_login(User.objects.get(username=name))
        pages = {"my work": "/quan-tri/viec-cua-toi/", "first screen": "/quan-tri/"}
        if name == "lanhdao":
            pages["compliance"] = "/quan-tri/tuan-thu/"
        if name == "xuly.phanthiet":
            pages["evidence"] = f"/quan-tri/khen-thuong/{reference}/"
        for page, address in pages.items():
            figures[f"{page}, {name}"] = _figures(client, address)
    figures["load"] = round(os.getloadavg()[0], 1)
    return figures


def _case_to_prove() -> str:
    """A draft about the agency with the most reports, so that its evidence is computed on each reading."""
    from datetime import timedelta

    from django.utils import timezone

    from subsystems.agencies.models import Agency, User
    from workflows.conduct.models import Commendation, ConductForm
    from workflows.conduct.services import write_case

    agency, today = Agency.objects.get(code="PHAN-THIET"), timezone.localdate()
    values = {
        "form": ConductForm.objects.get(code="bang-khen-chu-tich-tinh"),
        "subject_agency": agency,
        "grounds": "Dữ liệu minh họa.",
        "period_start": today - timedelta(days=365),
        "period_end": today - timedelta(days=1),
    }
    case = write_case(Commendation, User.objects.get(username="xuly.phanthiet"), agency, values)
    return str(case.reference)


def _figures(client: Any, address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = len(queries)
    p95, middle, cpu = field_reports._times(client, [address])
    return {"p95_ms": p95, "median_ms": middle, "p95_cpu_ms": cpu, "queries": asked}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    print(json.dumps(_measure()))
