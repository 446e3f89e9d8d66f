"""The open data: a catalogue that people and other catalogues read, and files that hold what is public and no more."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from subsystems.agencies.models import Area
from subsystems.indicators.models import Indicator
from subsystems.indicators.sharing import pages
from tests.subsystems.indicators import deliveries as make
from tests.subsystems.indicators.factories import figure, published

pytestmark = pytest.mark.django_db
SET = "/du-lieu/YT-THANG"
FORMS = ("csv", "json", "xlsx", "sdmx.json")
EU = Namespace("http://publications.europa.eu/resource/authority/")


@pytest.fixture
def dengue(catalogue):
    """A month of dengue cases in the province and its ten districts."""
    return make.published(make.monthly())


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return b"".join(response.streaming_content) if response.streaming else response.content


def records(client, address=f"{SET}.csv"):
    return list(csv.DictReader(io.StringIO(read(client, address).decode("utf-8-sig"))))


def test_the_catalogue_lists_what_is_public(dengue, client):
    page = read(client, "/du-lieu/").decode()
    assert "Y tế hằng tháng" in page
    assert "Số ca mắc sốt xuất huyết" in page
    assert "Sở Y tế" in page
    assert "Tháng 10/2026" in page
    assert f'href="{SET}.csv"' in page
    assert 'href="/du-lieu/api/"' in page
    assert "chưa có số liệu" in page  # of the other sets
    # A set whose indicators are all internal is none.
    Indicator.objects.filter(set_memberships__indicator_set__code="YT-NGAY").update(is_public=False)
    assert "Khám bệnh hằng ngày" not in read(client, "/du-lieu/").decode()
    assert client.get("/du-lieu/YT-NGAY/").status_code == client.get("/du-lieu/YT-NGAY.csv").status_code == 404


def test_all_forms_hold_the_same_figures(dengue, client):
    rows = records(client)
    assert len(rows) == 11
    area = Area.objects.get(slug__contains="la-gi", level="district")
    (row,) = (row for row in rows if row["area"] == area.slug)
    assert row["area_name"] == area.name
    assert (row["period"], row["value"], row["breakdown_name"]) == ("2026-10", "2", "Tổng số")
    as_json = json.loads(read(client, f"{SET}.json"))
    assert [
        {name: str(value) for name, value in found.items() if name in ("area", "period", "unit")}
        for found in as_json["observations"]
    ] == [{name: row[name] for name in ("period", "area", "unit")} for row in rows]
    sheet = load_workbook(io.BytesIO(read(client, f"{SET}.xlsx")))["Dữ liệu"]
    cells = [[str(value) for value in line] for line in sheet.iter_rows(values_only=True)]
    assert cells == [list(rows[0]), *([*row.values()] for row in rows)]
    assert sdmx_values(json.loads(read(client, f"{SET}.sdmx.json"))) == {
        ("YT-SXH", row["area"], "_T", "2026-10"): float(row["value"]) for row in rows
    }


def sdmx_values(message):
    """What a reader of SDMX-JSON makes of the message: values by the codes of the dimensions."""
    (structure,), (data,) = message["data"]["structures"], message["data"]["dataSets"]
    assert structure["dataSets"] == [data["structure"]]
    dimensions = sorted(structure["dimensions"]["observation"], key=lambda found: found["keyPosition"])
    values = {}
    for key, (value, *_attributes) in data["observations"].items():
        places = zip(dimensions, key.split(":"), strict=True)
        values[tuple(dimension["values"][int(place)]["id"] for dimension, place in places)] = value
    return values


def test_internal_figures_are_in_no_file(dengue, client):
    Indicator.objects.filter(code="YT-SXH").update(is_public=False)
    for form in FORMS:
        content = read(client, f"{SET}.{form}")
        assert b"YT-SXH" not in content
    assert records(client) == []
    assert "Số ca mắc sốt xuất huyết" not in read(client, f"{SET}/").decode()


def test_one_year_alone(catalogue, client):
    province = Area.objects.get(level="province", agencies__code="UBND")
    make.published(make.monthly(period="2025-12"))
    make.published(make.monthly(period="2026-01"))
    assert {row["period"] for row in records(client)} == {"2025-12", "2026-01"}
    assert {row["period"] for row in records(client, f"{SET}.csv?nam=2025")} == {"2025-12"}
    assert province.slug in {row["area"] for row in records(client, f"{SET}.csv?nam=2026")}
    assert client.get(f"{SET}.csv?nam=abc").status_code == 404


def test_a_workbook_has_its_limit(dengue, client, monkeypatch):
    monkeypatch.setattr(pages, "XLSX_ROWS", 10)
    refused = client.get(f"{SET}.xlsx")
    assert refused.status_code == 422
    assert "CSV hoặc JSON" in refused.content.decode()
    assert len(records(client)) == 11


def test_a_file_is_asked_for_again_only_when_something_changed(dengue, client):
    first = client.get(f"{SET}.csv")
    known = {"If-None-Match": first["ETag"]}
    assert client.get(f"{SET}.csv", headers=known).status_code == 304
    make.published(make.monthly(period="2026-09"))
    assert client.get(f"{SET}.csv", headers=known).status_code == 200


def test_too_many_files_are_refused(dengue, client, settings):
    settings.API_ANONYMOUS_PER_MINUTE = 2
    statuses = [client.get(f"{SET}.csv").status_code for _time in range(5)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    "address",
    ["/du-lieu/", f"{SET}/", "/du-lieu/catalog.jsonld", f"{SET}.csv", f"{SET}.json", f"{SET}.xlsx", f"{SET}.sdmx.json"],
)
def test_the_number_of_queries_does_not_grow(dengue, client, address, django_assert_num_queries):
    read(client, address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        read(client, address + "?a=1")
    delivery = published("YT-THANG", "SYT")
    for area in Area.objects.filter(level="district", agencies__isnull=False)[:5]:
        for code in ("YT-SXH", "YT-TCM"):
            figure(delivery, code, area, "2026-08", 4)
    with django_assert_num_queries(len(few)):
        read(client, address + "?a=2")


@pytest.fixture
def graph(dengue, client):
    """What other catalogues make of the document."""
    response = client.get("/du-lieu/catalog.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    return Graph().parse(data=response.content, format="json-ld")


def test_the_catalogue_is_dcat(graph):
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    for name in (DCTERMS.title, DCTERMS.description, DCTERMS.license):
        assert len(set(graph.objects(catalog, name))) == 1
    (publisher,) = graph.objects(catalog, DCTERMS.publisher)
    assert (publisher, RDF.type, FOAF.Agent) in graph
    assert graph.value(publisher, FOAF.name)
    (service,) = graph.objects(catalog, DCAT.service)
    assert str(graph.value(service, DCAT.endpointDescription)).endswith("/api/v1/openapi.json")
    assert set(graph.objects(service, DCAT.servesDataset)) == set(graph.objects(catalog, DCAT.dataset))


def test_each_data_set_says_what_other_catalogues_ask_for(graph):
    (row,) = graph.subjects(RDF.type, DCAT.Dataset)  # sets without figures are left out
    assert graph.value(row, DCTERMS.title) == Literal("Y tế hằng tháng", lang="vi")
    assert graph.value(row, DCTERMS.identifier) == Literal("YT-THANG")
    assert graph.value(graph.value(row, DCTERMS.publisher), FOAF.name) == Literal("Sở Y tế", lang="vi")
    assert graph.value(row, DCTERMS.accrualPeriodicity) == EU["frequency/MONTHLY"]
    assert graph.value(row, DCAT.theme) == EU["data-theme/HEAL"]
    span = graph.value(row, DCTERMS.temporal)
    assert graph.value(span, DCAT.startDate) == Literal("2026-10-01", datatype=XSD.date)
    assert graph.value(span, DCAT.endDate) == Literal("2026-10-31", datatype=XSD.date)
    for name in (DCTERMS.issued, DCTERMS.modified):
        assert graph.value(row, name).toPython().tzinfo  # a well-formed moment


def test_what_the_catalogue_points_at_is_there(graph, client):
    forms = list(graph.objects(predicate=DCAT.distribution))
    assert len(forms) == len(FORMS)
    for form in forms:
        assert isinstance(graph.value(form, DCTERMS.license), URIRef)
        address = str(graph.value(form, DCAT.downloadURL))
        response = client.get(address[address.index("/du-lieu/") :])
        assert response.status_code == 200
        kind = str(graph.value(form, DCAT.mediaType)).partition("media-types/")[2]
        assert response["Content-Type"].partition(";")[0] == kind
        page = str(graph.value(form, DCAT.accessURL))
        assert client.get(page[page.index("/du-lieu/") :]).status_code == 200


def test_robots_find_it(catalogue, client):
    assert "/du-lieu/</loc>" in read(client, "/sitemap.xml").decode()
