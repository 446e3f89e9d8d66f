"""A delivery of 100,000 rows (CSV): checked, imported, imported again with a tenth changed, each as a multiple of a
bare ``bulk_create(update_conflicts=True)`` of the same rows in the same run; and how long an XLSX file takes to read.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names an empty database that may be filled.
``BENCH_ROWS`` (default 100,000) is the number of rows. Memory is the peak of the process that
checks and publishes, beside what the portal takes before it does anything.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subsystems.indicators.models import Delivery

ROOT = Path(__file__).resolve().parent.parent
AREAS = 11


def run() -> dict[str, Any]:
    """Figures by database."""
    with tempfile.TemporaryDirectory(prefix="bench-deliveries-") as folder:
        figures = {"sqlite": _measure(f"sqlite:///{folder}/bench.sqlite3", folder)}
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _measure(url, folder)
    return figures


def _measure(url: str, folder: str) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.test",
        "IOC_VAR_DIR": folder,
        "PYTHONPATH": str(ROOT),
    }
    figures: dict[str, Any] = {}
    for part in ("prepare", "baseline", "delivery"):
        command = [sys.executable, str(Path(__file__).resolve()), part, folder]
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        figures |= json.loads(done.stdout.splitlines()[-1])
    bare = figures["bare_bulk_create_seconds"]
    for name in ("new", "again_with_a_tenth_changed", "check"):
        figures[f"{name}_times_bare"] = round(figures[f"{name}_seconds"] / bare, 2)
    return figures


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return round(time.perf_counter() - start, 2), result


def _prepare(folder: str) -> dict[str, Any]:
    """Tables, the catalogue, and the files."""
    import csv
    from datetime import date, timedelta

    from django.core.management import call_command
    from openpyxl import Workbook

    from subsystems.agencies.loading import load_agencies
    from subsystems.indicators.areas import reported_areas
    from subsystems.indicators.loading import load_catalogue

    call_command("migrate", verbosity=0)
    load_agencies(ROOT / "data/agencies.yaml")
    load_catalogue(ROOT / "data/indicators")
    areas = [area.code for area in reported_areas("district", date(2026, 10, 1))]
    count = int(os.environ.get("BENCH_ROWS", "100000"))
    first = date(2026, 10, 31) - timedelta(days=count // AREAS + 1)
    header = ["Mã chỉ tiêu", "Mã địa bàn", "Kỳ", "Giá trị"]
    rows = [
        ["YT-KNT", areas[number % AREAS], (first + timedelta(days=number // AREAS)).isoformat(), 500 + number % 97]
        for number in range(count)
    ]
    for name, change in (("new.csv", 0), ("again.csv", 1)):
        with (Path(folder) / name).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows([*row[:3], row[3] + (change if n % 10 == 0 else 0)] for n, row in enumerate(rows))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu")
    for row in (header, *rows):
        sheet.append(row)
    book.save(Path(folder) / "new.xlsx")
    return {"rows": count}


def _baseline(folder: str) -> dict[str, Any]:
    """What the database alone takes for the same rows; undone again."""
    import csv

    from django.db import transaction
    from django.utils import timezone

    from subsystems.agencies.models import Agency, Area
    from subsystems.indicators.enums import DeliverySource
    from subsystems.indicators.models import Breakdown, Delivery, IndicatorSet, IndicatorVersion, Observation
    from workflows.engine.bulk import Past, write_histories
    from workflows.engine.parties import SYSTEM

    owed, agency = IndicatorSet.objects.get(code="YT-NGAY"), Agency.objects.get(code="SYT")
    delivery = Delivery(indicator_set=owed, agency=agency, source=DeliverySource.COMMAND)
    write_histories(Delivery, [(delivery, [Past("upload", SYSTEM, timezone.now())])])
    version = IndicatorVersion.objects.get(indicator__code="YT-KNT")
    areas = {area.code: area.pk for area in Area.objects.filter(valid_from=None)}
    total = Breakdown.objects.get(dimension=None)
    with (Path(folder) / "new.csv").open(newline="") as file:
        observations = [
            Observation(
                indicator_id=version.indicator_id,
                version=version,
                area_id=areas[row["Mã địa bàn"]],
                period=int(row["Kỳ"].replace("-", "")),
                breakdown=total,
                value=float(row["Giá trị"]),
                delivery=delivery,
                row=number,
            )
            for number, row in enumerate(csv.DictReader(file))
        ]

    def write() -> None:
        with transaction.atomic():
            Observation.objects.bulk_create(
                observations,
                update_conflicts=True,
                unique_fields=["indicator", "period", "area", "breakdown"],
                update_fields=["version", "value", "delivery", "row"],
            )
            transaction.set_rollback(True)

    write()
    seconds, _result = _seconds(write)
    return {"bare_bulk_create_seconds": seconds}


def _delivery(folder: str) -> dict[str, Any]:
    """Check, publish, publish again: through the services, as jobs do it."""
    import resource

    from subsystems.agencies.enums import Role
    from subsystems.agencies.models import Agency
    from subsystems.indicators.enums import DeliverySource
    from subsystems.indicators.intake.tables import read_file
    from subsystems.indicators.models import IndicatorSet, Observation
    from subsystems.indicators.services import act, check_delivery, deliver, preview, publish_delivery
    from tests.subsystems.agencies.factories import member

    owed, agency = IndicatorSet.objects.get(code="YT-NGAY"), Agency.objects.get(code="SYT")
    officer, head = member(Role.OFFICER, agency), member(Role.HEAD, agency)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    contents = {name: (Path(folder) / name).read_bytes() for name in ("new.csv", "again.csv")}

    def submitted(name: str) -> "Delivery":
        delivery = deliver(officer, owed, agency, contents[name], name, DeliverySource.UPLOAD)
        delivery = check_delivery(delivery.pk)
        act(delivery, "submit", officer)
        return delivery

    def publish(delivery: "Delivery") -> "Delivery":
        act(delivery, "approve", head, {"acknowledged": True})
        return publish_delivery(delivery.pk)

    check, is_fine = _seconds(lambda: preview(contents["new.csv"], "new.csv", owed, agency).is_fine)
    assert is_fine
    first = submitted("new.csv")
    new, published = _seconds(lambda: publish(first))
    assert published.state == "published"
    second = submitted("again.csv")
    again, published = _seconds(lambda: publish(second))
    assert published.state == "published"
    assert Observation.objects.filter(delivery=second).count() == published.changed_count
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    workbook = (Path(folder) / "new.xlsx").read_bytes()
    reading, _file = _seconds(lambda: read_file(workbook, "new.xlsx"))
    return {
        "check_seconds": check,
        "new_seconds": new,
        "again_with_a_tenth_changed_seconds": again,
        "xlsx_read_seconds": reading,
        "idle_mb": round(idle),
        "peak_mb": round(peak),
    }


if __name__ == "__main__":
    import django

    django.setup()
    work = {"prepare": _prepare, "baseline": _baseline, "delivery": _delivery}[sys.argv[1]]
    print(json.dumps(work(sys.argv[2])))
