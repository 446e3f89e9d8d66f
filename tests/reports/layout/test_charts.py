"""Charts: vectors with their figures, told apart without colour, honest about gaps."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest
from reportlab.platypus import Flowable

from reports.layout.charts import MOST_SERIES, Series, bar_chart, line_chart
from reports.layout.document import Properties, Section, build_pdf
from tests.reports.verifier import text_of

MONTHS = ["Tháng 1", "Tháng 2", "Tháng 3"]


def _pdf(story: Sequence[Flowable]) -> bytes:
    created = datetime(2024, 5, 23, tzinfo=UTC)
    return build_pdf([Section(story=story)], Properties(title="Biểu đồ", author="IOC", created=created))


def _fill_greys(pdf: bytes) -> set[float]:
    """The lightness of each coloured area, as a black-and-white printer sees it."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        colours = {
            tuple(area["non_stroking_color"])
            for area in document.pages[0].rects
            if len(area["non_stroking_color"] or ()) == 3
        }
    return {round(0.299 * red + 0.587 * green + 0.114 * blue, 2) for red, green, blue in colours}


def test_bars_show_their_figures_and_name_their_gaps() -> None:
    text = text_of(_pdf(bar_chart(MONTHS, [Series("Đúng hạn", [1234.5, None, 0])], caption="Biểu đồ 1")))
    assert "1.234,5" in text
    assert "…" in text
    assert all(month in text for month in MONTHS)


def test_series_stay_apart_in_grey() -> None:
    series = [Series(f"Chuỗi {index}", [1, 2, 3]) for index in range(MOST_SERIES)]
    greys = sorted(_fill_greys(_pdf(bar_chart(MONTHS, series, caption="Biểu đồ"))))
    assert len(greys) >= MOST_SERIES
    assert all(lighter - darker > 0.1 for darker, lighter in pairwise(greys))


def test_series_differ_in_pattern_too() -> None:
    def lines(count: int) -> int:
        series = [Series("Chuỗi", [100, 200, 300]) for _ in range(count)]
        with pdfplumber.open(BytesIO(_pdf(bar_chart(MONTHS, series, caption="Biểu đồ")))) as document:
            return len(document.pages[0].lines) + len(document.pages[0].curves)

    assert lines(2) > lines(1) + 10


def test_chart_is_drawn_and_no_picture() -> None:
    with pdfplumber.open(BytesIO(_pdf(line_chart(MONTHS, [Series("A", [1, 2, 3])], caption="Biểu đồ")))) as document:
        assert not document.pages[0].images
        assert document.pages[0].curves or document.pages[0].lines


def test_long_agency_names_are_cut_after_two_lines() -> None:
    name = "Trung tâm Công nghệ thông tin và Truyền thông " * 6
    text = text_of(_pdf(bar_chart([name], [Series("Điểm", [90])], caption="Biểu đồ", direction="horizontal")))
    assert "…" in text
    assert text.count("Trung tâm") <= 2


def test_line_is_not_drawn_across_a_gap() -> None:
    def points(values: list[float | None]) -> int:
        pdf = _pdf(line_chart(["1", "2", "3", "4", "5"], [Series("A", values)], caption="Biểu đồ"))
        with pdfplumber.open(BytesIO(pdf)) as document:
            strokes = [
                shape for shape in (*document.pages[0].lines, *document.pages[0].curves) if shape["linewidth"] > 1.5
            ]
        return sum(len(stroke["pts"]) for stroke in strokes)

    assert points([1, 2, 3, 4, 5]) == 5
    assert points([1, 2, None, 4, 5]) == 4
    assert points([1, 2, None, 4, None]) == 2


def test_chart_without_any_figure_says_so() -> None:
    story = [
        *bar_chart(MONTHS, [Series("A", [None] * 3)], caption="Một"),
        *line_chart(MONTHS, [Series("A", [None] * 3)], caption="Hai"),
    ]
    assert text_of(_pdf(story)).splitlines() == ["Một", "Không có số liệu", "Hai", "Không có số liệu"]


@pytest.mark.parametrize("values", [[None, 5, None], [0, 0, 0], [-5, 3, None], [7, 7, 7], [1e12, 1, 2]])
def test_unusual_figures_can_be_drawn(values: list[float | None]) -> None:
    story = bar_chart(MONTHS, [Series("A", values)], caption="Một")
    story += bar_chart(MONTHS, [Series("A", values)], caption="Hai", direction="horizontal")
    story += line_chart(MONTHS, [Series("A", values)], caption="Ba")
    assert "Ba" in text_of(_pdf(story))


@pytest.mark.parametrize(
    ("categories", "series"),
    [
        ([], [Series("A", [])]),
        (MONTHS, []),
        (MONTHS, [Series("A", [1])]),
        (MONTHS, [Series("A", [1, 2, 3])] * (MOST_SERIES + 1)),
    ],
)
def test_impossible_charts_are_refused(categories: list[str], series: list[Series]) -> None:
    with pytest.raises(ValueError, match=r"chart has categories|one value a category"):
        bar_chart(categories, series, caption="Biểu đồ")
