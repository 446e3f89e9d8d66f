"""A worker killed in the middle of a large delivery: nothing of it is there, and the next worker does it all."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from ioc_site.common.jobs.models import Job
from subsystems.indicators.areas import reported_areas
from subsystems.indicators.models import Coverage, Delivery, DeliveryRow, Observation, PastValue
from subsystems.indicators.workflow import DELIVERY
from tests.ioc_site.common.jobs.conftest import migrated_postgresql, portal  # noqa: F401 - fixtures
from tests.ioc_site.common.jobs.portal import Portal
from tests.subsystems.indicators import deliveries as make
from workflows.engine.models import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
VALUES = 60_000
_PREPARE = """
from pathlib import Path
from subsystems.agencies.loading import load_agencies
from subsystems.indicators.loading import load_catalogue
load_agencies(Path("data/agencies.yaml"))
load_catalogue(Path("data/indicators"))
from tests.subsystems.indicators import deliveries as make
make.officer(), make.head()
"""
_DELIVER = """
import sys
from pathlib import Path
from subsystems.agencies.models import User
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import IndicatorSet
from subsystems.indicators.services import deliver
from tests.subsystems.indicators import deliveries as make
owed, content = IndicatorSet.objects.get(code="YT-NGAY"), Path(sys.argv[1]).read_bytes()
officer = User.objects.get(memberships__role="officer")
print(deliver(officer, owed, make.health(), content, "lon.csv", DeliverySource.UPLOAD).pk)
"""
_APPROVE = """
import json, sys
from subsystems.agencies.models import User
from subsystems.indicators.models import Delivery
from subsystems.indicators.services import act
delivery = Delivery.objects.get(pk=sys.argv[1])
act(delivery, "submit", delivery.uploaded_by)
act(delivery, "approve", User.objects.get(memberships__role="head"), {"acknowledged": True})
print(json.dumps(delivery.state))
"""
# A transaction that has written figures and has not ended.
_WRITING = """
SELECT count(*) FROM pg_locks JOIN pg_class ON pg_class.oid = pg_locks.relation
WHERE pg_class.relname = 'indicators_observation' AND mode = 'RowExclusiveLock' AND database =
(SELECT oid FROM pg_database WHERE datname = current_database())
"""


def large_file(folder: Path) -> Path:
    """A number for each area and day, for very many days."""
    areas = [area.code for area in reported_areas("district", date(2026, 10, 1))]
    first = date(2026, 10, 31) - timedelta(days=VALUES // len(areas) + 1)
    rows = [
        ["YT-KNT", areas[n % len(areas)], (first + timedelta(days=n // len(areas))).isoformat(), 500 + n % 97]
        for n in range(VALUES)
    ]
    path = folder / "lon.csv"
    path.write_bytes(make.csv_file(rows, ["Mã chỉ tiêu", "Mã địa bàn", "Kỳ", "Giá trị"]))
    return path


def is_writing() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WRITING)
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("portal", ["redis"], indirect=True)
def test_a_worker_killed_in_the_middle_of_a_delivery(portal: Portal, tmp_path: Path) -> None:  # noqa: F811
    portal.run(_PREPARE)
    delivery = Delivery.objects.get(pk=portal.run(_DELIVER, str(large_file(tmp_path))))
    worker = portal.start_worker()
    portal.until(lambda: Job.objects.filter(kind="deliveries.check", done__gt=0).exists(), "checking")
    portal.kill(worker)
    delivery.refresh_from_db()
    assert delivery.state == "uploaded"
    assert not DeliveryRow.objects.filter(delivery=delivery).exists()
    assert not Coverage.objects.filter(delivery=delivery).exists()

    worker = portal.start_worker()
    portal.until(lambda: Delivery.objects.filter(pk=delivery.pk, state="checked").exists(), "checked")
    portal.kill(worker)
    portal.run(_APPROVE, str(delivery.pk))
    with transaction.atomic(), connection.cursor() as cursor:
        # Its last write waits for this lock, so that the kill comes when all figures are written and nothing is done.
        cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
        worker = portal.start_worker()
        portal.until(is_writing, "writing the figures")
        portal.kill(worker)
    portal.until(lambda: not is_writing(), "the end of the transaction of the killed worker")
    delivery.refresh_from_db()
    assert delivery.state == "approved"
    assert not Observation.objects.filter(delivery=delivery).exists()

    portal.start_worker()
    portal.until(lambda: Delivery.objects.filter(pk=delivery.pk, state="published").exists(), "published")
    delivery.refresh_from_db()
    assert delivery.live_rows == delivery.new_count == VALUES
    assert Observation.objects.filter(delivery=delivery).count() == VALUES
    assert not PastValue.objects.filter(delivery=delivery).exists()
    steps = Event.objects.filter(workflow=DELIVERY.code, case_id=delivery.pk).order_by("seq")
    assert list(steps.values_list("transition", flat=True)) == ["upload", "pass_check", "submit", "approve", "publish"]
