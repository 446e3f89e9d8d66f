"""The public page of the regulation: the text of a day, its anchors and links, and clear answers to wrong addresses."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from home.regulation.models import ProvisionVersion
from home.regulation.queries import regulation_page, resolve
from ioc_site.common.citations import Citation
from subsystems.agencies.models import Agency

pytestmark = pytest.mark.django_db
URL = "/quy-che/1089-qd-ubnd/"


def page(client: Client, url: str = URL, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_every_provision_has_its_anchor_and_citation(client, regulation):
    html = page(client)
    for version in ProvisionVersion.objects.select_related("provision__document"):
        provision = version.provision
        assert html.count(f'id="{provision.eid}"') == 1
        if provision.citation:
            assert f'data-copy="#{provision.eid}"' in html
            assert f"<span data-copy-label>{provision.label}</span>" in html
    assert 'href="#dieu-8-khoan-5-diem-dd"' in html
    assert "điểm đ khoản 5 Điều 8" in html


def test_one_way_through_the_articles(client, regulation):
    html = page(client)
    assert html.count('rel="prev"') == html.count('rel="next"') == 10
    assert '<a rel="next" href="#dieu-2" lang="vi">Điều 2 →</a>' in html


def test_nothing_inline_for_the_content_security_policy(client, regulation):
    html = page(client)
    assert not re.search(r"\sstyle=|<style|<script(?![^>]* src=)|\son[a-z]+=", html)


def test_few_queries_whatever_the_length(regulation, agencies, django_assert_num_queries):
    with django_assert_num_queries(6):
        regulation_page("1089-qd-ubnd", date(2026, 1, 1))


def test_the_page_adds_none_to_those(client, regulation, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page(client)


def test_agencies_lead_to_their_pages(client, regulation, agencies):
    html = page(client)
    for name in ("Văn phòng Ủy ban nhân dân tỉnh", "Sở Y tế", "VNPT Bình Thuận", "Cục Thống kê tỉnh"):
        agency = Agency.objects.get(name=name)
        assert f'<a class="agency" href="/co-quan/{agency.slug}/">{name}</a>' in html
    committee = Agency.objects.get(code="UBND")
    assert f'<a class="agency" href="/co-quan/{committee.slug}/">Ủy ban nhân dân tỉnh</a>' in html


def test_grounds_and_what_replaced_them(client, regulation):
    html = " ".join(page(client, f"{URL}?ngay=2026-11-01").split())
    assert "hết hiệu lực từ ngày 22/10/2025" in html
    assert "(số 278/2025/NĐ-CP, có hiệu lực từ ngày 22/10/2025)" in html
    assert html.index("(số 65/2025/QH15, có hiệu lực từ ngày 01/03/2025)") < html.index("(số 72/2025/QH15,")
    assert "chưa rà soát" in html


def test_grounds_as_they_stood_on_the_day(client, regulation):
    html = page(client, f"{URL}?ngay=2024-06-01")
    assert "còn hiệu lực" in html
    assert "hết hiệu lực" not in html
    between = page(client, f"{URL}?ngay=2025-04-01")
    assert "65/2025/QH15" in between
    assert "72/2025/QH15" not in between


def test_a_day_before_it_was_in_force(client, regulation):
    html = page(client, f"{URL}?ngay=2024-05-22")
    assert "Chưa có hiệu lực vào ngày 22/05/2024" in html
    assert "có hiệu lực từ ngày 23/05/2024" in html
    assert 'id="dieu-1"' not in html


@pytest.mark.parametrize("day", ["2024-05-23", "23/5/2024", "23-5-2024", "ngày 23 tháng 5 năm 2024", "9999-12-31"])
def test_a_day_in_any_usual_form(day, client, regulation):
    response = client.get(URL, {"ngay": day})
    assert response.status_code == 200
    assert 'id="dieu-1"' in response.content.decode()


def test_no_day_is_today(client, regulation):
    html = page(client, f"{URL}?ngay=")
    assert 'id="dieu-1"' in html
    assert "Xem nội dung có hiệu lực hôm nay" not in html


IMPOSSIBLE = ["2024-02-30", "2024-13-01", "0000-00-00", "٢٠٢٤-٠٥-٢٣"]


@pytest.mark.parametrize("day", [*IMPOSSIBLE, "hôm qua", "20240523", "1e9", "'\"><b>", "x" * 10_000])
def test_a_wrong_day_is_answered_at_the_field(day, client, regulation):
    response = client.get(URL, {"ngay": day})
    assert response.status_code == 400
    html = response.content.decode()
    assert "Ngày không hợp lệ. Hãy ghi theo dạng 23/05/2024 hoặc 2024-05-23." in html
    assert 'aria-invalid="true"' in html
    assert "<b>" not in html
    assert day.replace('"', "&quot;").replace("'", "&#x27;").replace("<", "&lt;").replace(">", "&gt;") in html
    assert "Dưới đây là nội dung có hiệu lực hôm nay." in html


@pytest.mark.parametrize("path", ["", "dieu-8/", "so-sanh/", "akn.xml", "van-ban.pdf"])
def test_a_nul_byte_is_a_bad_request(path, client, regulation):
    assert client.get(f"{URL}{path}?ngay=%00&tu=%00").status_code == 400


@pytest.mark.parametrize("url", ["/quy-che/khong-co/", f"{URL}dieu-99/", f"{URL}dieu-8-khoan-99/", f"{URL}dieu-8-x/"])
def test_what_does_not_exist(url, client, regulation):
    page(client, url, 404)


def test_only_reading(client, regulation):
    assert client.post(URL).status_code == 405


def test_an_article_of_its_own(client, regulation, agencies):
    html = page(client, f"{URL}dieu-8/")
    assert "<title>Điều 8. Cơ quan, đơn vị" in html
    assert html.count("<h1") == 1
    assert 'id="dieu-8-khoan-5-diem-a"' in html
    assert 'href="/quy-che/1089-qd-ubnd/dieu-7/"' in html
    assert 'href="/quy-che/1089-qd-ubnd/dieu-9/"' in html
    assert 'id="dieu-9"' not in html


def test_an_article_of_the_decision(client, regulation):
    html = page(client, f"{URL}quyet-dinh-dieu-1/")
    assert 'rel="prev"' not in html
    assert 'href="/quy-che/1089-qd-ubnd/quyet-dinh-dieu-2/"' in html


def test_the_address_of_a_clause_leads_to_its_article(client, regulation):
    response = client.get(f"{URL}dieu-8-khoan-5-diem-a/?ngay=2024-06-01")
    assert response["Location"] == f"{URL}dieu-8/?ngay=2024-06-01#dieu-8-khoan-5-diem-a"
    assert client.get(f"{URL}chuong-2/")["Location"] == f"{URL}#chuong-2"


def test_list_of_documents(client, regulation):
    html = page(client, "/quy-che/")
    assert f'href="{URL}"' in html
    assert "Quyết định 1089/QĐ-UBND" in html


def test_list_without_documents(client, db):
    assert "Chưa có văn bản nào được công bố." in page(client, "/quy-che/")


def test_in_english_the_law_stays_vietnamese(client, regulation):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = page(client)
    assert "Download as PDF" in html
    assert '<p class="ground__text" lang="vi">Căn cứ Luật Tổ chức' in html


def test_citations_resolve_to_text(regulation):
    article = resolve(Citation("1089-qd-ubnd", 10))
    assert article.heading == "Khen thưởng, kỷ luật"
    assert [clause.label for clause in article.children] == [f"khoản {n} Điều 10" for n in (1, 2, 3)]
    assert resolve(Citation("1089-qd-ubnd", 2, of_decision=True)).text.startswith("Quyết định này có hiệu lực")
    assert resolve(Citation("1089-qd-ubnd", 10, 4)) is None
    assert resolve(Citation("1089-qd-ubnd", 10), on=date(2024, 1, 1)) is None
    assert resolve(Citation("1-qd", 10)) is None


def test_a_clause_links_to_its_own_article(client, regulation):
    """On the page, in the exported XML and for ``khoản`` that does not exist."""
    clause = ProvisionVersion.objects.get(provision__eid="dieu-8-khoan-5-diem-b")
    ProvisionVersion.objects.filter(pk=clause.pk).update(
        text="Theo khoản 4 Điều này, điểm a khoản này; khoản 99 Điều này."
    )
    html = page(client)
    assert '<a class="citation" href="#dieu-8-khoan-4">khoản 4 Điều này</a>' in html
    assert '<a class="citation" href="#dieu-8-khoan-5-diem-a">điểm a khoản này</a>; khoản 99 Điều này.' in html
    xml = page(client, URL + "akn.xml")
    assert '<ref href="#dieu-8-khoan-4">khoản 4 Điều này</ref>' in xml
