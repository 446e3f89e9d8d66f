"""The printed regulation: complete, in order, archivable, and it leads from citation to place."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from reports.layout.closing import Signature
from reports.regulation_text import Amendment, Article, AttachedRegulation, Chapter, Clause, build_regulation_pdf
from tests.reports.factories import real_regulation, small_decision
from tests.reports.verifier import assert_archive, flat, link_landings, pages_of, text_of


@pytest.fixture(scope="module")
def printed() -> bytes:
    return build_regulation_pdf(real_regulation())


def test_is_an_archive_file(printed: bytes, tmp_path: Path) -> None:
    assert_archive(printed, tmp_path)


def test_same_document_gives_the_same_bytes(printed: bytes) -> None:
    assert build_regulation_pdf(real_regulation()) == printed


def test_has_every_word_of_the_regulation(printed: bytes) -> None:
    # A paragraph may be broken by a page number; sentences without it are compared, so pages are joined without.
    pages = [flat(page) for page in pages_of(printed)]
    text = " ".join(page.removeprefix(f"{number} ") for page, number in zip(pages, [0, 2, 0, 2, 3, 4, 5], strict=True))
    document = real_regulation()
    regulation = document.regulation
    assert regulation is not None
    assert all(flat(ground) in text for ground in document.grounds)
    for article in (*document.articles, *(a for chapter in regulation.chapters for a in chapter.articles)):
        assert f"Điều {article.number}. {article.title}".strip() in text
        assert flat(article.text) in text
        for clause in article.clauses:
            assert f"{clause.number}. {clause.text}" in text
            assert all(f"{point.letter}) {point.text}" in text for point in clause.points)


def test_begins_as_an_official_decision_does(printed: bytes) -> None:
    lines = pages_of(printed)[0].splitlines()
    assert lines[0] == "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert lines[1] == "TỈNH BÌNH THUẬN Độc lập - Tự do - Hạnh phúc"
    assert lines[2] == "Số: 1089/QĐ-UBND Bình Thuận, ngày 23 tháng 5 năm 2024"
    assert lines[3] == "QUYẾT ĐỊNH"


def test_regulation_stands_on_pages_of_its_own_and_counts_them(printed: bytes) -> None:
    pages = [page.splitlines() for page in pages_of(printed)]
    assert pages[1][0] == "2"
    assert pages[2][2] == "QUY CHẾ TẠM THỜI"
    assert [page[0] for page in pages[3:]] == ["2", "3", "4", "5"]


def test_signature_is_never_alone_on_its_page(printed: bytes) -> None:
    above, closing = pages_of(printed)[1].split("Nơi nhận")
    number, *text = above.splitlines()
    assert number == "2"
    assert len(text) >= 2
    assert "KT. CHỦ TỊCH" in closing


def test_outline_has_chapters_and_their_articles(printed: bytes) -> None:
    with pikepdf.open(BytesIO(printed)) as document, document.open_outline() as outline:
        tops = [item.title for item in outline.root]
        assert tops[0] == "Quyết định số 1089/QĐ-UBND"
        assert tops[2] == "Chương II. TRÁCH NHIỆM QUẢN LÝ, VẬN HÀNH VÀ SỬ DỤNG IOC BÌNH THUẬN"
        assert [item.title for item in outline.root[3].children] == [
            "Điều 10. Khen thưởng, kỷ luật",
            "Điều 11. Trách nhiệm thi hành",
        ]


def _article_with(text: str) -> Article:
    return Article(number="1", title="Một", clauses=(Clause(number="1", text=text), Clause(number="2", text="Hai.")))


@pytest.mark.parametrize(
    ("text", "landing"),
    [
        ("Theo khoản 2 Điều 1.", ["2. Hai."]),
        ("Theo Điều 1 Quyết định 1/QĐ-UBND.", ["Điều 1. Quyết định này có hiệu lực kể từ ngày ký."]),
        ("Theo khoản 9 Điều 1.", []),
        ("Theo Điều 1 Luật Công nghệ thông tin.", []),
    ],
)
def test_citations_lead_to_the_places_that_exist(text: str, landing: list[str]) -> None:
    chapter = Chapter(number="I", title="CHUNG", articles=(_article_with(text),))
    document = small_decision(regulation=AttachedRegulation(kind="QUY CHẾ", title="Thử", chapters=(chapter,)))
    assert link_landings(build_regulation_pdf(document)) == landing


def test_articles_may_stand_in_no_chapter() -> None:
    regulation = AttachedRegulation(kind="QUY CHẾ", title="Thử", chapters=(Chapter(articles=(_article_with("Một."),)),))
    text = text_of(build_regulation_pdf(small_decision(regulation=regulation)))
    assert "Điều 1. Một" in text
    assert "Chương" not in text


def test_consolidated_text_names_its_amendments_first(tmp_path: Path) -> None:
    amendment = Amendment(
        number="99/QĐ-UBND",
        issued_on=date(2025, 3, 1),
        in_force_from=date(2025, 3, 15),
        issuer="Chủ tịch Ủy ban nhân dân tỉnh Bình Thuận",
    )
    changed = Article(number="1", text="Chữ mới.", note="được sửa đổi theo Quyết định số 99/QĐ-UBND")
    document = replace(small_decision(articles=(changed,)), amendments=(amendment,), in_force_on=date(2025, 3, 15))
    pdf = build_regulation_pdf(document)
    assert_archive(pdf, tmp_path)
    text = flat(text_of(pdf))
    assert "ngày 05/02/2024, được sửa đổi, bổ sung bởi: 1. Quyết định số 99/QĐ-UBND ngày 01/03/2025" in text
    assert "có hiệu lực kể từ ngày 15/03/2025" in text
    assert "(được sửa đổi theo Quyết định số 99/QĐ-UBND)" in text


def test_signing_form_is_read_from_its_lines() -> None:
    signature = Signature.from_text("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", name="Nguyễn Văn A")
    text = text_of(build_regulation_pdf(small_decision(signature=signature)))
    lines = [line.removeprefix("Nơi nhận: ") for line in text.splitlines()]
    place = lines.index("TM. ỦY BAN NHÂN DÂN")
    assert lines[place : place + 4] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn A"]
