"""The other ways in: the command, and the scheduled pull from another system."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ioc_site.common.http import Fetched, FetchRefused
from subsystems.indicators import pulling
from subsystems.indicators.models import Delivery, IndicatorSet, Observation, PullSource
from subsystems.indicators.services import act
from tests.subsystems.indicators import deliveries as make

pytestmark = pytest.mark.django_db


def import_delivery(path, *options):
    out = StringIO()
    call_command("import_delivery", str(path), "--indicator-set", "YT-THANG", "--agency", "SYT", *options, stdout=out)
    return out.getvalue()


def test_the_command_checks_sends_and_publishes_with_the_head(catalogue, tmp_path):
    path = tmp_path / "thang10.csv"
    path.write_bytes(make.monthly())
    assert "11 mới" in import_delivery(path, "--dry-run")
    assert not Delivery.objects.exists()
    assert "Chờ lãnh đạo duyệt" in import_delivery(path)
    assert not Observation.objects.exists()
    act(Delivery.objects.get(), "approve", make.head())
    assert Observation.objects.count() == 11
    path.write_bytes(make.monthly({"La Gi": 8}))
    boss = make.head()
    assert "Đã công bố" in import_delivery(path, "--approved-by", boss.username)
    assert make.figures()["La Gi"] == 8


def test_the_command_says_what_is_wrong_and_writes_nothing(catalogue, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(make.monthly({"La Gi": "hai"}))
    with pytest.raises(CommandError, match="1 lỗi"):
        import_delivery(path, "--dry-run")
    with pytest.raises(CommandError, match="bị từ chối"):
        import_delivery(path)
    with pytest.raises(CommandError):
        import_delivery(tmp_path / "khong-co.csv")
    path.write_bytes(make.monthly())
    officer = make.officer()
    with pytest.raises(CommandError, match="người đứng đầu"):
        import_delivery(path, "--approved-by", officer.username)
    with pytest.raises(CommandError, match="KHONG"):
        call_command("import_delivery", str(path), "--indicator-set", "KHONG", "--agency", "SYT")
    with pytest.raises(CommandError):
        call_command("import_delivery", str(path), "--indicator-set", "YT-THANG", "--agency", "STC")
    assert not Observation.objects.exists()


def source(**kwargs) -> PullSource:
    mapping = {"area": "ma_huyen", "period": "thang", "value": "so_lieu.ca"}
    return PullSource.objects.create(
        name="Hệ thống bệnh truyền nhiễm",
        indicator_set=IndicatorSet.objects.get(code="YT-THANG"),
        agency=make.health(),
        **{
            "url": "https://example.vn/sxh.json",
            "mapping": mapping,
            "constants": {"indicator": "YT-SXH"},
            "records_path": "data.rows",
            **kwargs,
        },
    )


@pytest.fixture
def answers(monkeypatch):
    """What the other system answers with; an exception is raised."""
    given: dict = {}

    def fetch(url, **kwargs):
        if isinstance(given["answer"], Exception):
            raise given["answer"]
        return Fetched(url, given.get("status", 200), {}, given["answer"])

    monkeypatch.setattr(pulling, "fetch", fetch)
    return given


def rows(*values):
    return json.dumps(
        {"data": {"rows": [{"ma_huyen": code, "thang": "2026-10", "so_lieu": {"ca": v}} for code, v in values]}}
    ).encode()


def test_a_pull_becomes_a_delivery_that_waits_for_the_head(catalogue, answers):
    row, now = source(), timezone.now()
    answers["answer"] = rows(("593", 12), ("594", 3.0))
    assert pulling.pull_due(now) == {"delivered": 1, "unchanged": 0, "failed": 0}
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.new_count, delivery.source) == ("submitted", 2, "pull")
    assert pulling.pull_due(now) == {"delivered": 0, "unchanged": 0, "failed": 0}  # not due yet
    later = now + timedelta(hours=25)
    assert pulling.pull_due(later) == {"delivered": 0, "unchanged": 1, "failed": 0}
    answers["answer"] = rows(("593", 13))
    pulling.pull_due(later + timedelta(hours=25))
    assert Delivery.objects.count() == 2
    row.refresh_from_db()
    assert row.last_error == ""


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (FetchRefused("Địa chỉ nội bộ"), "Địa chỉ nội bộ"),
        (b"<html>", "JSON"),
        (b'{"data": {}}', "data.rows"),
        (b'{"data": {"rows": [{"ma_huyen": "593"}]}}', "thang"),
    ],
)
def test_a_failed_pull_says_why_and_keeps_nothing(catalogue, answers, answer, part):
    row = source()
    answers["answer"] = answer
    assert pulling.pull_due(timezone.now())["failed"] == 1
    row.refresh_from_db()
    assert part in row.last_error
    assert not Delivery.objects.exists()


def test_a_private_address_is_not_fetched(catalogue):
    row = source(url="http://127.0.0.1:8000/x.json")
    assert pulling.pull(row, timezone.now()) is None
    assert row.last_error


def test_csv_with_other_headings(catalogue, answers):
    source(format="csv", mapping={"area": "dist", "period": "mon", "value": "n"}, records_path="")
    answers["answer"] = b"dist,mon,n,extra\n593,2026-10,7,x\n"
    pulling.pull_due(timezone.now())
    assert Delivery.objects.get().new_count == 1
