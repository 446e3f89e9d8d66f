"""Any text can be set: what the font lacks is marked, markup is escaped, Vietnamese comes out composed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.layout.paragraphs import balanced_lines, paragraph
from reports.layout.styles import TITLE
from reports.layout.text import bold, join, link, markup, printable


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("Phản ánh", "Phản ánh"),
        (unicodedata.normalize("NFD", "Điều hành đô thị"), "Điều hành đô thị"),
        ("Đường ngập 😀!", "Đường ngập □!"),
        ("👨‍👩‍👧‍👦", "□"),
        ("👍🏽", "□"),
        ("🇻🇳🇻🇳", "□□"),
        ("❤️", "□"),
        ("漢字", "□□"),
        ("a\x00b\u200bc\u202ed\ufeff", "abcd"),
        ("một\r\nhai\u2028ba", "một\nhai\nba"),
        ("một\thai", "một hai"),
        ("25 m², ≥ 5 ₫ …", "25 m², ≥ 5 ₫ …"),
        ("a\ud800", "a"),
    ],
)
def test_printable(given_text: str, printed: str) -> None:
    assert printable(given_text) == printed


def test_stacked_marks_stay_within_the_line() -> None:
    assert len(printable("a" + "\u0301" * 50)) <= 3


@given(st.text())
def test_every_text_can_be_set(text: str) -> None:
    made = printable(text)
    assert unicodedata.is_normalized("NFC", made)
    assert printable(made) == made
    paragraph(text).wrap(200, 800)


@given(st.text(alphabet="<>&\"'/b aiđ"))
def test_no_text_is_markup(text: str) -> None:
    words = paragraph(text).getPlainText().split()
    assert words == text.split()


def test_markup_is_kept_and_its_texts_are_escaped() -> None:
    assert markup("1 < 2 & 3") == "1 &lt; 2 &amp; 3"
    assert bold("<i>") == "<b>&lt;i&gt;</b>"
    assert join("a & ", bold("b")) == "a &amp; <b>b</b>"
    assert link("Điều 1", "dieu-1") == '<a href="#dieu-1">Điều 1</a>'


def test_title_breaks_into_even_lines() -> None:
    title = "Ban hành Quy chế tạm thời quản lý, vận hành và sử dụng Trung tâm Điều hành"
    upper, lower = balanced_lines(title, TITLE, 440)
    assert f"{upper} {lower}" == title
    assert abs(len(upper) - len(lower)) < 10


def test_line_breaks_of_a_title_stay() -> None:
    assert balanced_lines("Một\nHai ba", TITLE, 440) == ["Một", "Hai ba"]


def test_word_wider_than_the_line_stands_alone() -> None:
    assert balanced_lines(f"a {'x' * 300} b", TITLE, 100) == ["a", "x" * 300, "b"]
