"""Field reports with 400,000 of them: what people wait for, and whether it grows with their number.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names an empty database that may be filled
(``BENCH_FIELD_REPORTS_ON=postgresql`` leaves SQLite out). ``BENCH_REPORTS`` is the number of reports (default
400,000); the same pages are measured with a tenth of them, and the ratio of the medians is given. Pages are asked
for without the page cache, one after the other, in one process. Four processes at once then take reports through
their life and send new ones.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, SECONDS, ROUNDS = 4, 12, 24
# So many are made up one by one; what is wanted beyond them is copied (see ``copies``).
GENERATED = 40_000
TARGET_MS, TARGET_RATIO, TARGET_STEPS, TARGET_NEW, TARGET_PHOTO = 100.0, 1.5, 200, 100, 1.0
PASSWORD = "bench-bench-bench"  # noqa: S105 - of accounts in a database that is thrown away


def run() -> dict[str, Any]:
    """Figures by database, and the CPU seconds of a photo of 12 megapixels."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as folder:
        if os.environ.get("BENCH_FIELD_REPORTS_ON", "sqlite") == "sqlite":
            figures["sqlite"] = _measure(f"sqlite:///{folder}/bench.sqlite3", folder)
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _measure(url, folder)
        figures["photo_12_megapixels_cpu_seconds"] = _run(_environment("sqlite:///x.sqlite3", folder), "photo")["cpu"]
    return figures


def _environment(url: str, folder: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.dev",
        "IOC_VAR_DIR": folder,
        "IOC_DEMO": "1",
        "IOC_DEMO_PASSWORD": PASSWORD,
        "PAGE_CACHE": "0",
        "CELERY_BROKER_URL": "memory://",
        "PYTHONPATH": str(ROOT),
    }


def _start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).resolve()), *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _run(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    process = _start(environment, *arguments)
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments} failed")
    return json.loads(out.splitlines()[-1])


def _measure(url: str, folder: str) -> dict[str, Any]:
    environment = _environment(url, folder)
    reports = int(os.environ.get("BENCH_REPORTS", "400000"))
    small = _run(environment, "prepare", str(reports // 10)) | {"pages": _run(environment, "read")}
    large = _run(environment, "prepare", str(reports)) | {"pages": _run(environment, "read")}
    figures: dict[str, Any] = {
        "reports": reports,
        "seed_seconds": large["seconds"],
        "figures_computed_in_seconds": large["tally_seconds"],
        "p95_ms": {name: times[0] for name, times in large["pages"].items()},
        "p95_cpu_ms": {name: times[2] for name, times in large["pages"].items()},
        "load_while_reading": round(os.getloadavg()[1], 1),
        "median_ms": {name: times[1] for name, times in large["pages"].items()},
        "median_ratio_to_a_tenth": {
            name: round(times[1] / small["pages"][name][1], 2)
            for name, times in large["pages"].items()
            if name in small["pages"]
        },
        # On a busy machine the clock tells of its neighbours; the process's own work does not.
        "p95_cpu_ratio_to_a_tenth": {
            name: round(times[2] / small["pages"][name][2], 2)
            for name, times in large["pages"].items()
            if name in small["pages"]
        },
    }
    for role in ("steps", "new"):
        counts = [process.communicate()[0] for process in [_start(environment, role, str(n)) for n in range(CLIENTS)]]
        results = [json.loads(out.splitlines()[-1]) for out in counts]
        figures[f"{role}_per_second"] = round(sum(r["done"] / r["seconds"] for r in results))
        figures[f"{role}_errors"] = sum(r["errors"] for r in results)
    figures["targets_met"] = {
        "pages": max(figures["p95_ms"].values()) <= TARGET_MS,
        "ratios": max(figures["median_ratio_to_a_tenth"].values()) <= TARGET_RATIO,
        "steps": figures["steps_per_second"] >= TARGET_STEPS and not figures["steps_errors"],
        "new": figures["new_per_second"] >= TARGET_NEW and not figures["new_errors"],
    }
    return figures


# --- what the processes do -----------------------------------------------------------------------------------------


def _prepare(reports: int) -> dict[str, Any]:
    """Set the portal up on the first call, then make up reports until there are so many."""
    import contextlib
    import io

    from django.core.management import call_command
    from django.db import connection

    from bench.copies import multiply
    from ioc_site.common.demo import DemoSize
    from ioc_site.operations.setup import STEPS, run_setup
    from workflows.field_reports.demo import seed_reports
    from workflows.field_reports.public.cells import rebuild_cells
    from workflows.field_reports.statistics.tallying import refresh

    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate", verbosity=0)
        run_setup(lambda text: None, [step for step in STEPS if not step.demo])
        call_command("seed_demo", reports=0, observations=0, stdout=io.StringIO())
    began = time.perf_counter()
    seed_reports(DemoSize(min(reports, GENERATED), 0, PASSWORD, random.Random("1089 field_reports")))
    if multiply(reports):
        rebuild_cells()
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    began = time.perf_counter()
    refresh(everything=True)
    return {"seconds": round(seconds), "tally_seconds": round(time.perf_counter() - began, 1)}


def _read() -> dict[str, tuple[float, float, float]]:
    """The times of each kind of page."""
    from django.test import Client

    from subsystems.agencies.models import User

    public, staff = Client(), Client()
    staff.force_login(User.objects.get(username="dieuphoi"))
    pages = _public_pages(public) | _map_pages() | {"statistics": _statistics_pages(public)}
    figures = {name: _times(public, addresses) for name, addresses in pages.items()}
    return figures | {name: _times(staff, addresses) for name, addresses in _desk_pages(staff).items()}


def _public_pages(client: Any) -> dict[str, list[str]]:
    base = "/phan-anh/"
    filters = _filters(client.get(base).content.decode(), base)
    pages = {"list": [base], "list, second page": [_older(client, base)], "list, words": [f"{base}?q=nap+ho+ga"]}
    return pages | {f"list, {name}": addresses for name, addresses in filters.items()}


def _older(client: Any, address: str) -> str:
    """The address of the next page."""
    found = re.search(r'href="(\?[^"]*sau=[^"]+)"', client.get(address).content.decode())
    return address.partition("?")[0] + (found.group(1).replace("&amp;", "&") if found else "")


def _filters(page: str, base: str) -> dict[str, list[str]]:
    """Every choice of a page's selects, some options of each."""
    found: dict[str, list[str]] = {}
    for name, body in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', page, re.S):
        values = [value for value in re.findall(r'<option value="([^"]+)"', body) if value]
        chosen = values[:: max(1, len(values) // 6)][:6]
        if chosen:
            found[name] = [f"{base}?{name}={value}" for value in chosen]
    return found


def _map_pages() -> dict[str, list[str]]:
    """Views of a screen of 1,280 by 800 pixels at each zoom, over the towns and over the land."""
    rnd, pages = random.Random(1), {}
    for zoom in (0, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20):
        width, height = 360 * 5 / 2**zoom, 360 * 3.1 / 2**zoom
        views = []
        for number in range(8):
            lat, lon = (10.928, 108.1) if number % 2 else (rnd.uniform(10.6, 11.3), rnd.uniform(107.5, 108.7))
            box = (
                max(-180, lon - width / 2),
                max(-85, lat - height / 2),
                min(180, lon + width / 2),
                min(85, lat + height / 2),
            )
            views.append(f"/phan-anh/ban-do.geojson?zoom={zoom}&bbox={','.join(f'{edge:.5f}' for edge in box)}")
        pages[f"map, zoom {zoom:02d}"] = views
    whole = "/phan-anh/ban-do.geojson?zoom=20&bbox=107.3,10.4,109.1,11.7"
    town = "/phan-anh/ban-do.geojson?zoom=13&bbox=108.0,10.85,108.3,11.02"
    for name, value in (
        ("loai", "rac-thai"),
        ("dia-ban", "phuong-phan-thiet-lam-dong"),
        ("ky", "2026"),
        ("trang-thai", "dang-xu-ly"),
    ):
        pages[f"map, {name}"] = [f"{view}&{name}={value}" for view in (whole, town)]
    return pages


def _statistics_pages(client: Any) -> list[str]:
    base = "/phan-he/phan-anh-hien-truong/"
    filters = _filters(client.get(base).content.decode(), base)
    both = [f"{base}?dia-ban=phuong-phan-thiet-lam-dong&loai=rac-thai"]
    return [base, *both, *(address for addresses in filters.values() for address in addresses[:4])]


def _desk_pages(client: Any) -> dict[str, list[str]]:
    base = "/quan-tri/phan-anh/"
    page = client.get(base).content.decode()
    views = sorted(set(re.findall(r'href="(?:/quan-tri/phan-anh/)?(\?muc=[\w-]+)', page)))
    pages = {"desk": [base, _older(client, base)], "desk, words": [f"{base}?q=nap+ho+ga", f"{base}?q=khongcotu"]}
    pages |= {f"desk, {view[5:]}": [base + view] for view in views}
    return pages | {f"desk, {name}": addresses for name, addresses in _filters(page, base).items()}


def _times(client: Any, addresses: list[str]) -> tuple[float, float, float]:
    """The slowest 5 % and the middle of the times of these pages, and the slowest 5 % of their CPU times, in ms."""
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
    times, cpu = [], []
    for _round in range(max(1, ROUNDS // len(addresses)) + 1):
        for address in addresses:
            began, worked = time.perf_counter(), time.process_time()
            client.get(address)
            times.append(1000 * (time.perf_counter() - began))
            cpu.append(1000 * (time.process_time() - worked))
    return round(quantiles(times, n=20)[-1], 1), round(median(times), 1), round(quantiles(cpu, n=20)[-1], 1)


def _steps(number: int) -> dict[str, Any]:
    """Take made-up reports from receipt to result, as web processes would, for some seconds."""
    from subsystems.agencies.enums import Role
    from subsystems.agencies.models import Agency, User
    from subsystems.agencies.scoping import members_with_role
    from workflows.engine.services import fire
    from workflows.field_reports.models import FieldReport

    moderator, agency = User.objects.get(username="dieuphoi"), Agency.objects.get(code="PHAN-THIET")
    officer = members_with_role(Role.OFFICER, agency=agency)[0]
    path = (
        ("accept", moderator, {}, ""),
        ("assign", moderator, {"agency": agency}, ""),
        ("start", officer, {}, ""),
        ("resolve", officer, {"outcome": "fixed", "result": "Đã vá mặt đường."}, ""),
        ("approve_result", moderator, {}, ""),
    )
    waiting = FieldReport.objects.filter(state="submitted").order_by("pk")
    queue = [report for report in waiting if report.pk % CLIENTS == number]
    count, began = {"done": 0, "errors": 0}, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        report = queue.pop() if queue else _new_report(number)
        for code, actor, data, comment in path:
            try:
                fire(report, code, actor, data, comment)
                count["done"] += 1
            except Exception as error:
                count["errors"] += 1
                print(repr(error), file=sys.stderr)
    return count | {"seconds": time.perf_counter() - began}


def _new_report(number: int) -> Any:
    from workflows.field_reports.models import Category
    from workflows.field_reports.services import Contact, NewReport, submit_report

    category = Category.objects.filter(parent__isnull=False).order_by("pk")[number]
    contact = Contact(name="Nguyễn Văn An", email=f"an{number}@minhhoa.example", consent_version="2026-11")
    return submit_report(
        NewReport(
            category=category,
            description="Ổ gà lớn giữa đường, xe máy dễ ngã.",
            address="12 Trần Hưng Đạo",
            latitude=10.9289,
            longitude=108.1021,
            contact=contact,
        )
    )


def _new(number: int) -> dict[str, Any]:
    """Send new reports without photos for some seconds."""
    count, began = {"done": 0, "errors": 0}, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        try:
            _new_report(number)
            count["done"] += 1
        except Exception as error:
            count["errors"] += 1
            print(repr(error), file=sys.stderr)
    return count | {"seconds": time.perf_counter() - began}


def _photo() -> dict[str, Any]:
    """The CPU time of checking, re-encoding and shrinking a photo of 12 megapixels."""
    import io

    from django.core.files.base import ContentFile
    from PIL import Image

    from workflows.field_reports.enums import PhotoKind
    from workflows.field_reports.models import Photo
    from workflows.field_reports.photos import store_photo

    image = Image.effect_noise((4000, 3000), 60).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    Photo.save = lambda self, **kwargs: None  # type: ignore[method-assign] - no row, the picture alone
    rounds = []
    for _round in range(3):
        began = time.process_time()
        store_photo(None, ContentFile(out.getvalue(), name="anh.jpg"), PhotoKind.REPORT)
        rounds.append(time.process_time() - began)
    return {"cpu": round(median(rounds), 2)}


if __name__ == "__main__":
    if len(sys.argv) == 1:
        print(json.dumps(run(), indent=2, ensure_ascii=False))
    else:
        from ioc_site import wsgi  # noqa: F401 - loads all and sets the collector as a web process does

        role, *arguments = sys.argv[1:]
        roles = {"prepare": _prepare, "read": _read, "steps": _steps, "new": _new, "photo": _photo}
        print(json.dumps(roles[role](*(int(argument) for argument in arguments))))  # type: ignore[operator]
