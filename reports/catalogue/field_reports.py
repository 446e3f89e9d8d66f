"""Field reports of a period (Article 8 clause 4), from the same counting that the public page of figures shows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.content import Chart, Content, Figure, Figures, Grid, Head, Line, Map, Number, Part, Place
from reports.enums import ScopeKind
from reports.kinds import Ask, changes_within
from reports.periods import ReportPeriod
from reports.summaries import best_and_worst, rule_made
from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models import Category, Tally
from workflows.field_reports.statistics.periods import Span
from workflows.field_reports.statistics.queries import Figures as Counted
from workflows.field_reports.statistics.queries import Line as Counting
from workflows.field_reports.statistics.queries import figures_of, ranked
from workflows.field_reports.statistics.tallying import count_period

GROUNDS = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận (khoản 4 Điều 8).",
)
_TREND = 6
_SHOWN_ON_CHART = 12


@dataclass(frozen=True, slots=True)
class _Measure:
    """One number of the public figures and how it is named in a report."""

    code: str
    label: str
    unit: str
    value: Callable[[Counted], Number]
    better: Any = ""
    decimals: int = 0


MEASURES = (
    _Measure("received", "Phản ánh tiếp nhận", "phản ánh", lambda f: f.received),
    _Measure("in_hand", "Phản ánh đang xử lý", "phản ánh", lambda f: f.in_hand),
    _Measure("not_taken_up", "Phản ánh không thụ lý", "phản ánh", lambda f: f.not_taken_up),
    _Measure("on_time", "Phản ánh xử lý đúng hạn", "phản ánh", lambda f: f.on_time, "up"),
    _Measure("extended", "Phản ánh xử lý đúng hạn đã gia hạn", "phản ánh", lambda f: f.extended),
    _Measure("late", "Phản ánh quá hạn", "phản ánh", lambda f: f.late, "down"),
    _Measure("overdue_open", "Phản ánh quá hạn chưa có kết quả", "phản ánh", lambda f: f.overdue_open, "down"),
    _Measure("on_time_share", "Tỷ lệ xử lý đúng hạn", "%", lambda f: f.on_time_share, "up", 1),
    _Measure("accept_hours", "Thời gian tiếp nhận (trung vị)", "giờ", lambda f: f.accept_hours, "down", 1),
    _Measure("resolve_hours", "Thời gian có kết quả (trung vị)", "giờ", lambda f: f.resolve_hours, "down", 1),
    _Measure("rating", "Mức hài lòng (thang 1 đến 5)", "điểm", lambda f: f.rating, "up", 2),
)


class _Period:
    """All slices of one period, counted once; those of the scope that was asked for are looked up in it."""

    def __init__(self, period: ReportPeriod, ask: Ask) -> None:
        start, end = period.moments
        self._letter, self._column, self._key = _fixed(ask)
        self._rows = count_period(Span(period.code, start, end), ask.at)
        self.has_demo = any(row.has_demo for row in self._rows)

    @property
    def total(self) -> Counted:
        return figures_of(next(iter(self._slices(self._letter)), None))

    def by(self, letter: str, column: str) -> dict[int, Counted]:
        """The slices of one more dimension within the scope, by key."""
        grain = "".join(known for known in "agc" if known in (self._letter, letter))
        return {getattr(row, column): figures_of(row) for row in self._slices(grain)}

    def _slices(self, grain: str) -> list[Tally]:
        rows = [row for row in self._rows if row.grain == grain]
        return [row for row in rows if getattr(row, self._column) == self._key] if self._column else rows


def _fixed(ask: Ask) -> tuple[str, str, int | None]:
    """What the scope fixes: its letter in the counting, its column and its key."""
    if ask.scope.agency is not None:
        return "g", "agency_id", ask.scope.agency.pk
    if ask.scope.area is not None:
        return "a", "area_id", ask.scope.area.pk
    return "", "", None


def field_reports_report(ask: Ask) -> Content:
    """What was reported in the period, how it was handled and by whom, and where."""
    now = _Period(ask.period, ask)
    before, year_ago = (_Period(p, ask).total for p in (ask.period.previous(), ask.period.last_year()))
    figures = tuple(_figure(measure, now.total, before, year_ago) for measure in MEASURES)
    agencies = _lines(now.by("g", "agency_id"), Agency)
    areas = now.by("a", "area_id")
    parts = [
        Part(
            title="Kết quả tiếp nhận và xử lý",
            blocks=(Figures(caption=f"Phản ánh hiện trường {ask.period.label}", figures=figures), _trend(ask)),
        )
    ]
    if ask.scope.kind != ScopeKind.AGENCY:
        parts.append(Part(title="Theo cơ quan xử lý", blocks=(_grid("Cơ quan", agencies), *_shares(agencies))))
    if ask.scope.kind != ScopeKind.AREA:
        parts.append(Part(title="Theo địa bàn", blocks=(_map(areas), _grid("Địa bàn", _lines(areas, Area)))))
    categories = _lines(now.by("c", "category_id"), Category)
    parts.append(Part(title="Theo loại phản ánh", blocks=(_grid("Loại phản ánh", categories),)))
    rated = [(line.label, line.figures.on_time_share) for line in agencies if line.figures.is_comparable]
    ranking = best_and_worst(rated, "Tỷ lệ xử lý đúng hạn theo cơ quan", "%", 1)
    return Content(
        subject="tiếp nhận và xử lý phản ánh hiện trường",
        period=ask.period.label,
        scope=ask.scope.label,
        computed_at=ask.at,
        grounds=GROUNDS,
        summary=(*rule_made(figures, [*_late(agencies), *ranking]), *changes_within(ask)),
        parts=tuple(parts),
        is_demo=now.has_demo,
    )


def _figure(measure: _Measure, now: Counted, before: Counted, year_ago: Counted) -> Figure:
    return Figure(
        code=measure.code,
        label=measure.label,
        value=measure.value(now),
        previous=measure.value(before),
        last_year=measure.value(year_ago),
        unit=measure.unit,
        better=measure.better,
        decimals=measure.decimals,
    )


def _lines(found: dict[int, Counted], model: Any) -> list[Counting]:
    """The slices with their names, ranked as the public page ranks them; what was sent to nobody yet is not in them."""
    rows = model.objects.in_bulk([key for key in found if key is not None])
    labels = {key: getattr(row, "full_name", None) or row.name for key, row in rows.items()}
    return ranked([Counting(labels[key], "", figures) for key, figures in found.items() if key in labels])


def _late(lines: list[Counting]) -> list[str]:
    """Who has the most that is overdue and still open."""
    open_late = [line for line in lines if line.figures.overdue_open]
    late = sorted(open_late, key=lambda line: -line.figures.overdue_open)[:3]
    if not late:
        return []
    named = "; ".join(f"{line.label} ({line.figures.overdue_open})" for line in late)
    return [f"Còn phản ánh quá hạn chưa có kết quả, nhiều nhất tại: {named}."]


def _grid(name: str, lines: list[Counting]) -> Grid:
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title=name, share=3),
        Head(title="Tiếp nhận", align="right"),
        Head(title="Đang xử lý", align="right"),
        Head(title="Đúng hạn", align="right"),
        Head(title="Quá hạn", align="right"),
        Head(title="Tỷ lệ đúng hạn (%)", align="right", decimals=1),
    )
    rows = tuple(
        (str(index), line.label, f.received, f.in_hand, f.on_time, f.late, f.on_time_share)
        for index, line in enumerate(lines, start=1)
        for f in (line.figures,)
    )
    return Grid(caption=f"Kết quả theo {name[:1].lower()}{name[1:]}", heads=heads, rows=rows, unit="phản ánh")


def _shares(lines: list[Counting]) -> tuple[Chart, ...]:
    most = sorted(lines, key=lambda line: (-line.figures.received, line.label))[:_SHOWN_ON_CHART]
    if not most:
        return ()
    return (
        Chart(
            caption="Cơ quan tiếp nhận nhiều phản ánh nhất",
            form="long_bars",
            categories=tuple(line.label for line in most),
            lines=(
                Line(name="Tiếp nhận", values=tuple(line.figures.received for line in most)),
                Line(name="Quá hạn", values=tuple(line.figures.late for line in most)),
            ),
        ),
    )


def _map(found: dict[int, Counted]) -> Map:
    areas = Area.objects.in_bulk([key for key in found if key is not None])
    places = tuple(
        Place(name=area.full_name, latitude=area.latitude, longitude=area.longitude, value=found[key].received)
        for key, area in sorted(areas.items(), key=lambda item: item[1].full_name)
        if area.latitude is not None and area.longitude is not None
    )
    return Map(caption="Số phản ánh theo địa bàn", places=places, unit="phản ánh")


def _trend(ask: Ask) -> Chart:
    """What came in over the last periods."""
    periods = [ask.period]
    for _step in range(_TREND - 1):
        periods.insert(0, periods[0].previous())
    totals = [_Period(period, ask).total for period in periods]
    return Chart(
        caption="Phản ánh tiếp nhận và đúng hạn qua các kỳ",
        form="bars",
        categories=tuple(period.axis_label for period in periods),
        lines=(
            Line(name="Tiếp nhận", values=tuple(f.received for f in totals)),
            Line(name="Đúng hạn", values=tuple(f.on_time for f in totals)),
        ),
    )
