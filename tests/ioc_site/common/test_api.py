"""What stands around every resource of the API: keys, limits, refusals, cross-origin reading, the index."""

import gzip
import json

import pytest

from subsystems.agencies.api_keys import READ_DATA, issue_key
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/areas"


def problem(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["type"].endswith(f"/du-lieu/api/#{code}")
    assert body["status"] == status
    assert body["title"]
    return body


@pytest.mark.parametrize(
    ("query", "code", "name"),
    [
        ("lmit=5", "unknown-parameter", "lmit"),
        ("limit=0", "invalid-parameter", "limit"),
        ("limit=1001", "invalid-parameter", "limit"),
        ("limit=nhieu", "invalid-parameter", "limit"),
        ("cursor=abc", "invalid-parameter", "cursor"),
        ("cursor=%00%00%00%00%00%00%00%00", "invalid-parameter", "cursor"),
        ("valid_on=hom-qua", "invalid-parameter", "valid_on"),
        ("valid_on=2026-02-30", "invalid-parameter", "valid_on"),
        ("level=xa", "invalid-parameter", "level"),
    ],
)
def test_bad_parameters_are_named(client, query, code, name):
    body = problem(client.get(f"{ADDRESS}?{query}"), 400, code)
    assert body["errors"][0]["name"] == name
    assert body["errors"][0]["message"]
    assert body["instance"] == ADDRESS


@pytest.mark.parametrize("query", ["period_from=2026-13", "period_to=nam-nay", "updated_since=2026-02-30T00:00:00Z"])
def test_bad_dates_of_figures_are_named(client, query):
    body = problem(client.get(f"/api/v1/observations?{query}"), 400, "invalid-parameter")
    assert body["errors"][0]["name"] == query.partition("=")[0]


def test_a_parameter_given_twice_is_refused_where_one_is_read(client):
    body = problem(client.get(f"{ADDRESS}?limit=5&limit=7"), 400, "invalid-parameter")
    assert body["errors"][0]["name"] == "limit"
    assert client.get(f"{ADDRESS}?level=commune&level=district").status_code == 200


def test_anonymous_readers_have_a_lower_limit_than_keys(client, settings):
    settings.API_ANONYMOUS_PER_MINUTE, settings.API_KEY_PER_MINUTE = 3, 5
    _key, plain = issue_key("Trang", AgencyFactory(), [READ_DATA])

    def until_refused(**headers):
        for number in range(20):
            response = client.get(ADDRESS, headers=headers)
            if response.status_code != 200:
                return number, response
            assert int(response["RateLimit-Remaining"]) >= 0
        raise AssertionError("never refused")

    allowed, response = until_refused()
    assert allowed == 3
    problem(response, 429, "too-many-requests")
    assert 1 <= int(response["Retry-After"]) <= 60
    allowed, response = until_refused(Authorization=f"Bearer {plain}")
    assert (allowed, response["RateLimit-Limit"]) == (5, "5")
    assert client.get(ADDRESS, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_wrong_key_is_refused_even_where_none_is_needed(client, settings):
    problem(client.get(ADDRESS, headers={"Authorization": "Bearer sai"}), 401, "key-invalid")
    problem(client.get(ADDRESS, headers={"Authorization": "Basic eA=="}), 401, "key-invalid")
    settings.API_ANONYMOUS_PER_MINUTE = 4
    statuses = [client.get(ADDRESS, headers={"X-Api-Key": "x"}, REMOTE_ADDR="10.9.9.9").status_code for _ in range(6)]
    assert statuses[-1] == 429  # keys cannot be tried without end


def test_other_sites_may_read(client):
    assert client.get(ADDRESS)["Access-Control-Allow-Origin"] == "*"
    asked = client.options(ADDRESS, headers={"Origin": "https://a.vn", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204
    assert "GET" in asked["Access-Control-Allow-Methods"]
    assert "POST" not in client.options("/api/v1/deliveries")["Access-Control-Allow-Methods"]
    assert "X-Api-Key" in asked["Access-Control-Allow-Headers"]


def test_methods_and_addresses_that_are_not_there(client):
    response = client.post(ADDRESS)
    problem(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    problem(client.get("/api/v1/khong-co"), 404, "not-found")
    problem(client.get("/api/v1/areas/"), 404, "not-found")
    problem(client.get("/api/v1/areas/khong-co"), 404, "not-found")
    head = client.head(ADDRESS)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(ADDRESS)["ETag"]


def test_answers_are_packed_for_who_unpacks(client):
    for _ in range(20):
        AreaFactory()
    plain = client.get(ADDRESS)
    packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


def test_areas_and_agencies(client):
    area = AreaFactory(level="commune")
    agency = AgencyFactory(area=area, leads=["y-te"])
    AgencyFactory(leads=[])
    assert [row["id"] for row in client.get(ADDRESS, {"level": "commune"}).json()["results"]] == [area.slug]
    assert client.get(f"{ADDRESS}/{area.slug}").json()["code"] == area.code
    rows = client.get("/api/v1/agencies", {"subsystem": "y-te"}).json()["results"]
    assert [(row["id"], row["area"]) for row in rows] == [(agency.slug, area.slug)]
    assert client.get(f"/api/v1/agencies/{agency.slug}").json() == rows[0]
    problem(client.get(ADDRESS, {"parent": "khong-co"}), 404, "not-found")


def test_the_index_leads_to_every_resource_and_the_document(client):
    index = client.get("/api/v1/").json()
    assert set(index["resources"]) == {
        "indicators", "observations", "areas", "agencies", "report-statistics", "deliveries",
    }  # fmt: skip
    described = client.get(index["openapi"]).json()
    assert described["openapi"].startswith("3.1")
    assert {path.split("/")[3] for path in described["paths"]} == set(index["resources"])
    assert "Problem" in json.dumps(described["paths"])
