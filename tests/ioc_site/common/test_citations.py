"""Citations: ids, words and order, and finding them in running text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioc_site.common.citations import POINT_LETTERS, Citation, document_slug, find_citations, find_citations_of_own

DOC = "1089-qd-ubnd"


def found(text: str) -> list[tuple[str, str]]:
    return [(c.citation.eid, text[c.start : c.end]) for c in find_citations(text)]


@pytest.mark.parametrize(
    ("citation", "eid", "label"),
    [
        (Citation(DOC, 8), "dieu-8", "Điều 8"),
        (Citation(DOC, 8, 5), "dieu-8-khoan-5", "khoản 5 Điều 8"),
        (Citation(DOC, 8, 5, "a"), "dieu-8-khoan-5-diem-a", "điểm a khoản 5 Điều 8"),
        (Citation(DOC, 8, 5, "đ"), "dieu-8-khoan-5-diem-dd", "điểm đ khoản 5 Điều 8"),
        (Citation(DOC, 8, 5, "đ1"), "dieu-8-khoan-5-diem-dd1", "điểm đ1 khoản 5 Điều 8"),
        (
            Citation(DOC, 8, 3, article_suffix="a", clause_suffix="đ"),
            "dieu-8a-khoan-3dd",
            "khoản 3đ Điều 8a",
        ),
        (Citation(DOC, 1, of_decision=True), "quyet-dinh-dieu-1", "Điều 1 Quyết định"),
    ],
)
def test_id_and_words(citation: Citation, eid: str, label: str):
    assert (citation.eid, citation.label) == (eid, label)
    assert Citation.from_eid(DOC, eid) == citation


@pytest.mark.parametrize(
    "eid",
    ["", "dieu-0", "dieu-8-diem-a", "khoan-5", "dieu-8-khoan-5-diem-aa", "DIEU-8", "dieu-8\n", "dieu-٣", "chuong-1"],
)
def test_what_is_no_id(eid: str):
    with pytest.raises(ValueError, match="not the id"):
        Citation.from_eid(DOC, eid)


@pytest.mark.parametrize(
    "place",
    [
        {"article": 0},
        {"article": 1, "clause": 0},
        {"article": 1, "point": "a"},
        {"article": 1, "clause": 1, "point": "ab"},
        {"article": 1, "clause_suffix": "a"},
        {"article": 1, "article_suffix": "1"},
    ],
)
def test_impossible_places(place: dict):
    with pytest.raises(ValueError, match=r".+"):
        Citation(DOC, **place)


def test_reading_order():
    ordered = [
        Citation(DOC, 3, of_decision=True),
        Citation(DOC, 8),
        Citation(DOC, 8, 5),
        Citation(DOC, 8, 5, "d"),
        Citation(DOC, 8, 5, "đ"),
        Citation(DOC, 8, 5, "đ1"),
        Citation(DOC, 8, 5, "e"),
        Citation(DOC, 8, 5, clause_suffix="a"),
        Citation(DOC, 8, article_suffix="a"),
        Citation(DOC, 10),
    ]
    assert sorted(set(ordered)) == ordered


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("theo khoản 3 Điều 10.", [("dieu-10-khoan-3", "khoản 3 Điều 10")]),
        ("Điểm Đ khoản 5 điều 8", [("dieu-8-khoan-5-diem-dd", "Điểm Đ khoản 5 điều 8")]),
        ("Điều 8 khoản 5 điểm a", [("dieu-8-khoan-5-diem-a", "Điều 8 khoản 5 điểm a")]),
        ("Điều 7 khoản 2 Điều 8", [("dieu-7", "Điều 7"), ("dieu-8-khoan-2", "khoản 2 Điều 8")]),
        ("khoản 1 và 2 Điều 7", [("dieu-7-khoan-1", "khoản 1"), ("dieu-7-khoan-2", "2 Điều 7")]),
        (
            "các điểm a, b và điểm đ khoản 5 Điều 8",
            [
                ("dieu-8-khoan-5-diem-a", "điểm a"),
                ("dieu-8-khoan-5-diem-b", "b"),
                ("dieu-8-khoan-5-diem-dd", "điểm đ khoản 5 Điều 8"),
            ],
        ),
        ("Điều 8a và khoản 3a Điều 8", [("dieu-8a", "Điều 8a"), ("dieu-8-khoan-3a", "khoản 3a Điều 8")]),
        ("khoản 99 Điều 7", [("dieu-7-khoan-99", "khoản 99 Điều 7")]),
        ("Điều 8 quy định, Điều 10 quyết định", [("dieu-8", "Điều 8"), ("dieu-10", "Điều 10")]),
        ("Điều 2 Quyết định số 1089/QĐ-UBND", [("quyet-dinh-dieu-2", "Điều 2 Quyết định số 1089/QĐ-UBND")]),
    ],
)
def test_found_in_text(text: str, places: list[tuple[str, str]]):
    assert found(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "khoản 3 Điều 10 Luật Bảo vệ dữ liệu cá nhân",
        "Điều 5 của Nghị định 356/2025/NĐ-CP",
        "điểm a khoản 1 Điều 3, Thông tư số 1/2024/TT-BTTTT",
        "Điều 2 Quyết định 22/QĐ-TTg",
        "khoản 0 Điều 7",
        "xĐiều 8",
        "Điều tám",
    ],
)
def test_what_is_not_ours(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    ("own", "text", "places"),
    [
        (Citation(DOC, 8, 5), "theo khoản 4 Điều này", [("dieu-8-khoan-4", "khoản 4 Điều này")]),
        (
            Citation(DOC, 8, 5),
            "khoản 1 và 2 điều này",
            [("dieu-8-khoan-1", "khoản 1"), ("dieu-8-khoan-2", "2 điều này")],
        ),
        (Citation(DOC, 8, 5, "b"), "điểm a khoản này", [("dieu-8-khoan-5-diem-a", "điểm a khoản này")]),
        (Citation(DOC, 8), "điểm a khoản 5 Điều này", [("dieu-8-khoan-5-diem-a", "điểm a khoản 5 Điều này")]),
        (Citation(DOC, 8, 2, article_suffix="a"), "khoản 1 Điều này", [("dieu-8a-khoan-1", "khoản 1 Điều này")]),
        (Citation(DOC, 2, of_decision=True), "khoản 1 Điều này", [("quyet-dinh-dieu-2-khoan-1", "khoản 1 Điều này")]),
        (Citation(DOC, 8), "điểm a khoản này, Điều này, khoản này, khoản 0 Điều này, khoản 4 Điều nàyy", []),
    ],
)
def test_a_provision_speaks_of_its_own_article(own: Citation, text: str, places: list[tuple[str, str]]):
    assert [(c.citation.eid, text[c.start : c.end]) for c in find_citations_of_own(text, own)] == places


def test_document_slug():
    assert document_slug("1089/QĐ-UBND") == DOC


@given(st.integers(1, 999), st.none() | st.integers(1, 999), st.none() | st.sampled_from(POINT_LETTERS))
def test_words_are_found_again(article: int, clause: int | None, point: str | None):
    citation = Citation(DOC, article, clause, point if clause else None)
    assert [c.citation for c in find_citations(f"Theo {citation.label}, cơ quan")] == [citation]


@given(st.text(alphabet="điểmkhoảnều 0123456789,abđvà\n", max_size=300))
def test_any_text_is_read(text: str):
    spans = [(c.start, c.end) for c in find_citations(text)]
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
