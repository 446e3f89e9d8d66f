"""Reports as the portal builds them: one of some fifty pages beside the same pages in bare platypus, and the month's
full set for 32 agencies (every kind that is made of each agency) by two Celery workers of the queue "reports", while a
page of the portal is asked for again and again.

``run()`` gives CPU seconds and peak memory of the long report (each side in a process of its own, see ``bench.pdf``),
the seconds of the full set, its pages, the CPU seconds and the peak memory of its workers, and the page's latency with
and without it.
``BENCH_DATABASE_URL`` names an empty PostgreSQL database to use instead of SQLite.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AGENCIES = 32
WORKERS = 2
REQUESTS = 30
KINDS = ("field_reports", "operation", "online_information", "data_quality", "compliance")
LONGEST = 900  # seconds that the full set may take
SET_UP = """
import django
django.setup()
from django.core.management import call_command
call_command("setup_portal", verbosity=0)
"""


def run() -> dict[str, Any]:
    """The figures of the long report and of the full set."""
    from bench.pdf import _measure

    bare, own = _measure("bare"), _child("long")
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        began = time.monotonic()
        command = [sys.executable, "-c", SET_UP]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        print(f"set up in {time.monotonic() - began:.0f} s", file=sys.stderr)
        return {
            "long_report": {
                **own,
                "bare": bare,
                "ratio": round(own["cpu_seconds"] / bare["cpu_seconds"], 2),
                "whole_portal_grows_by_mb": _child("grown"),
            },
            "full_set": _full_set(environment),
            "load_average": round(os.getloadavg()[0], 1),
        }


def _environment(folder: Path) -> dict[str, str]:
    database = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder / 'bench.sqlite3'}"
    return os.environ | {
        "DATABASE_URL": database,
        "IOC_VAR_DIR": str(folder),
        "IOC_DEMO": "1",
        "IOC_DEMO_PASSWORD": "bench-Pass-2026",
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.dev",
        "PAGE_CACHE": "0",
    }


def _child(*arguments: str, environment: dict[str, str] | None = None) -> Any:
    command = [sys.executable, "-m", "bench.reports", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _full_set(environment: dict[str, str]) -> dict[str, Any]:
    quiet = _child("web", environment=environment)
    asked = _child("ask", environment=environment)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    # Below the web in the queue for a processor: who waits for a page does not wait for a report.
    command = ["nice", sys.executable, "-m", "celery", "-A", "ioc_site", "worker", "-Q", "reports", "-c", "1"]
    options = ["--loglevel", "ERROR", "--pool", "solo"]
    workers = [
        subprocess.Popen(
            [*command, *options, "-n", f"reports{number}@bench"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        for number in range(WORKERS)
    ]
    try:
        busy = _child("web", environment=environment)
        built = _child("wait", str(asked), environment=environment)
        seconds = time.monotonic() - began
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = _child("pages", environment=environment)
    return {
        "reports": built,
        "asked_for": asked,
        "pages": pages,
        "seconds": round(seconds, 1),
        "pages_a_second": round(pages / seconds, 1),
        "cpu_seconds_with_pages": round(cpu, 1),
        "cpu_ms_a_page_at_most": round(1000 * cpu / pages, 1) if pages else None,
        "largest_process_mb": round(after.ru_maxrss / 1024),
        "page_ms_quiet": quiet,
        "page_ms_while_building": busy,
    }


def _long() -> dict[str, Any]:
    """The pages of ``bench.pdf`` as the content of a report, in a process with as little else as the bare side has."""
    from bench import pdf
    from reports.content import Chart, Content, Grid, Head, Line, Part, Text
    from reports.rendering.pdf import Frame, set_pdf

    heads = tuple(
        Head(title=title, share=share, align="right" if index in (2, 3) else "left", decimals=1 if index == 3 else None)
        for index, (title, share) in enumerate(zip(pdf.HEAD, pdf.SHARES, strict=True))
    )
    parts = tuple(
        Part(
            title="Kết quả thực hiện",
            blocks=(
                Text(paragraphs=(pdf.TEXT,) * 3),
                Chart(
                    caption="Biểu đồ",
                    form="bars",
                    categories=tuple(pdf.MONTHS),
                    lines=(
                        Line(name="Số lần", values=tuple(pdf._values(chapter))),
                        Line(name="Kỳ trước", values=tuple(pdf._values(chapter + 5))),
                    ),
                ),
                Grid(caption="Bảng", heads=heads, rows=tuple(pdf._rows(chapter))),
            ),
        )
        for chapter in range(pdf.CHAPTERS)
    )
    content = Content(
        subject="Báo cáo dài",
        period="tháng 5 năm 2024",
        scope="",
        computed_at=datetime(2024, 6, 1, tzinfo=UTC),
        summary=("Tóm tắt.",),
        parts=parts,
    )
    return _measured(lambda: set_pdf(content, Frame(issuer="Sở TTTT", symbol="BC-STTTT", summary=content.summary)))


def _grown() -> int:
    """By how many MB a process that has the whole portal in memory grows at most while it sets the long report."""
    import django

    django.setup()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round((_long()["peak_mb"] * 1024 - before) / 1024)


def _measured(build: Any) -> dict[str, Any]:
    """The quickest of three runs, the peak of memory, the pages."""
    import pikepdf

    seconds = []
    for _ in range(3):
        began = time.process_time()
        data = build()
        seconds.append(time.process_time() - began)
    with pikepdf.open(BytesIO(data)) as document:
        pages = len(document.pages)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {"cpu_seconds": round(min(seconds), 2), "peak_mb": peak, "pages": pages}


def _ask() -> int:
    """The month's reports of all agencies, asked for as a plan does; their jobs wait in the queue."""
    import django

    django.setup()
    from reports import services
    from reports.enums import ScopeKind
    from reports.kinds import Scope
    from reports.periods import PeriodKind, period_around
    from subsystems.agencies.models import Agency
    from workflows.engine.parties import SYSTEM
    from workflows.engine.services import fire

    period = period_around(PeriodKind.MONTH, datetime.now(UTC).date()).previous()
    agencies = list(Agency.objects.valid_on(period.end).order_by("code")[:AGENCIES])
    for kind, agency in product(KINDS, agencies):
        scope = Scope(kind=ScopeKind.AGENCY, agency=agency)
        document = services.plan_report(services.NewReport(kind=kind, period=period, scope=scope), SYSTEM)
        fire(document, "start", SYSTEM)
    return len(KINDS) * len(agencies)


def _pages() -> int:
    """How many pages the drafts of the set have."""
    import django

    django.setup()
    import pikepdf

    from reports.models import ReportFile

    drafts = ReportFile.objects.filter(kind="draft", document__created_by=None)
    pages = 0
    for file in drafts.iterator():
        with file.file.open("rb") as opened, pikepdf.open(opened) as document:
            pages += len(document.pages)
    return pages


def _wait(asked: int) -> int:
    """Until all are built, telling how many are."""
    import django

    django.setup()
    from django.db.models import Count

    end = time.monotonic() + LONGEST
    said = -1
    while time.monotonic() < end:
        states = dict(_own().values_list("state").annotate(n=Count("pk")))
        built = states.get("draft", 0)
        if built != said:
            print(f"{built} of {asked}", file=sys.stderr)
            said = built
        if not states.get("building"):
            break
        time.sleep(0.5)
    return said


def _own() -> Any:
    """The reports of the set; those of the demonstration were asked for by somebody."""
    from reports.models import ReportDocument

    return ReportDocument.objects.filter(created_by=None).order_by()


def _web() -> float:
    """Median milliseconds of a public page, through the whole stack of middleware."""
    import django

    django.setup()
    from django.test import Client

    client, times = Client(headers={"host": "localhost"}), []
    for number in range(REQUESTS):
        began = time.perf_counter()
        client.get(f"/phan-anh/?q=duong{number}")
        times.append(1000 * (time.perf_counter() - began))
    return round(statistics.median(times), 1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ioc_site.settings.dev")
    what, *rest = sys.argv[1:]
    print(
        json.dumps(
            {
                "long": _long,
                "grown": _grown,
                "web": _web,
                "ask": _ask,
                "pages": _pages,
                "wait": lambda: _wait(int(rest[0])),
            }[what]()
        )
    )
