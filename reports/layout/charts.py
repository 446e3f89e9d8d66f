"""Charts drawn as vectors. Series differ by lightness and by pattern, so they stay apart in a black-and-white print."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.charts.textlabels import NA_Label
from reportlab.graphics.shapes import Drawing, Group, Hatching, Line, Rect, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import Flowable

from ioc_site.common.vietnamese import number
from reports.layout import fonts, styles
from reports.layout.paragraphs import paragraph
from reports.layout.tables import NO_DATA, NO_FIGURES
from reports.layout.text import printable

Value = int | float | Decimal | None

ALL_ZERO = "Các giá trị đều bằng 0"
_SIZE = 10.0
_LEADING = 12.0
_GRID = HexColor("#C8CDD3")
_PLOT_HEIGHT = 150.0
_BAR_HEIGHT = 12.0  # of a horizontal bar
_SWATCH = (18.0, 9.0)


@dataclass(frozen=True, slots=True)
class Series:
    """A row of figures with its name; ``None`` is a gap (no data), never zero."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class _Look:
    """How a series is told from the others: a colour with a grey of its own, a hatching or marker of its own."""

    colour: Color
    hatch_angles: tuple[int, ...]
    hatch_colour: Color
    dash: tuple[int, ...] | None
    marker: str


_LOOKS = (
    _Look(HexColor("#12395F"), (), white, None, "FilledCircle"),
    _Look(HexColor("#E3A73B"), (45,), black, (6, 3), "FilledSquare"),
    _Look(HexColor("#2F8F83"), (135,), white, (2, 2), "FilledDiamond"),
    _Look(HexColor("#D9E2EC"), (45, 135), HexColor("#5B6B7B"), (8, 2, 2, 2), "FilledTriangle"),
)
MOST_SERIES = len(_LOOKS)


def bar_chart(
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    caption: str,
    source: str = "",
    decimals: int | None = None,
    direction: Literal["vertical", "horizontal"] = "vertical",
) -> list[Flowable]:
    """Bars from zero with their figures; horizontal where categories have long names (agencies)."""
    _check(categories, series)
    if _is_empty(series) or _is_zero(series):
        return _without_figures(caption, NO_FIGURES if _is_empty(series) else ALL_ZERO)
    names = [_shortened(name, 130 if direction == "horizontal" else 90) for name in categories]
    chart: Any
    if direction == "horizontal":
        chart = _HorizontalBars()
        lines = 1 + max(name.count("\n") for name in names)
        chart.height = max(_LEADING * lines + 6, _BAR_HEIGHT * len(series) + 8) * len(categories)
        chart.x = 145
        chart.categoryAxis.reverseDirection = 1
        chart.categoryAxis.labels.boxAnchor = "e"
        chart.categoryAxis.labels.textAnchor = "end"
        chart.categoryAxis.labels.dx = -4
        label_place = ("w", 3, 0)
    else:
        chart = _VerticalBars()
        chart.height = _PLOT_HEIGHT
        chart.x = 45
        label_place = ("s", 0, 2)
    chart.width = styles.BODY_WIDTH - chart.x - 35
    if direction == "vertical":
        names = _thinned(names, chart.width)
    chart.barSpacing = 1
    chart.groupSpacing = 8
    chart.valueAxis.forceZero = 1
    _set_small_scale(chart.valueAxis, series)
    _set_bars(chart, series, decimals, label_place)
    return _finish(chart, names, series, caption, source, decimals, line=False)


def line_chart(
    categories: Sequence[str], series: Sequence[Series], *, caption: str, source: str = "", decimals: int | None = None
) -> list[Flowable]:
    """Lines over time, with a marker at each figure; the axis need not start at zero."""
    _check(categories, series)
    if _is_empty(series):
        return _without_figures(caption)
    chart: Any = HorizontalLineChart()
    chart.height = _PLOT_HEIGHT
    chart.x = 45
    chart.width = styles.BODY_WIDTH - chart.x - 35
    chart.joinedLines = 0
    runs = [(look, run) for look, one in zip(_LOOKS, series, strict=False) for run in _runs(one.values)]
    chart.data = [run for _, run in runs]
    for index, (look, run) in enumerate(runs):
        line = chart.lines[index]
        line.strokeColor, line.strokeWidth, line.strokeDashArray = look.colour, 1.6, look.dash
        line.symbol = _marker(look)
        line.lineStyle = "line" if run.count(None) == len(run) - 1 else "joinedLine"
    step = max(1, -(-len(categories) // 12))
    names = [_shortened(name, 60) if index % step == 0 else "" for index, name in enumerate(categories)]
    return _finish(chart, names, series, caption, source, decimals, line=True)


def _thinned(names: Sequence[str], width: float) -> list[str]:
    """The names below the bars; where they would run into one another only every second, third … stays."""
    fonts.register_fonts()
    widest = max(fonts.text_width(line, fonts.REGULAR, _SIZE) for name in names for line in name.split("\n"))
    step = max(1, -(-int(len(names) * (widest + 4)) // int(width)))
    return [name if index % step == 0 else "" for index, name in enumerate(names)]


def _set_small_scale(axis: Any, series: Sequence[Series]) -> None:
    """Whole steps from zero for counts of a few: reportlab would halve them, and the labels would repeat."""
    values = [value for one in series for value in one.values if value is not None]
    largest = max(values)
    if min(values) >= 0 and largest < 5 and all(value == int(value) for value in values):
        axis.valueMin, axis.valueMax, axis.valueStep = 0, max(1, int(largest)), 1


def _runs(values: Sequence[Value]) -> list[list[float | None]]:
    """The figures between two gaps, each run in a row of its own: reportlab would draw a line across the gap."""
    runs: list[list[float | None]] = []
    for index, value in enumerate(values):
        if value is None:
            continue
        if index == 0 or values[index - 1] is None:
            runs.append([None] * len(values))
        runs[-1][index] = float(value)
    return runs


def _is_empty(series: Sequence[Series]) -> bool:
    return all(value is None for one in series for value in one.values)


def _without_figures(caption: str, said: str = NO_FIGURES) -> list[Flowable]:
    head = paragraph(caption, styles.CAPTION)
    head.keepWithNext = True
    return [head, paragraph(said, styles.CENTERED)]


def _is_zero(series: Sequence[Series]) -> bool:
    return not any(value for one in series for value in one.values)


def _check(categories: Sequence[str], series: Sequence[Series]) -> None:
    if not categories or not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"a chart has categories and 1 to {MOST_SERIES} series")
    if any(len(one.values) != len(categories) for one in series):
        raise ValueError("each series has one value a category")


class _HatchedBars:
    """Adds the pattern of its series to each bar."""

    def _makeBar(self, g: Group, x: float, y: float, width: float, height: float, rowNo: int, style: Any) -> None:
        super()._makeBar(g, x, y, width, height, rowNo, style)  # type: ignore[misc]
        _hatch(g, x, y, width, height, _LOOKS[rowNo])


class _VerticalBars(_HatchedBars, VerticalBarChart):
    pass


class _HorizontalBars(_HatchedBars, HorizontalBarChart):
    pass


def _hatch(group: Group, x: float, y: float, width: float, height: float, look: _Look) -> None:
    if not look.hatch_angles or abs(width) < 1 or abs(height) < 1:
        return
    corners: Any = [x, y, x + width, y, x + width, y + height, x, y + height]
    hatching: Any = Hatching(xyLists=corners, angles=look.hatch_angles, spacings=4)
    hatching.strokeColor = look.hatch_colour
    hatching.strokeWidth = 0.7
    hatching.fillColor = None
    group.add(hatching)


def _marker(look: _Look) -> Any:
    marker = makeMarker(look.marker)
    marker.size = 6
    marker.fillColor = look.colour
    marker.strokeColor = black
    marker.strokeWidth = 0.4
    return marker


def _set_bars(chart: Any, series: Sequence[Series], decimals: int | None, label_place: tuple[str, int, int]) -> None:
    chart.data = [[None if value is None else float(value) for value in one.values] for one in series]
    for index in range(len(series)):
        chart.bars[index].fillColor = _LOOKS[index].colour
        chart.bars[index].strokeColor = black
        chart.bars[index].strokeWidth = 0.4
    chart.naLabel = NA_Label()
    chart.naLabel.text = NO_DATA
    for labels in (chart.barLabels, chart.naLabel):
        labels.fontName = fonts.REGULAR
        labels.fontSize = 8.5
        labels.boxAnchor, labels.dx, labels.dy = label_place
    chart.barLabelFormat = lambda value: number(value, decimals)


def _finish(
    chart: Any,
    names: Sequence[str],
    series: Sequence[Series],
    caption: str,
    source: str,
    decimals: int | None,
    *,
    line: bool,
) -> list[Flowable]:
    """Axes and legend, which all charts share; then the caption above and the source below."""
    fonts.register_fonts()
    chart.categoryAxis.categoryNames = list(names)
    for labels in (chart.categoryAxis.labels, chart.valueAxis.labels):
        labels.fontName = fonts.REGULAR
        labels.fontSize = _SIZE
        labels.leading = _LEADING
    chart.valueAxis.labelTextFormat = lambda value: number(round(value, 6), decimals)
    chart.valueAxis.visibleGrid = 1
    chart.valueAxis.gridStrokeColor = _GRID
    chart.valueAxis.gridStrokeWidth = 0.4
    below = 20 if isinstance(chart, HorizontalBarChart) else 18 + _LEADING * max(name.count("\n") for name in names)
    notes, notes_height = _notes(source)
    legend, legend_height = _legend(series, line, notes_height)
    chart.y = notes_height + legend_height + below
    drawing = Drawing(styles.BODY_WIDTH, chart.y + chart.height + 18)
    for part in (chart, legend, notes):
        drawing.add(part)
    head = paragraph(caption, styles.CAPTION)
    head.keepWithNext = True
    return [head, drawing]


def _notes(source: str) -> tuple[Group, float]:
    """The source below the chart, part of the drawing so that a page end never comes between; and the height taken."""
    lines = simpleSplit(printable(source), fonts.ITALIC, _SIZE + 1, styles.BODY_WIDTH)
    group = Group()
    for index, text in enumerate(reversed(lines)):
        group.add(String(0, index * 13.0 + 3, text, fontName=fonts.ITALIC, fontSize=_SIZE + 1))
    return group, len(lines) * 13.0 + 3


def _legend(series: Sequence[Series], line: bool, bottom: float) -> tuple[Group, float]:
    """The names of several series with their swatches, in as many rows as they need; and the height taken."""
    if len(series) == 1:
        return Group(), 0.0
    placed: list[tuple[float, int, str]] = []
    x, row = 0.0, 0
    for one in series:
        name = _shortened(one.name, styles.BODY_WIDTH - 40, lines=1)
        advance = _SWATCH[0] + 5 + fonts.text_width(name, fonts.REGULAR, _SIZE) + 18
        if x and x + advance > styles.BODY_WIDTH:
            x, row = 0.0, row + 1
        placed.append((x, row, name))
        x += advance
    group = Group()
    for index, (left, at, name) in enumerate(placed):
        y = bottom + (row - at) * 15.0 + 3
        _swatch(group, left, y, _LOOKS[index], line)
        group.add(String(left + _SWATCH[0] + 5, y, name, fontName=fonts.REGULAR, fontSize=_SIZE))
    return group, (row + 1) * 15.0


def _swatch(group: Group, x: float, y: float, look: _Look, line: bool) -> None:
    width, height = _SWATCH
    if line:
        middle = y + height / 2
        stroke: Any = Line(x, middle, x + width, middle)
        stroke.strokeColor, stroke.strokeWidth, stroke.strokeDashArray = look.colour, 1.6, look.dash
        marker = _marker(look)
        marker.x, marker.y = x + width / 2, middle
        group.add(stroke)
        group.add(marker)
        return
    box: Any = Rect(x, y, width, height)
    box.fillColor, box.strokeColor, box.strokeWidth = look.colour, black, 0.4
    group.add(box)
    _hatch(group, x, y, width, height, look)


def _shortened(name: str, width: float, lines: int = 2) -> str:
    """The name on at most so many lines of ``width`` points, with an ellipsis for what is left out."""
    broken = simpleSplit(printable(name), fonts.REGULAR, _SIZE, width) or [""]
    if len(broken) > lines:
        broken = [*broken[: lines - 1], f"{broken[lines - 1][:-1]}…"]
    return "\n".join(broken)
