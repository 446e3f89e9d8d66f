"""Public figures through the API: filters, pages by key, entity tags, and nothing of what is internal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.agencies.models import Area
from subsystems.indicators.models import Indicator, Observation
from subsystems.indicators.services import act
from tests.subsystems.indicators import deliveries as make
from tests.subsystems.indicators.factories import figure, published

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations"


@pytest.fixture
def dengue(catalogue, settings):
    """A month of dengue cases in the province and its ten districts, public."""
    settings.API_ANONYMOUS_PER_MINUTE = 10_000
    Indicator.objects.filter(code="YT-SXH").update(is_public=True)
    return make.published(make.monthly())


def read(client, **parameters):
    response = client.get(ADDRESS, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def walk(client, between=lambda: None, **parameters):
    """All rows, page by page along the links; ``between`` runs before each page but the first."""
    page = read(client, **parameters)
    rows = page["results"]
    while page["next"]:
        between()
        page = client.get(page["next"]).json()
        rows += page["results"]
    return rows


def key(row):
    return row["indicator"], row["period"], row["area"], row["breakdown"]


def test_a_figure_says_everything_about_itself(dengue, client):
    area = Area.objects.get(slug__contains="la-gi", level="district")
    (row,) = read(client, indicator="YT-SXH", area=area.slug)["results"]
    assert row | {"updated_at": ""} == {
        "indicator": "YT-SXH",
        "period": "2026-10",
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        "area": area.slug,
        "area_code": area.code,
        "breakdown": "TONG",
        "value": 2.0,
        "unit": "ca",
        "version": 1,
        "updated_at": "",
        "is_demo": False,
    }


def test_internal_indicators_are_invisible_everywhere(dengue, client):
    assert len(walk(client)) == 11
    Indicator.objects.filter(code="YT-SXH").update(is_public=False)
    assert walk(client) == []
    assert client.get(ADDRESS, {"indicator": "YT-SXH"}).status_code == 404
    assert client.get("/api/v1/indicators/YT-SXH").status_code == 404
    codes = {row["code"] for row in client.get("/api/v1/indicators", {"limit": 1000}).json()["results"]}
    assert codes == set(Indicator.objects.filter(is_public=True).values_list("code", flat=True))
    assert codes
    # A name that nobody ever heard of is answered with the same words.
    internal, unknown = (client.get(ADDRESS, {"indicator": code}).json() for code in ("YT-SXH", "YT-XXX"))
    assert internal["detail"].replace("YT-SXH", "") == unknown["detail"].replace("YT-XXX", "")


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"subsystem": "y-te"}, 11),
        ({"subsystem": "giao-duc"}, 0),
        ({"level": "district"}, 10),
        ({"level": ["province", "district"]}, 11),
        ({"area": "593"}, 1),
        ({"breakdown": "TONG"}, 11),
        ({"period_from": "2026-10"}, 11),
        ({"period_from": "2026-10-02"}, 0),
        ({"period_to": "2026-Q3"}, 0),
        ({"period_from": "2026", "period_to": "2026"}, 11),
        ({"updated_since": "2020-01-01"}, 11),
        ({"updated_since": "2099-01-01T00:00:00+07:00"}, 0),
    ],
)
def test_filters(dengue, client, parameters, count):
    assert len(walk(client, **parameters)) == count


def test_what_a_roll_back_puts_in_force_again_counts_as_updated(dengue, client):
    second = make.published(make.monthly({"La Gi": 99}), by=make.officer())
    yesterday = timezone.now() - timedelta(days=1)
    for delivery in (dengue, second):
        type(delivery).objects.filter(pk=delivery.pk).update(published_at=yesterday)
    since = (timezone.now() - timedelta(seconds=30)).isoformat()
    assert walk(client, updated_since=since) == []
    second.refresh_from_db()
    act(second, "roll_back", make.head(), comment="Nhầm tệp")
    values = {row["area_code"]: row["value"] for row in walk(client, updated_since=since)}
    assert values[Area.objects.get(name="La Gi", level="district").code] == 2


def test_a_walk_meets_every_row_once_while_rows_are_added(dengue, client):
    before = {key(row) for row in walk(client, limit=1000)}
    delivery = published("YT-THANG", "SYT")
    areas = list(Area.objects.filter(level="district", valid_from=None).order_by("pk"))
    months = iter(range(1, 10))

    def add():
        month = next(months, None)
        if month:
            for area in areas[:3]:
                figure(delivery, "YT-SXH", area, f"2026-0{month}", month)

    rows = [key(row) for row in walk(client, add, limit=2)]
    assert len(rows) == len(set(rows))
    assert before <= set(rows)
    assert Observation.objects.count() > len(before)


def test_the_last_page_has_no_next_and_the_order_is_stable(dengue, client):
    page = read(client, limit=11)
    assert (len(page["results"]), page["next"], page["next_cursor"]) == (11, None, None)
    assert [key(row) for row in walk(client, limit=3)] == [key(row) for row in page["results"]]


def test_unchanged_pages_are_answered_with_304(dengue, client):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Observation.objects.update(value=7)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_number_of_queries_does_not_follow_the_number_of_rows(dengue, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        read(client, limit=1)
    with django_assert_max_num_queries(6):
        read(client, limit=1000)
    with django_assert_max_num_queries(10):
        read(client, limit=1000, updated_since="2020-01-01", level="district")
