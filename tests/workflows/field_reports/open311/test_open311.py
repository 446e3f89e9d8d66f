"""The Open311 interface as its clients use it, in JSON and XML."""

import itertools
import json
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile

from subsystems.agencies.api_keys import SUBMIT_REPORTS, UPDATE_REPORTS, issue_key, revoke_key
from tests.subsystems.agencies.factories import AgencyFactory
from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.field_reports.models import FieldReport, Question

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"
PLACE = {"lat": "10.9289", "long": "108.1021"}


@pytest.fixture
def key() -> str:
    return issue_key("Ứng dụng thử", AgencyFactory(), [SUBMIT_REPORTS])[1]


@pytest.fixture
def lamp():
    kind = make.CategoryFactory(code="den-duong", name="Đèn đường hỏng", keywords="đèn\nđiện")
    Question.objects.create(
        category=kind, code="so-cot", label="Số cột", kind="singlevaluelist", choices="A\nB", is_required=True
    )
    return kind


def post(client, key, **data):
    return client.post(f"{BASE}/requests.json", {"api_key": key, **data})


def test_discovery_and_services_in_both_forms(client, lamp):
    found = client.get(f"{BASE}/discovery.json").json()
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    services = client.get(f"{BASE}/services.json").json()
    assert services[0]["service_code"] == "den-duong"
    assert services[0]["metadata"] is True
    tree = ElementTree.fromstring(client.get(f"{BASE}/services.xml").content)
    assert tree.findtext("service/service_name") == "Đèn đường hỏng"
    assert tree.findtext("service/metadata") == "true"
    tree = ElementTree.fromstring(client.get(f"{BASE}/services/den-duong.xml").content)
    assert [v.findtext("key") for v in tree.iter("value")] == ["A", "B"]


def test_form_by_accept_header(client, lamp):
    assert client.get(f"{BASE}/services", headers={"accept": "text/xml"})["Content-Type"].startswith("text/xml")
    assert client.get(f"{BASE}/services")["Content-Type"].startswith("application/json")


def test_post_makes_a_report_that_waits_for_screening(client, key, lamp):
    response = post(
        client,
        key,
        service_code="den-duong",
        description="Tối om",
        email="a@b.vn",
        **PLACE,
        **{"attribute[so-cot]": "B"},
    )
    assert response.status_code == 201
    row = response.json()[0]
    report = FieldReport.objects.get(reference=row["service_request_id"])
    assert (report.source, report.state, report.answers) == ("open311", "submitted", {"so-cot": "B"})
    assert report.reporter.email == "a@b.vn"
    assert client.get(f"{BASE}/tokens/{row['token']}.json").json()[0]["service_request_id"] == report.reference
    shown = client.get(f"{BASE}/requests/{report.reference}.json").json()[0]
    assert (shown["status"], shown["description"], shown["lat"]) == ("open", "", None)
    assert client.get(f"{BASE}/requests.json").json() == []


def test_public_reports_show_the_edited_copy_only(client):
    report = make.accepted(description="Gọi tôi 0912345678")
    FieldReport.objects.filter(pk=report.pk).update(public_description="Gọi tôi …")
    row = client.get(f"{BASE}/requests.json").json()[0]
    assert row["description"] == "Gọi tôi …"
    assert "0912345678" not in client.get(f"{BASE}/requests.xml").content.decode()


def test_a_hidden_report_is_not_there(client):
    report = make.accepted()
    fire(report, "set_public", make.moderator(), {"is_public": False}, "Có trẻ em.")
    assert client.get(f"{BASE}/requests/{report.reference}.json").status_code == 404


def test_status_and_service_filters(client):
    done, doing = make.closed(), make.in_progress()
    assert [r["service_request_id"] for r in client.get(f"{BASE}/requests.json?status=closed").json()] == [
        done.reference
    ]
    assert [r["service_request_id"] for r in client.get(f"{BASE}/requests.json?status=open").json()] == [
        doing.reference
    ]
    code = doing.category.code
    assert len(client.get(f"{BASE}/requests.json?service_code={code}").json()) == 1
    assert client.get(f"{BASE}/requests.json?service_request_id={done.reference}").json()[0]["status"] == "closed"


def test_paging_meets_each_report_once(client):
    reports = {make.accepted().reference for _number in range(5)}
    pages = [client.get(f"{BASE}/requests.json?page_size=2&page={page}").json() for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert {row["service_request_id"] for page in pages for row in page} == reports


def test_updates_list_public_steps(client):
    report = make.closed()
    rows = client.get(f"{BASE}/servicerequestupdates.json?service_request_id={report.reference}").json()
    assert [row["status"] for row in rows] == ["open"] * 4 + ["closed"]
    tree = ElementTree.fromstring(client.get(f"{BASE}/servicerequestupdates.xml").content)
    assert tree.findtext("request_update/service_request_id") == report.reference


def test_the_agencys_system_hands_a_result_in_once(client):
    report = make.in_progress()
    key = issue_key("Hệ thống huyện", report.agency, [UPDATE_REPORTS])[1]
    data = {"api_key": key, "service_request_id": report.reference, "status": "closed", "description": "Đã vá."}
    for _try in range(2):
        assert client.post(f"{BASE}/servicerequestupdates.json", data | {"update_id": "7"}).status_code == 201
    report.refresh_from_db()
    assert (report.state, report.result) == ("resolved", "Đã vá.")


def test_a_system_of_another_agency_changes_nothing(client):
    report = make.in_progress()
    key = issue_key("Khác", AgencyFactory(), [UPDATE_REPORTS])[1]
    data = {"api_key": key, "service_request_id": report.reference, "status": "closed", "description": "x"}
    assert client.post(f"{BASE}/servicerequestupdates.json", data).status_code == 404


def test_keys_are_asked_for_and_their_scope_counts(client, lamp):
    data = {"service_code": "den-duong", "description": "x", **PLACE}
    for given in ({}, {"api_key": "sai"}, {"api_key": "\x00"}, {"api_key": "x" * 10_000}):
        response = client.post(f"{BASE}/requests.json", data | given)
        assert response.status_code == 403
        assert response.json()[0]["code"] == 403
    issued, plain = issue_key("Chỉ cập nhật", AgencyFactory(), [UPDATE_REPORTS])
    assert client.post(f"{BASE}/requests.json", data | {"api_key": plain}).status_code == 403
    revoke_key(issued)
    assert FieldReport.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"service_code": "khong-co"}, "service_code"),
        ({"service_code": ""}, "service_code"),
        ({"description": ""}, "description"),
        ({"description": "x" * 1_000_000}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"lat": "NaN"}, "lat"),
        ({"lat": "91"}, "lat"),
        ({"lat": "inf"}, "lat"),
        ({"lat": "108.1021", "long": "10.9289"}, "lat"),
        ({"lat": "21.03", "long": "105.85"}, "lat"),
        ({"lat": ""}, "lat"),
        ({"lat": "", "long": ""}, "lat"),
        ({"email": "không phải"}, "email"),
        ({"attribute[so-cot]": "C"}, "so-cot"),
        ({"attribute[so-cot]": ""}, "so-cot"),
    ],
)
def test_wrong_input_is_named_in_open311s_own_form(client, key, lamp, change, word):
    data = {"service_code": "den-duong", "description": "Tối", **PLACE, "attribute[so-cot]": "A"} | change
    response = post(client, key, **data)
    assert response.status_code == 400
    assert word in response.json()[0]["description"]
    response = client.post(f"{BASE}/requests.xml", {"api_key": key, **data})
    assert ElementTree.fromstring(response.content).findtext("error/code") == "400"
    assert FieldReport.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "start_date=hôm qua", "start_date=2026-13-01T00:00:00Z", "page=0", "page=x", "page_size=1001",
        "page=99999999", "status=xong", "start_date=2020-01-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
        "start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z", "service_request_id=" + "x," * 4000,
    ],
)  # fmt: skip
def test_wrong_filters_are_refused(client, query):
    response = client.get(f"{BASE}/requests.json?{query}")
    assert response.status_code == 400
    assert response.json()[0]["description"]


def test_unknown_things_and_methods(client):
    assert client.get(f"{BASE}/services/khong-co.json").status_code == 404
    assert client.get(f"{BASE}/requests/PA-1.xml").status_code == 404
    assert client.get(f"{BASE}/tokens/khong-co.json").status_code == 404
    assert client.delete(f"{BASE}/services.json").status_code == 405


def test_a_sending_that_is_repeated_makes_one_report(client, key, lamp):
    data = {"api_key": key, "service_code": "den-duong", "description": "Tối", **PLACE, "attribute[so-cot]": "A"}
    ids = {
        client.post(f"{BASE}/requests.json", data, headers={"idempotency-key": "mot"}).json()[0]["service_request_id"]
        for _try in range(2)
    }
    assert len(ids) == 1


def test_a_sending_key_is_the_clients_own(client, key, lamp):
    other = issue_key("Ứng dụng khác", AgencyFactory(), [SUBMIT_REPORTS])[1]
    data = {"service_code": "den-duong", "description": "Tối", **PLACE, "attribute[so-cot]": "A"}
    long = "k" * 80
    sent = [(key, "1"), (other, "1"), (key, f"{long}a"), (key, f"{long}b")]
    rows = [
        client.post(f"{BASE}/requests.json", data | {"api_key": plain}, headers={"idempotency-key": given}).json()[0]
        for plain, given in sent
    ]
    assert len({row["service_request_id"] for row in rows}) == len({row["token"] for row in rows}) == 4


def test_updates_of_hidden_reports_leave_no_hole_in_a_page(client):
    for _number in range(3):
        make.submitted()
    shown = make.accepted()
    rows = client.get(f"{BASE}/servicerequestupdates.json?page_size=2").json()
    assert [row["service_request_id"] for row in rows] == [shown.reference] * 2


def test_no_day_is_promised_before_a_moderator_has_accepted(client):
    waiting, taken = make.submitted(), make.accepted()
    assert client.get(f"{BASE}/requests/{waiting.reference}.json").json()[0]["expected_datetime"] == ""
    assert client.get(f"{BASE}/requests/{taken.reference}.json").json()[0]["expected_datetime"]


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("number", "2,5", "2.5"),
        ("number", "NaN", None),
        ("number", "rộng lắm", None),
        ("datetime", "2026-11-20T08:30:00+07:00", "2026-11-20T08:30+07:00"),
        ("datetime", "hôm qua", None),
    ],
)
def test_answers_are_of_the_kind_that_was_asked_for(client, key, kind, given, kept):
    category = make.CategoryFactory(code="o-ga")
    Question.objects.create(category=category, code="hoi", label="Hỏi", kind=kind)
    response = post(client, key, service_code="o-ga", description="x", **PLACE, **{"attribute[hoi]": given})
    if kept:
        assert FieldReport.objects.get().answers == {"hoi": kept}
    else:
        assert response.status_code == 400
        assert "attribute[hoi]" in response.json()[0]["description"]


def test_a_refused_photo_is_named_in_one_sentence(client, key, lamp):
    data = {"api_key": key, "service_code": "den-duong", "description": "x", **PLACE, "attribute[so-cot]": "A"}
    page = SimpleUploadedFile("anh.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg")
    response = client.post(f"{BASE}/requests.json", data | {"media": page})
    assert response.status_code == 400
    assert response.json()[0]["description"].startswith("media: Tệp này không phải là ảnh")


@pytest.mark.parametrize("suffix", ["json", "xml"])
def test_what_cannot_be_read_at_all_is_refused_in_open311s_own_form(client, key, suffix):
    long = {"api_key": key, "description": "x" * 3_500_000}
    many = {"api_key": key} | {f"attribute[a{n}]": "1" for n in range(1500)}
    answers = [
        client.post(f"{BASE}/requests.{suffix}", urlencode(long), content_type="application/x-www-form-urlencoded"),
        client.post(f"{BASE}/requests.{suffix}", urlencode(many), content_type="application/x-www-form-urlencoded"),
        client.post(f"{BASE}/requests.{suffix}", b"rac", content_type="multipart/form-data"),
        client.get(f"{BASE}/khong-co.{suffix}"),
        client.post(f"{BASE}/khong/co/{suffix}.{suffix}"),
    ]
    assert [answer.status_code for answer in answers] == [413, 400, 400, 404, 404]
    for answer in answers:
        code = (
            answer.json()[0]["code"]
            if suffix == "json"
            else int(ElementTree.fromstring(answer.content).findtext("error/code") or 0)
        )
        assert code == answer.status_code


def test_xml_leaves_out_what_xml_cannot_hold(client):
    report = make.accepted()
    FieldReport.objects.filter(pk=report.pk).update(public_description="a\x08b <&> 😀")
    tree = ElementTree.fromstring(client.get(f"{BASE}/requests/{report.reference}.xml").content)
    assert tree.findtext("request/description") == "ab <&> 😀"


def test_lists_cost_the_same_however_long(client, django_assert_max_num_queries):
    for _number in range(6):
        make.closed()
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{BASE}/requests.json").json()) == 6
    with django_assert_max_num_queries(3):
        client.get(f"{BASE}/servicerequestupdates.json")


@pytest.mark.django_db(transaction=True)
def test_the_client_three_works_unchanged(live_server, lamp, monkeypatch):
    # The package still imports a name that itertools had under Python 2 only.
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    from three import Three

    plain = issue_key("three", AgencyFactory(), [SUBMIT_REPORTS])[1]
    city = Three(f"{live_server.url}{BASE}", api_key=plain)
    assert city.discovery()["endpoints"]
    assert city.services()[0]["service_code"] == "den-duong"
    assert city.services("den-duong")["attributes"][0]["code"] == "so-cot"
    made = city.post(
        "den-duong", name="An Nguyễn", description="Đèn tắt", lat=10.9289, long=108.1021, **{"attribute[so-cot]": "A"}
    )
    reference = made[0]["service_request_id"]
    assert city.request(reference)[0]["service_request_id"] == reference
    assert city.token(made[0]["token"])[0]["service_request_id"] == reference
    assert city.requests("den-duong") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_georeport_works_unchanged(live_server, form):
    from georeport import GeoReport

    first, second = make.accepted(), make.accepted()
    city = GeoReport(f"{live_server.url}{BASE}", output_format=form)
    assert {s["service_code"] for s in city.get_service_list()} >= {first.category.code}
    found = city.get_service_requests(status="open")
    assert {r["service_request_id"] for r in found} == {first.reference, second.reference}
    assert city.get_service_request(first.reference)["service_name"] == first.category.name


def test_json_is_plain_utf8(client, lamp):
    assert "Đèn đường hỏng" in client.get(f"{BASE}/services.json").content.decode()
    json.loads(client.get(f"{BASE}/services.json").content)
