"""Deliveries by a connected system with its agency's key."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from subsystems.agencies.api_keys import DELIVER_DATA, SUBMIT_REPORTS, issue_key, revoke_key
from subsystems.agencies.models import Agency
from subsystems.indicators.models import Delivery, Observation
from tests.subsystems.indicators import deliveries as make

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/deliveries"


def headers(agency="SYT", scope=DELIVER_DATA):
    _key, plain = issue_key("HIS", Agency.objects.get(code=agency), [scope])
    return {"Authorization": f"Bearer {plain}"}


def post(client, body, headers, **kwargs):
    return client.post(ADDRESS, json.dumps(body), content_type="application/json", headers=headers, **kwargs)


OBSERVATION = {"indicator": "YT-SXH", "area": "593", "period": "2026-10", "value": 12}


def test_json_waits_for_the_head(catalogue, client):
    key = headers()
    response = post(client, {"indicator_set": "YT-THANG", "observations": [OBSERVATION]}, key)
    assert response.status_code == 201
    answer = response.json()
    assert (answer["state"], answer["new"], answer["errors"]) == ("submitted", 1, [])
    assert not Observation.objects.exists()
    assert client.get(response["Location"], headers=key).json() == answer
    assert client.get(response["Location"], headers=headers("STC")).status_code == 404


def test_files_in_both_ways(catalogue, client):
    key = headers()
    raw = client.post(f"{ADDRESS}?indicator_set=YT-THANG", make.monthly(), content_type="text/csv", headers=key)
    assert raw.status_code == 201
    form = {"file": SimpleUploadedFile("a.csv", make.monthly({"La Gi": 3})), "indicator_set": "YT-THANG"}
    assert client.post(ADDRESS, form, headers=key).json()["new"] == 1


def test_errors_come_with_row_column_and_what_would_be_right(catalogue, client):
    response = post(client, {"indicator_set": "YT-THANG", "observations": [OBSERVATION | {"value": "x"}]}, headers())
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["row"], error["column"], error["value"]) == (2, "Giá trị", "x")


def test_who_may_not_is_told_so_and_nothing_is_kept(catalogue, client):
    body = {"indicator_set": "YT-THANG", "observations": [OBSERVATION]}
    assert post(client, body, {}).status_code == 401
    assert post(client, body, {"Authorization": "Bearer sai"}).status_code == 401
    assert post(client, body, headers(scope=SUBMIT_REPORTS)).status_code == 403
    assert post(client, body, headers("STC")).status_code == 403
    assert post(client, body | {"indicator_set": "KHONG"}, headers()).status_code == 404
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("body", [[], {}, {"observations": []}, {"observations": [1]}, {"observations": [{"x": 1}]}])
def test_other_bodies_are_refused(catalogue, client, body):
    assert post(client, body, headers()).status_code == 400
    assert not Delivery.objects.exists()


def test_an_empty_body_and_a_body_that_is_no_json(catalogue, client):
    key = headers()
    assert client.post(ADDRESS, b"{", content_type="application/json", headers=key).status_code == 400
    address = f"{ADDRESS}?indicator_set=YT-THANG"
    assert client.post(address, b"", content_type="text/csv", headers=key).status_code == 422
    assert client.post(address, b"x", content_type="text/html", headers=key).status_code == 415


def test_a_key_that_was_revoked_or_has_ended_delivers_nothing(catalogue, client):
    key, plain = issue_key("HIS", Agency.objects.get(code="SYT"), [DELIVER_DATA])
    body = {"indicator_set": "YT-THANG", "observations": [OBSERVATION]}
    assert post(client, body, {"X-Api-Key": plain}).status_code == 201
    revoke_key(key)
    assert post(client, body, {"X-Api-Key": plain}).json()["type"].endswith("#key-invalid")
    ended = timezone.localdate() - timedelta(days=1)
    _key, old = issue_key("HIS", Agency.objects.get(code="SYT"), [DELIVER_DATA], expires_on=ended)
    assert post(client, body, {"X-Api-Key": old}).status_code == 401


def test_faults_of_the_body_name_the_field(catalogue, client):
    bodies = [
        ({"indicator_set": "YT-THANG", "observations": [OBSERVATION, {"value": True}]}, "observations.1.value"),
        ({"indicator_set": "YT-THANG", "observations": [OBSERVATION], "x": 1}, "x"),
    ]
    for body, name in bodies:
        problem = post(client, body, headers()).json()
        assert problem["status"] == 400
        assert problem["errors"][0]["name"].startswith(name)
