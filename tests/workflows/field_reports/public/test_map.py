"""Pins and clusters of the public map: always what the public may see, counted or not counted yet."""

import json

import pytest

from tests.subsystems.agencies.factories import AreaFactory
from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.field_reports.models import FieldReport, MapCell, MapChange, MapPoint
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.public.cells import fold_changes, rebuild_cells
from workflows.field_reports.public.geojson import MOST_CELLS
from workflows.field_reports.public.mercator import to_degrees, to_grid

pytestmark = pytest.mark.django_db
PROVINCE = "107.3,10.4,109.1,11.7"


def features(client, zoom=9, bbox=PROVINCE, **filters):
    response = client.get("/phan-anh/ban-do.geojson", {"bbox": bbox, "zoom": zoom, **filters})
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/geo+json"
    return json.loads(response.content)


def count(client, **kwargs):
    return features(client, **kwargs)["total"]


def test_a_point_comes_back_from_the_grid():
    for latitude, longitude in ((10.9289, 108.1021), (-85, -180), (85.05, 179.999)):
        lon, lat = to_degrees(*to_grid(latitude, longitude))
        assert (lat, lon) == pytest.approx((latitude, longitude), abs=0.0001)


@pytest.mark.parametrize("zoom", [0, 6, 9, 12, 14, 15, 18, 22])
def test_reports_are_on_the_map_while_the_public_sees_them(client, zoom):
    report = make.submitted()
    assert count(client, zoom=zoom) == 0
    moderator = make.moderator()
    fire(report, "accept", moderator)
    pins = features(client, zoom=zoom)["features"]
    assert [pin["properties"]["reference"] for pin in pins] == [report.reference]
    fold_changes()
    assert [pin["id"] for pin in features(client, zoom=zoom)["features"]] == [report.reference]
    fire(report, "set_public", moderator, {"is_public": ""}, "Có mặt trẻ em")
    assert count(client, zoom=zoom) == 0
    fold_changes()
    assert count(client, zoom=zoom) == 0


def test_close_reports_make_a_cluster_and_far_ones_do_not(client):
    for _number in range(3):
        make.accepted()
    make.accepted(latitude=10.6677, longitude=107.7310)
    collection = features(client, zoom=9)
    assert sorted(f["properties"].get("count", 1) for f in collection["features"]) == [1, 3]
    cluster = next(f for f in collection["features"] if f["properties"]["cluster"])
    west, south, east, north = cluster["bbox"]
    lon, lat = cluster["geometry"]["coordinates"]
    assert west <= lon <= east
    assert south <= lat <= north
    near = features(client, zoom=18, bbox="108.1,10.927,108.104,10.93")
    assert [f["properties"]["cluster"] for f in near["features"]] == [False] * 3


def test_the_filters_are_those_of_the_list(client):
    area, category = AreaFactory(name="Mũi Né"), make.CategoryFactory()
    report = make.closed(area=area, category=category)
    make.accepted()
    month = f"{report.created_at:%Y-%m}"
    for folded in (False, True):
        if folded:
            fold_changes()
        assert count(client) == 2
        assert count(client, loai=category.code) == 1
        assert count(client, **{"dia-ban": area.slug}) == 1
        assert count(client, **{"trang-thai": "da-dong"}) == 1
        assert count(client, **{"trang-thai": "dang-xu-ly"}) == 1
        assert count(client, ky=month) == 2
        assert count(client, ky="2024") == 0
        assert count(client, ky=month, **{"dia-ban": area.slug}) == 1
        assert count(client, loai=category.code, **{"dia-ban": area.slug}) == 1
        assert count(client, ky="2024", **{"dia-ban": area.slug}) == 0
        assert count(client, ky=month, loai=category.code, **{"trang-thai": "dang-xu-ly"}) == 0


def test_a_report_opened_again_or_moved_to_another_category_is_counted_there(client):
    report, other = make.closed(), make.CategoryFactory()
    fold_changes()
    fire(report, "reopen", REPORTER, {}, "Lại hỏng")
    assert count(client, **{"trang-thai": "dang-xu-ly"}) == 1
    fire(report, "change_category", make.moderator(), {"category": other})
    assert count(client, loai=other.code) == 1
    fold_changes()
    assert count(client) == count(client, **{"trang-thai": "dang-xu-ly"}) == 1
    assert not MapChange.objects.exists()


def test_counting_anew_gives_the_same_cells():
    for _number in range(4):
        make.accepted()
    make.closed(latitude=10.6677, longitude=107.7310)
    make.accepted(area=None)
    fold_changes()
    columns = [field.name for field in MapCell._meta.fields if field.name != "id"]
    before = sorted(MapCell.objects.values_list(*columns))
    rebuild_cells()
    assert sorted(MapCell.objects.values_list(*columns)) == before
    assert MapPoint.objects.count() == FieldReport.objects.public().count() == 6


def test_only_what_the_public_may_read_is_on_the_map(client):
    report = make.in_progress(description="Gọi 0912345678", address="Nhà ông Tư")
    pin = features(client, zoom=18, bbox="108.09,10.92,108.11,10.94")["features"][0]
    assert set(pin["properties"]) == {
        "cluster", "reference", "title", "state", "closed", "received", "demo", "url",
    }  # fmt: skip
    assert report.reporter.email not in json.dumps(pin)


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"zoom": "9"}, "bbox"),
        ({"bbox": PROVINCE}, "zoom"),
        ({"bbox": "", "zoom": "9"}, "bbox"),
        ({"bbox": "NaN,10,109,11", "zoom": "9"}, "bbox"),
        ({"bbox": "107,10,inf,11", "zoom": "9"}, "bbox"),
        ({"bbox": "109,10,107,11", "zoom": "9"}, "bbox"),
        ({"bbox": "107,11,109,10", "zoom": "9"}, "bbox"),
        ({"bbox": "107,10,107,11", "zoom": "9"}, "bbox"),
        ({"bbox": "107,10,109,91", "zoom": "9"}, "bbox"),
        ({"bbox": "107,10,109", "zoom": "9"}, "bbox"),
        ({"bbox": "107,10,109,11,12", "zoom": "9"}, "bbox"),
        ({"bbox": "1" * 10_000, "zoom": "9"}, "bbox"),
        ({"bbox": "a,b,c,d", "zoom": "9"}, "bbox"),
        ({"bbox": PROVINCE, "zoom": "NaN"}, "zoom"),
        ({"bbox": PROVINCE, "zoom": "-1"}, "zoom"),
        ({"bbox": PROVINCE, "zoom": "23"}, "zoom"),
        ({"bbox": PROVINCE, "zoom": "9", "loai": "khong-co"}, "loai"),
        ({"bbox": PROVINCE, "zoom": "9", "ky": "2026-13"}, "ky"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_so(client, parameters, wrong):
    response = client.get("/phan-anh/ban-do.geojson", parameters)
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["parameter"] == wrong
    assert error["message"]


def test_the_whole_world_at_the_nearest_zoom_is_bounded_and_costs_the_same(client, django_assert_max_num_queries):
    for number in range(30):
        make.accepted(latitude=10.7 + number / 100, longitude=107.8 + number / 100)
    fold_changes()
    with django_assert_max_num_queries(6):
        collection = features(client, zoom=22, bbox="-180,-90,180,90")
    assert collection["total"] == 30
    assert len(collection["features"]) <= MOST_CELLS


def test_reports_without_a_place_are_not_on_the_map(client):
    make.accepted(latitude=None, longitude=None)
    assert count(client) == 0
