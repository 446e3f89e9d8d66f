"""The dashboards of components 1 to 4 over 2,000,000 observations, and the API's page of 1,000 figures.

``run()`` fills a SQLite database of its own (``BENCH_OBSERVATIONS``, default 2,000,000; a PostgreSQL one when
``BENCH_POSTGRESQL_URL`` names an empty database that may be filled) with illustrative figures and asks through Django's
whole chain of middleware without the page cache, in one process and one thread. Each page is asked for with different
indicators, areas and periods; the slowest 5 % are told as times of the clock and of this process's CPU, so that other
work on the machine counts little. ``queries`` is the largest number that any of the addresses took in all,
``dashboard_queries`` those of the dashboard within its page (the rest are the page tree, its menu and its guidance).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 8
DASHBOARDS = ("kinh-te-xa-hoi", "y-te", "giao-duc", "hanh-chinh-cong")
API = "/api/v1/observations?limit=1000"
TARGET_QUERIES, TARGET_MS = 15, 100.0


def run() -> dict[str, Any]:
    """Figures by database and page."""
    with tempfile.TemporaryDirectory(prefix="bench-dashboards-") as folder:
        figures = {"sqlite": _in_process(f"sqlite:///{folder}/bench.sqlite3", folder)}
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _in_process(url, folder)
    return figures


def _in_process(url: str, folder: str) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.dev",
        "IOC_VAR_DIR": folder,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, str(Path(__file__).resolve())]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _fill(count: int) -> int:
    """The site, the catalogue and illustrative figures; returns how many there are."""
    from random import Random

    from django.core.management import call_command

    from ioc_site.common.demo import DemoSize
    from subsystems.agencies.loading import load_agencies
    from subsystems.indicators.demo.seeding import seed_observations
    from subsystems.indicators.loading import load_catalogue
    from subsystems.indicators.models import Observation

    call_command("migrate", verbosity=0)
    load_agencies(ROOT / "data/agencies.yaml")
    load_catalogue(ROOT / "data/indicators")
    call_command("setup_site", verbosity=0, stdout=sys.stderr)
    seed_observations(DemoSize(0, count, "", Random("1089 indicators")))
    return Observation.objects.count()


def _addresses(key: str) -> list[str]:
    """The dashboard, each of its indicators opened, and some of them in other areas and periods."""
    from subsystems.agencies.models import Area
    from subsystems.indicators.models import Indicator

    base = f"/phan-he/{key}/"
    codes = list(Indicator.objects.public().filter(subsystem=key).values_list("code", flat=True))
    areas = list(Area.objects.filter(level="district", agencies__isnull=False).values_list("slug", flat=True)[:3])
    opened = [f"{base}?chi-tieu={code}" for code in codes]
    return [base, *opened, *(f"{base}?dia-ban={slug}" for slug in areas), f"{base}?ky=2026-06"]


def _measure() -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.PAGE_CACHE = False
    settings.API_ANONYMOUS_PER_MINUTE = 1_000_000
    began = time.perf_counter()
    figures: dict[str, Any] = {"observations": _fill(int(os.environ.get("BENCH_OBSERVATIONS", "2000000")))}
    figures["filled_seconds"] = round(time.perf_counter() - began, 1)
    client = Client()
    pages = {key: _addresses(key) for key in DASHBOARDS}
    pages["api_page_of_1000"] = _api_pages(client)
    pages["open_data"] = ["/du-lieu/", "/du-lieu/YT-THANG/", "/du-lieu/HCC-NGAY/", "/du-lieu/catalog.jsonld"]
    measured = {name: _times(client, addresses) for name, addresses in pages.items()}
    for key in DASHBOARDS:
        measured[key]["dashboard_queries"] = max(_dashboard_queries(client, key, address) for address in pages[key])
    asked = [measured[key] for key in (*DASHBOARDS, "api_page_of_1000")]
    figures["targets_met"] = all(
        row["p95_cpu_ms"] <= TARGET_MS and row.get("dashboard_queries", row["queries"]) <= TARGET_QUERIES
        for row in asked
    )
    figures["load"] = round(os.getloadavg()[0], 1)
    return figures | measured


def _dashboard_queries(client: Any, key: str, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ioc_site.common.subsystems import Subsystem
    from subsystems.indicators.dashboards.queries import dashboard

    request = client.get(address).wsgi_request
    with CaptureQueriesContext(connection) as asked:
        dashboard(Subsystem(key), request)
    return len(asked)


def _api_pages(client: Any) -> list[str]:
    """The first pages along the links, and one of one component."""
    pages = [API, f"{API}&subsystem=y-te&period_from=2024-01"]
    for _step in range(3):
        following = client.get(pages[-1]).json()["next"]
        if following is None:
            break
        pages.append(following.partition("testserver")[2])
    return pages


def _times(client: Any, addresses: list[str]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = 0
    for address in addresses:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        queries = max(queries, len(asked))
    times, cpu = [], []
    for _round in range(ROUNDS):
        for address in addresses:
            began, worked = time.perf_counter(), time.process_time()
            client.get(address)
            times.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - worked) * 1000)
    return {
        "addresses": len(addresses),
        "queries": queries,
        "median_ms": round(sorted(times)[len(times) // 2], 1),
        "p95_ms": round(sorted(times)[int(len(times) * 0.95)], 1),
        "p95_cpu_ms": round(sorted(cpu)[int(len(cpu) * 0.95)], 1),
    }


if __name__ == "__main__":
    print(json.dumps(_measure()))
