from datetime import date
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from home.duties.models import Duty
from ioc_site.common import measures
from ioc_site.common.citations import REGULATION, Citation
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import AgencyFactory

DUTIES = f"/quy-che/{REGULATION}/nhiem-vu/"


def soup(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def rows_of(page):
    return [" ".join(row.get_text(" ", strip=True).split()) for row in page.select("tbody tr")]


def test_by_clause(duties, client):
    page = soup(client, DUTIES)
    assert page.find(id="dieu-8").get_text().startswith("Điều 8. Cơ quan, đơn vị, địa phương")
    assert len(rows_of(page)) == Duty.objects.count()
    backup = next(row for row in page.select("tbody tr") if "sao lưu dự phòng" in row.get_text())
    assert backup.select_one("th a")["href"] == f"/quy-che/{REGULATION}/#dieu-6-khoan-1"
    assert backup.select("td a")[0]["href"] == "/co-quan/vnpt-binh-thuan/"
    assert backup.select(".tag--info")
    drafting = next(row for row in page.select("tbody tr") if "khoản 1 Điều 7" in row.get_text())
    assert "chưa có số đo: " in drafting.get_text()
    assert not drafting.select(".tag--info")


def test_citations_lead_to_anchors_that_exist(duties, client):
    regulation = soup(client, f"/quy-che/{REGULATION}/")
    anchors = {element["id"] for element in regulation.select("[id]")}
    cited = {link["href"].partition("#")[2] for link in soup(client, DUTIES).select("tbody th a")}
    assert cited <= anchors


def test_by_agency_names_each_bearer_once(duties, client):
    page = soup(client, f"{DUTIES}?xem=co-quan")
    headings = [heading.get_text(strip=True) for heading in page.select("main h2")]
    assert headings[:2] == ["Sở Thông tin và Truyền thông", "VNPT Bình Thuận"]
    assert "Các cơ quan thuộc Ủy ban nhân dân tỉnh" in headings
    assert len(headings) == len(set(headings))
    members = page.find(id="districts").select(".duty-members a")
    assert len(members) == 10


def test_the_duties_of_one_agency_are_its_own_and_those_of_its_groups(duties, client):
    rows = rows_of(soup(client, f"{DUTIES}?xem=co-quan&co-quan=so-y-te"))
    assert any("khoản 2 Điều 8" in row and "y tế" in row for row in rows)
    assert any("điểm a khoản 5 Điều 8" in row for row in rows)
    assert not any("khoản 3 Điều 8" in row for row in rows)
    assert not any("Điều 6" in row for row in rows)
    district = rows_of(soup(client, f"{DUTIES}?co-quan=ubnd-huyen-phu-quy"))
    assert any("điểm a khoản 5 Điều 8" in row for row in district)
    province = soup(client, f"{DUTIES}?co-quan=ubnd-tinh-binh-thuan")
    assert rows_of(province) == []
    assert province.select_one(".empty")


def test_tabs_keep_the_chosen_agency(duties, client):
    tabs = [link["href"] for link in soup(client, f"{DUTIES}?co-quan=so-y-te").select(".tabs a")]
    assert tabs == [f"{DUTIES}?co-quan=so-y-te", f"{DUTIES}?xem=co-quan&co-quan=so-y-te"]


@pytest.mark.parametrize("value", ["khong-co", "đ" * 10_000, "%27%22%3Cscript%3E"])
def test_an_agency_that_does_not_exist_is_named_at_the_field(duties, client, value):
    page = soup(client, f"{DUTIES}?co-quan={value}")
    assert "Không có cơ quan này" in page.get_text()
    assert len(rows_of(page)) == Duty.objects.count()
    assert "<script>" not in unescape(str(page.select_one("form.filters")))


def test_a_regulation_that_does_not_exist(client, db):
    assert client.get("/quy-che/khong-co/nhiem-vu/").status_code == 404


def test_a_registered_measure_is_the_evidence(duties, client, monkeypatch):
    monkeypatch.setattr(measures, "_measures", {})
    citation = Citation(REGULATION, 6, 1)
    label = "Bản sao lưu đúng hạn"
    measure = measures.Measure("backups", label, (citation,), lambda agency, period: measures.MeasureResult(1, 1))
    measures.register_measure(measure)
    rows = rows_of(soup(client, DUTIES))
    assert [label in row for row in rows if "khoản 1 Điều 6" in row] == [True] * 3
    assert not any(label in row for row in rows if "khoản 2 Điều 6" in row)


def test_the_number_of_queries_does_not_grow_with_the_duties(duties, client, django_assert_max_num_queries):
    client.get(DUTIES)
    for url in (DUTIES, f"{DUTIES}?xem=co-quan", f"{DUTIES}?co-quan=so-y-te", "/co-quan/", "/co-quan/so-y-te/"):
        with django_assert_max_num_queries(16):
            client.get(url)


def test_the_directory_is_by_kind_and_finds_without_accents(duties, client):
    page = soup(client, "/co-quan/")
    assert len(page.select(".duty-members li")) == 32
    found = soup(client, "/co-quan/?q=duc%20linh").select(".duty-members a")
    assert [link["href"] for link in found] == ["/co-quan/ubnd-huyen-duc-linh/"]
    assert soup(client, "/co-quan/?q=khongco").select_one(".empty")


def test_a_name_that_is_too_long_is_answered_at_the_field(duties, client):
    page = soup(client, "/co-quan/?q=" + "đ" * 10_000)
    assert page.select_one("form.filters .field--error")
    assert len(page.select("form.filters input[name=q]")[0]["value"]) == 10_000
    assert len(page.select(".duty-members li")) == 32


def test_the_page_of_an_agency(duties, client):
    page = soup(client, "/co-quan/so-thong-tin-va-truyen-thong/")
    facts = {row.dt.get_text(strip=True): row for row in page.select("dl.facts > div")}
    assert facts["Tên viết tắt"].dd.get_text(strip=True) == "Sở TT&TT"
    assert {link["href"] for link in facts["Chủ trì"].select("a")} == {
        "/phan-he/phan-anh-hien-truong/",
        "/phan-he/giam-sat-thong-tin/",
    }
    assert any("khoản 3 Điều 10" in row and "Chủ trì" in row for row in rows_of(page))
    assert any("khoản 3 Điều 6" in row and "Phối hợp" in row for row in rows_of(page))
    assert client.get("/co-quan/khong-co/").status_code == 404


def test_the_grounds_of_an_agency_are_links(duties, client):
    page = soup(client, "/co-quan/so-y-te/")
    grounds = next(row for row in page.select("dl.facts > div") if row.dt.get_text(strip=True) == "Căn cứ")
    assert "#dieu-8-khoan-2" in grounds.a["href"]


def test_an_agency_that_ended_says_so_and_its_successor_bears_its_duties(duties, client):
    old = Agency.objects.get(code="SYT")
    old.valid_to = date(2025, 2, 28)
    old.save()
    new = AgencyFactory(name="Sở Y tế tỉnh Lâm Đồng", kind=AgencyKind.PROVINCE, valid_from=date(2025, 3, 1))
    old.successors.add(new)
    page = soup(client, f"/co-quan/{old.slug}/")
    assert "ngày 28 tháng 02 năm 2025" in page.get_text()
    assert page.select_one(f'dl a[href="/co-quan/{new.slug}/"]')
    page = soup(client, f"/co-quan/{new.slug}/")
    assert page.select_one(f'dl a[href="/co-quan/{old.slug}/"]')
    assert any("khoản 2 Điều 8" in row for row in rows_of(page))
    assert "Đến hết 28/02/2025" in soup(client, "/co-quan/").get_text()


def test_the_pages_are_in_the_sitemap(duties, client):
    body = client.get("/sitemap.xml").content.decode()
    assert DUTIES in body
    assert reverse("agency", args=["so-y-te"]) in body


def test_english_has_english_words_around_the_vietnamese_names(duties, client, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = soup(client, DUTIES)
    assert page.h1.get_text(strip=True) == "Who owes what"
    assert page.find("a", string="VNPT Bình Thuận")["lang"] == "vi"
