"""Tables of figures: Vietnamese numbers, repeated heads, no limit on rows or on the text of one cell."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from reportlab.platypus import Flowable

from reports.layout.document import Properties, Section, build_pdf
from reports.layout.paragraphs import heading, paragraph
from reports.layout.tables import Cell, Column, figures_table
from tests.reports.verifier import pages_of, text_of

NAME = Column(title="Cơ quan", share=3)
COUNT = Column(title="Số lần", align="right")
RATE = Column(title="Tỷ lệ (%)", align="right", decimals=1)


def _pdf(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], **options: Any) -> bytes:
    story = figures_table(columns, rows, **options)
    created = datetime(2024, 5, 23, tzinfo=UTC)
    return build_pdf([Section(story=story)], Properties(title="Bảng", author="IOC", created=created))


def test_figures_are_in_vietnamese_form_and_missing_ones_are_no_zero() -> None:
    text = text_of(_pdf([NAME, COUNT, RATE], [("Sở A", 1234567, 99.94), ("Sở B", None, Decimal("0.05"))]))
    assert "Sở A 1.234.567 99,9" in text
    assert "Sở B … 0,1" in text


def test_figures_are_aligned_on_the_right_and_never_broken() -> None:
    columns = [Column(title="Tên", share=10), COUNT]
    with pdfplumber.open(BytesIO(_pdf(columns, [("a", 5), ("b", 123456789012)]))) as document:
        words = {word["text"]: word for word in document.pages[0].extract_words()}
    assert words["5"]["x1"] == pytest.approx(words["123.456.789.012"]["x1"], abs=0.5)


def test_head_is_repeated_on_every_page() -> None:
    columns = [
        Column(title="Tên", share=2),
        Column(title="Đúng hạn", group="Trong kỳ"),
        Column(title="Chậm", group="Trong kỳ"),
    ]
    pages = pages_of(_pdf(columns, [("a", "b", "c")] * 120))
    assert len(pages) > 2
    assert all("Trong kỳ" in page and "Đúng hạn Chậm" in page for page in pages)


def test_every_one_of_5000_rows_is_there_in_order() -> None:
    rows = [(f"Dòng {number}", number) for number in range(5000)]
    pages = pages_of(_pdf([NAME, COUNT], rows, total=True))
    printed = [line.split()[1] for page in pages for line in page.splitlines() if line.startswith("Dòng")]
    assert printed == [str(number) for number in range(5000)]


@pytest.mark.parametrize("count", range(32, 40))
def test_total_never_stands_alone(count: int) -> None:
    last = pages_of(_pdf([NAME, COUNT], [("Sở A", 1)] * count + [("Tổng cộng", count)], total=True))[-1]
    assert last.splitlines()[-2] == "Sở A 1"


def test_cell_longer_than_a_page_goes_on_overleaf() -> None:
    long = "phản ánh rất dài " * 700
    pages = pages_of(_pdf([NAME, Column(title="Nội dung")], [("đầu", long), ("giữa", "ngắn"), ("cuối", long)]))
    text = " ".join(pages)
    assert text.count("phản") == 1400
    assert "giữa" in text


def test_empty_table_says_so() -> None:
    assert "Không có số liệu" in text_of(_pdf([NAME, COUNT], [], total=True))


def test_caption_and_unit_stay_with_the_table() -> None:
    created = datetime(2024, 5, 23, tzinfo=UTC)
    for lines in range(30, 40):
        story: list[Flowable] = [paragraph("Một dòng.") for _ in range(lines)]
        story += [heading(1, "I.", "BẢNG"), *figures_table([NAME], [("Sở A",)] * 50, caption="Bảng 1", unit="lần")]
        pages = pages_of(build_pdf([Section(story=story)], Properties(title="a", author="b", created=created)))
        page = next(page for page in pages if "Bảng 1" in page)
        assert "I. BẢNG" in page
        assert "Sở A" in page


def test_row_of_the_wrong_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        figures_table([NAME, COUNT], [("Sở A",)])
