"""How good the data are, "đúng - đủ - sạch - sống" (Article 4, clause 3), as the screens of data quality score them."""

from collections.abc import Iterable
from dataclasses import dataclass

from ioc_site.common.subsystems import Subsystem
from reports.content import Block, Cell, Figure, Figures, Grid, Head, Part, Text
from reports.enums import ScopeKind
from reports.kinds import Ask, Scope
from reports.periods import ReportPeriod
from reports.summaries import best_and_worst
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import QualityDimension
from subsystems.indicators.quality.queries import (
    Quality,
    agency_quality,
    component_quality,
    indicator_quality,
    quality_over,
    rules_over,
)
from subsystems.indicators.quality.rules import FAIR_FROM, GOOD_FROM, RULES, level

_WORST = 10
_HOW = (
    "Mỗi quy tắc được chấm bằng số đạt chia cho số đã đánh giá, nhân 100; bốn tiêu chí “đúng - đủ - sạch - sống” có "
    f"giá trị như nhau trong điểm chung. Từ {GOOD_FROM} điểm là tốt, từ {FAIR_FROM} đến dưới {GOOD_FROM} điểm là "
    "cần cải thiện. Điểm được tính theo tháng; kỳ báo cáo gồm các tháng bắt đầu trong kỳ."
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The part of a report about quality, its figures and what its summary says beside them."""

    part: Part
    figures: tuple[Figure, ...]
    ranked: list[str]


def assessed(ask: Ask) -> Assessed:
    """The scores of the period for the scope that was asked for."""
    periods = (ask.period, ask.period.previous(), ask.period.last_year())
    now, before, year_ago = (_of_scope(ask.scope, period) for period in periods)
    figures = tuple(_figures(now, before, year_ago))
    agencies = _agencies(ask)
    blocks: list[Block] = [Text(paragraphs=(_HOW,)), Figures(caption="Điểm chất lượng dữ liệu", figures=figures)]
    if now is not None:
        blocks += [_components(ask.period)] if ask.scope.kind == ScopeKind.PROVINCE else []
        blocks += [_rules(ask)]
        blocks += [_grid("Điểm chất lượng theo cơ quan", "Cơ quan", agencies)] if len(agencies) > 1 else []
        blocks += [_worst(ask)]
    rates = [(name, quality.scores.overall) for name, quality in agencies]
    ranked = best_and_worst(rates, "Điểm chất lượng dữ liệu theo cơ quan", "điểm", 1)
    return Assessed(Part(title="Chất lượng dữ liệu", blocks=tuple(blocks)), figures, ranked)


def _members(scope: Scope) -> list[int] | None:
    """The agencies that the scope is about; ``None`` for all."""
    if scope.agency is not None:
        return [scope.agency.pk]
    return list(Agency.objects.filter(area=scope.area).values_list("pk", flat=True)) if scope.area else None


def _of_scope(scope: Scope, period: ReportPeriod) -> Quality | None:
    return quality_over(period.as_measured, scope.subsystem, _members(scope))


def _figures(now: Quality | None, before: Quality | None, year_ago: Quality | None) -> Iterable[Figure]:
    names: list[tuple[QualityDimension | None, str]] = [(None, "Điểm chất lượng chung")]
    names += [(dimension, f"Điểm “{str(dimension.label).lower()}”") for dimension in QualityDimension]
    for dimension, label in names:
        value, previous, last_year = (_score(quality, dimension) for quality in (now, before, year_ago))
        yield Figure(
            code=f"quality_{dimension.value if dimension else 'overall'}",
            label=label,
            value=value,
            previous=previous,
            last_year=last_year,
            unit="điểm",
            decimals=1,
            better="up",
            note="" if value is not None else "trong kỳ không có dữ liệu được đánh giá",
        )


def _score(quality: Quality | None, dimension: QualityDimension | None) -> float | None:
    if quality is None:
        return None
    return quality.scores.of(dimension) if dimension else quality.scores.overall


Scored = list[tuple[str, Quality]]


def _agencies(ask: Ask) -> Scored:
    members = _members(ask.scope)
    rows = agency_quality(ask.period.as_measured, ask.scope.subsystem)
    return [(row.agency.name, row.quality) for row in rows if members is None or row.agency.pk in members]


def _components(period: ReportPeriod) -> Grid:
    found = ((part, component_quality(part.value, period.as_measured)) for part in Subsystem)
    return _grid("Điểm chất lượng theo phân hệ", "Phân hệ", [(str(part.label), q) for part, q in found if q])


def _worst(ask: Ask) -> Block:
    """The indicators to be improved first; those that are good are not listed."""
    members = _members(ask.scope)
    rows = indicator_quality(ask.period.as_measured, ask.scope.subsystem)
    poor = [
        (f"{row.indicator.label} ({row.agency.label})", row.quality)
        for row in rows
        if (members is None or row.agency.pk in members) and (row.quality.scores.overall or 0) < GOOD_FROM
    ]
    if not poor:
        return Text(paragraphs=(f"Mọi chỉ tiêu được đánh giá đều đạt từ {GOOD_FROM} điểm.",))
    caption = "Chỉ tiêu có điểm dưới mức tốt, thấp nhất trước"
    if len(poor) > _WORST:
        caption = f"{_WORST} trong số {len(poor)} chỉ tiêu có điểm dưới mức tốt, thấp nhất trước"
    return _grid(caption, "Chỉ tiêu (cơ quan cung cấp)", poor[:_WORST])


def _grid(caption: str, name: str, rows: Scored) -> Grid:
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title=name, share=3.2),
        *(Head(title=str(dimension.label), share=0.9, align="right", decimals=1) for dimension in QualityDimension),
        Head(title="Điểm chung", share=0.9, align="right", decimals=1),
        Head(title="Mức", share=1.3, align="center"),
    )
    lines: list[tuple[Cell, ...]] = []
    for index, (label, quality) in enumerate(rows, start=1):
        scores, found = quality.scores, level(quality.scores.overall)
        dimensions = (scores.of(dimension) for dimension in QualityDimension)
        lines.append((str(index), label, *dimensions, scores.overall, str(found.label) if found else ""))
    return Grid(caption=caption, heads=heads, rows=tuple(lines), unit="điểm")


def _rules(ask: Ask) -> Grid:
    counts = rules_over(ask.period.as_measured, ask.scope.subsystem, _members(ask.scope))
    heads = (
        Head(title="Tiêu chí", share=0.8),
        Head(title="Quy tắc", share=4),
        Head(title="Đạt", share=1, align="right"),
        Head(title="Đã đánh giá", share=1, align="right"),
        Head(title="Tỷ lệ (%)", share=0.9, align="right", decimals=1),
    )
    rows: list[tuple[Cell, ...]] = []
    for info in RULES:
        passing, total = counts.get(info.rule, (0, 0))
        share = 100 * passing / total if total else None
        rows.append((str(info.dimension.label), str(info.rule.label), passing, total, share))
    return Grid(caption="Kết quả theo quy tắc", heads=heads, rows=tuple(rows))
