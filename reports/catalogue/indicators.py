"""The data of one component (clauses 1 to 4 of Article 5) from the same reading that its dashboard shows."""

from collections.abc import Callable, Sequence
from functools import partial

from django.utils import timezone, translation

from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import date_time, number
from reports.content import Annex, Block, Cell, Chart, Content, Figure, Figures, Grid, Head, Line, Part, Text
from reports.enums import ScopeKind
from reports.kinds import Ask, CannotBuild, changes_within
from reports.periods import axis_label
from reports.summaries import rule_made
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from subsystems.indicators.dashboards.reporting import (
    Reported,
    area_of_agency,
    figures_by_area,
    province_on,
    reported_figures,
)
from subsystems.indicators.dashboards.series import SPARK
from subsystems.indicators.enums import Direction, PeriodKind

COMPONENTS = {
    "socio_economic": Subsystem.SOCIO_ECONOMIC,
    "health": Subsystem.HEALTH,
    "education": Subsystem.EDUCATION,
    "public_administration": Subsystem.PUBLIC_ADMINISTRATION,
}
_SUBJECTS = {
    Subsystem.SOCIO_ECONOMIC: (1, "tình hình kinh tế - xã hội"),
    Subsystem.HEALTH: (2, "số liệu ngành y tế"),
    Subsystem.EDUCATION: (3, "số liệu ngành giáo dục"),
    Subsystem.PUBLIC_ADMINISTRATION: (4, "kết quả giải quyết thủ tục hành chính công"),
}
_CHARTS = 4
_LEAST_IN_CHART = 3
_COLUMNS = 5  # indicators beside one another in the table of areas
_BETTER = {Direction.UP: "up", Direction.DOWN: "down"}


def component_report(subsystem: Subsystem) -> Callable[[Ask], Content]:
    """The function that computes the report of a component."""
    return partial(_report, subsystem)


def _report(subsystem: Subsystem, ask: Ask) -> Content:
    clause, subject = _SUBJECTS[subsystem]
    day = min(ask.period.end, timezone.localdate(ask.at))
    agency = ask.scope.agency
    with translation.override("vi"):
        area = ask.scope.area or (area_of_agency(agency, day) if agency else province_on(day))
        if area is None:
            raise CannotBuild("Chưa có địa bàn nào để báo cáo số liệu.")
        reports_itself = ask.scope.kind == ScopeKind.AGENCY and area == province_on(day)
        rows = reported_figures(subsystem, area, day, agency if reports_itself else None)
        own = [row for row in rows if row.period.start >= ask.period.start]
        other = [row for row in rows if row.period.start < ask.period.start]
        figures = [_figure(row) for row in own]
        return Content(
            subject=subject,
            period=ask.period.label,
            scope=ask.scope.label,
            computed_at=ask.at,
            grounds=_grounds(clause),
            summary=_summary(rows, own, figures, ask),
            parts=tuple(_parts(own, other, figures)),
            annexes=tuple(_annexes(rows, area)),
            is_demo=any(row.card.is_demo for row in rows if row.card),
        )


def _grounds(clause: int) -> tuple[str, ...]:
    return (
        "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
        f"quản lý, vận hành và sử dụng IOC Bình Thuận (khoản {clause} Điều 5, khoản 5 Điều 8).",
    )


def _name(row: Reported) -> str:
    return f"{row.indicator.label} ({_within(row.period.label)})"


def _compared_name(row: Reported) -> str:
    """The name of a figure with comparisons; of a day it says which day the period before means."""
    if row.period.kind != PeriodKind.DAY:
        return _name(row)
    return f"{row.indicator.label} ({_within(row.period.label)}; kỳ trước là cùng thứ tuần trước)"


def _within(label: str) -> str:
    """The name of a period within a sentence: Quý III is quý III."""
    return label[:1].lower() + label[1:]


def _figure(row: Reported) -> Figure:
    return Figure(
        code=row.indicator.code,
        label=_compared_name(row),
        value=row.value,
        previous=row.previous,
        last_year=row.year_before,
        unit=row.version.unit,
        decimals=row.version.decimals,
        better=_BETTER.get(Direction(row.version.direction), ""),  # type: ignore[arg-type]
        note="" if row.value is not None else _latest(row),
    )


def _latest(row: Reported) -> str:
    """What there is instead of the figure that was not delivered."""
    if row.card is None:
        return "chưa có lần cung cấp nào"
    return f"số liệu gần nhất: {_with_unit(row, row.card.value)}, {_within(row.card.period.label)}"


def _with_unit(row: Reported, value: float) -> str:
    shown, unit = number(value, row.version.decimals), row.version.unit
    return f"{shown}%" if unit == "%" else f"{shown} {unit}"


def _summary(rows: list[Reported], own: list[Reported], figures: list[Figure], ask: Ask) -> tuple[str, ...]:
    if not rows:
        return ("Chưa có chỉ tiêu nào của phân hệ được báo cáo cho phạm vi này.", *changes_within(ask))
    if not own:
        made: tuple[str, ...] = (
            "Không có chỉ tiêu nào có kỳ số liệu nằm trong kỳ báo cáo; số liệu mới nhất đến cuối kỳ ở bảng dưới đây.",
        )
    else:
        there = sum(row.value is not None for row in own)
        made = (f"Có số liệu của {there} trên {len(own)} chỉ tiêu thuộc kỳ báo cáo.", *rule_made(figures))
    return (*made, *_against_targets(rows), *changes_within(ask))


def _against_targets(rows: list[Reported]) -> list[str]:
    judged = [(row, row.card.aim) for row in rows if row.card and row.card.aim and row.card.aim.is_met is not None]
    met = [_name(row) for row, aim in judged if aim.is_met]
    missed = [_name(row) for row, aim in judged if not aim.is_met]
    said = [f"Đạt mục tiêu: {_listed(met)}."] if met else []
    return [*said, f"Chưa đạt mục tiêu: {_listed(missed)}."] if missed else said


def _listed(names: Sequence[str]) -> str:
    return "; ".join(name[:1].lower() + name[1:] if not name[:2].isupper() else name for name in names)


def _parts(own: list[Reported], other: list[Reported], figures: list[Figure]) -> list[Part]:
    blocks: list[Block] = [Figures(caption="Chỉ tiêu có số liệu thuộc kỳ báo cáo", figures=tuple(figures))]
    parts = [Part(title="Chỉ tiêu của kỳ báo cáo", blocks=tuple(blocks))] if own else []
    if other:
        latest = Figures(caption="Số liệu mới nhất đến cuối kỳ báo cáo", figures=tuple(_figure(row) for row in other))
        note = "Các chỉ tiêu dưới đây có kỳ số liệu dài hơn hoặc bắt đầu trước kỳ báo cáo; kỳ của mỗi số ghi cạnh tên."
        parts.append(Part(title="Chỉ tiêu có kỳ số liệu khác", blocks=(Text(paragraphs=(note,)), latest)))
    if targets := _targets([*own, *other]):
        parts.append(Part(title="So với mục tiêu", blocks=(targets,)))
    if charts := _charts([*own, *other]):
        parts.append(Part(title="Diễn biến", blocks=tuple(charts)))
    return parts or [Part(title="Số liệu", blocks=(Text(paragraphs=("Chưa có số liệu.",)),))]


def _targets(rows: list[Reported]) -> Grid | None:
    lines: list[tuple[Cell, ...]] = []
    for row in rows:
        if row.card is None or row.card.aim is None:
            continue
        aim = row.card.aim
        wanted = number(aim.value, row.version.decimals)
        if aim.upper is not None:
            wanted = f"{wanted} - {number(aim.upper, row.version.decimals)}"
        said = {True: "Đạt", False: "Chưa đạt", None: "Không đánh giá"}[aim.is_met]
        label = f"{row.indicator.label} ({_within(row.card.period.label)})"
        value = number(row.card.value, row.version.decimals)
        lines.append((str(len(lines) + 1), label, row.version.unit, value, wanted, said))
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title="Chỉ tiêu", share=3),
        Head(title="Đơn vị tính", share=1.1, align="center"),
        Head(title="Thực hiện", share=1.2, align="right"),
        Head(title="Mục tiêu", share=1.4, align="right"),
        Head(title="Đánh giá", share=1.2, align="center"),
    )
    return Grid(caption="Kết quả so với mục tiêu đã giao", heads=heads, rows=tuple(lines)) if lines else None


def _charts(rows: list[Reported]) -> list[Chart]:
    charts: list[Chart] = []
    for row in rows:
        if row.series is None or len(charts) == _CHARTS:
            continue
        periods = row.series.back(SPARK)
        values = tuple(row.series.value(period) for period in periods)
        if sum(value is not None for value in values) >= _LEAST_IN_CHART:
            caption = f"{row.indicator.label} ({row.version.unit})"
            line = Line(name=row.indicator.label, values=values)
            codes = tuple(axis_label(period.code) for period in periods)
            decimals = row.version.decimals
            charts.append(Chart(caption=caption, form="lines", categories=codes, lines=(line,), decimals=decimals))
    return charts


def _annexes(rows: list[Reported], area: Area) -> list[Annex]:
    annexes = []
    below = [row for row in rows if row.version.level != AreaLevel.PROVINCE] if area.level == AreaLevel.PROVINCE else []
    if below and (found := figures_by_area(below)):
        shown = [row for row in below if any(row.indicator.pk in values for values in found.values())]
        grids = tuple(_area_grid(shown[at : at + _COLUMNS], found) for at in range(0, len(shown), _COLUMNS))
        annexes.append(Annex(title="Số liệu theo địa bàn", blocks=grids, wide=True))
    if delivered := [row for row in rows if row.card]:
        annexes.append(Annex(title="Nguồn số liệu", blocks=(_sources(delivered),), wide=True))
    return annexes


def _area_grid(rows: list[Reported], found: dict[Area, dict[int, float]]) -> Grid:
    heads = [Head(title="TT", share=0.4, align="center"), Head(title="Địa bàn", share=2)]
    heads += [
        Head(title=f"{_name(row)}, {row.version.unit}", share=1.4, align="right", decimals=row.version.decimals)
        for row in rows
    ]
    lines = tuple(
        (str(index), area.full_name, *(values.get(row.indicator.pk) for row in rows))
        for index, (area, values) in enumerate(found.items(), start=1)
    )
    return Grid(caption="Số liệu theo địa bàn", heads=tuple(heads), rows=lines)


def _sources(rows: list[Reported]) -> Grid:
    heads = (
        Head(title="Mã", share=1.2),
        Head(title="Chỉ tiêu", share=3),
        Head(title="Kỳ số liệu", share=1.3),
        Head(title="Cơ quan cung cấp", share=2.5),
        Head(title="Công bố lúc", share=1.4),
    )
    lines = tuple(
        (
            row.indicator.code,
            row.indicator.name,
            row.card.period.label,
            row.card.agency.name,
            date_time(row.card.published_at) if row.card.published_at else None,
        )
        for row in rows
        if row.card
    )
    return Grid(caption="Nguồn của mỗi số liệu", heads=heads, rows=lines)
