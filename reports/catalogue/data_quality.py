"""Obligations to deliver data and how they were met (Article 8, clause 5, point a; Decision 2256/QĐ-UBND), from the
reading behind the calendar of deliveries; and how good what was delivered is (``quality``)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from ioc_site.common.vietnamese import short_date
from reports.catalogue.quality import assessed
from reports.content import Cell, Chart, Content, Figure, Figures, Grid, Head, Line, Number, Part, Text
from reports.enums import ScopeKind
from reports.kinds import Ask, changes_within
from reports.periods import ReportPeriod
from reports.summaries import best_and_worst, rule_made
from subsystems.indicators.models import Delivery, Obligation
from subsystems.indicators.obligations import DueItem, DueState, due_items

GROUNDS = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận (khoản 3 Điều 4, điểm a khoản 5 Điều 8).",
    "Căn cứ Quyết định số 2256/QĐ-UBND của Ủy ban nhân dân tỉnh về cung cấp dữ liệu cho IOC Bình Thuận.",
)
_MOST_LATE = 3
_ON_CHART = 8


@dataclass(frozen=True, slots=True)
class _Count:
    """One number about what fell due and how it is named in a report."""

    code: str
    label: str
    value: Callable[[list[DueItem]], Number]
    unit: str = "kỳ dữ liệu"
    better: Any = ""
    decimals: int = 0


def _in(*states: DueState) -> Callable[[list[DueItem]], int]:
    return lambda items: sum(item.state in states for item in items)


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def on_time_share(items: list[DueItem]) -> float | None:
    """Per cent delivered on time of what can be judged by now."""
    judged = [item for item in items if item.is_done or item.is_overdue]
    return _share(sum(item.state == DueState.ON_TIME for item in judged), len(judged))


def _complete_share(items: list[DueItem]) -> float | None:
    judged = [item for item in items if item.is_done or item.is_overdue]
    return _share(sum(item.delivered for item in judged), sum(item.expected for item in judged))


COUNTS = (
    _Count("due", "Kỳ dữ liệu đến hạn", len),
    _Count("on_time", "Cung cấp đúng hạn", _in(DueState.ON_TIME), better="up"),
    _Count("late", "Cung cấp trễ hạn", _in(DueState.LATE), better="down"),
    _Count("overdue", "Quá hạn chưa cung cấp đủ", lambda items: sum(i.is_overdue for i in items), better="down"),
    _Count("in_review", "Đang chờ thủ trưởng duyệt", _in(DueState.IN_REVIEW)),
    _Count("on_time_share", "Tỷ lệ cung cấp đúng hạn", on_time_share, "%", "up", 1),
    _Count("complete_share", "Tỷ lệ giá trị đã cung cấp", _complete_share, "%", "up", 1),
)


def data_quality_report(ask: Ask) -> Content:
    """What fell due in the period, what came on time, late or not at all, and from whom."""
    with translation.override("vi"):
        now = _items(ask, ask.period)
        before, year_ago = (_items(ask, period) for period in (ask.period.previous(), ask.period.last_year()))
        figures = tuple(_figure(count, now, before, year_ago) for count in COUNTS)
        agencies = _grouped(now, lambda item: item.obligation.agency.name)
        quality = assessed(ask)
        parts = [
            Part(
                title="Nghĩa vụ cung cấp dữ liệu",
                blocks=(Figures(caption=f"Nghĩa vụ đến hạn {ask.period.label}", figures=figures),),
            )
        ]
        if ask.scope.kind != ScopeKind.AGENCY:
            parts.append(Part(title="Theo cơ quan", blocks=(_grid("Cơ quan", agencies), *_chart(agencies))))
        sets = _grouped(now, lambda item: item.obligation.indicator_set.name)
        parts.append(Part(title="Theo bộ chỉ tiêu", blocks=(_grid("Bộ chỉ tiêu", sets),)))
        parts.append(Part(title="Kỳ dữ liệu quá hạn", blocks=(_overdue(now),)))
        rates = [(name, on_time_share(items)) for name, items in agencies]
        parts.append(quality.part)
        ranked = [*_latest(agencies), *best_and_worst(rates, "Tỷ lệ cung cấp đúng hạn theo cơ quan", "%", 1)]
        ranked += quality.ranked
        return Content(
            subject="chất lượng dữ liệu và thực hiện nghĩa vụ cung cấp dữ liệu",
            period=ask.period.label,
            scope=ask.scope.label,
            computed_at=ask.at,
            grounds=GROUNDS,
            summary=(*_first(now), *rule_made((*figures, *quality.figures), ranked), *changes_within(ask)),
            parts=tuple(parts),
            is_demo=Delivery.objects.filter(is_demo=True, indicator_set__obligations__in=obligations_in(ask)).exists(),
        )


def obligations_in(ask: Ask) -> QuerySet[Obligation]:
    """The obligations that the scope is about."""
    rows = Obligation.objects.all()
    scope = ask.scope
    if scope.agency is not None:
        return rows.filter(agency=scope.agency)
    if scope.area is not None:
        return rows.filter(agency__area=scope.area)
    return rows.filter(indicator_set__subsystem=scope.subsystem) if scope.subsystem else rows


def _items(ask: Ask, period: ReportPeriod) -> list[DueItem]:
    return due_items(obligations_in(ask), period.start, period.end, ask.at)


def _figure(count: _Count, now: list[DueItem], before: list[DueItem], year_ago: list[DueItem]) -> Figure:
    """Counts of a time in which nothing was owed do not exist: there is nothing to compare with."""
    return Figure(
        code=count.code,
        label=count.label,
        value=count.value(now),
        previous=count.value(before) if before else None,
        last_year=count.value(year_ago) if year_ago else None,
        unit=count.unit,
        better=count.better,
        decimals=count.decimals,
        note="" if now else "không có kỳ dữ liệu nào đến hạn trong kỳ",
    )


def _first(now: list[DueItem]) -> tuple[str, ...]:
    return () if now else ("Không có kỳ dữ liệu nào đến hạn trong kỳ báo cáo.",)


Groups = list[tuple[str, list[DueItem]]]


def _grouped(items: Iterable[DueItem], name: Callable[[DueItem], str]) -> Groups:
    groups: dict[str, list[DueItem]] = {}
    for item in items:
        groups.setdefault(name(item), []).append(item)
    return sorted(groups.items(), key=lambda group: (-(on_time_share(group[1]) or -1), group[0]))


def _latest(groups: Groups) -> list[str]:
    """Who owes most."""
    owing = [(name, sum(item.is_overdue for item in items)) for name, items in groups]
    worst = sorted([row for row in owing if row[1]], key=lambda row: (-row[1], row[0]))[:_MOST_LATE]
    named = "; ".join(f"{name} ({count})" for name, count in worst)
    return [f"Còn kỳ dữ liệu quá hạn, nhiều nhất tại: {named}."] if worst else []


def _grid(name: str, groups: Groups) -> Grid:
    heads = (
        Head(title="TT", share=0.5, align="center"),
        Head(title=name, share=3),
        Head(title="Đến hạn", align="right"),
        Head(title="Đúng hạn", align="right"),
        Head(title="Trễ hạn", align="right"),
        Head(title="Quá hạn", align="right"),
        Head(title="Tỷ lệ đúng hạn (%)", align="right", decimals=1),
    )
    rows = tuple((str(index), label, *_row(items)) for index, (label, items) in enumerate(groups, start=1))
    return Grid(
        caption=f"Kết quả cung cấp dữ liệu theo {name[:1].lower()}{name[1:]}", heads=heads, rows=rows, unit="kỳ dữ liệu"
    )


def _row(items: list[DueItem]) -> tuple[Cell, ...]:
    on_time, late = (_in(state)(items) for state in (DueState.ON_TIME, DueState.LATE))
    return len(items), on_time, late, sum(item.is_overdue for item in items), on_time_share(items)


def _chart(groups: Groups) -> tuple[Chart, ...]:
    shown = sorted(groups, key=lambda group: (-len(group[1]), group[0]))[:_ON_CHART]
    if len(shown) < 2:
        return ()
    lines = tuple(
        Line(name=label, values=tuple(_in(state)(items) for _name, items in shown))
        for label, state in (("Đúng hạn", DueState.ON_TIME), ("Trễ hạn", DueState.LATE), ("Quá hạn", DueState.OVERDUE))
    )
    names = tuple(name for name, _items in shown)
    return (Chart(caption="Cung cấp dữ liệu theo cơ quan", form="long_bars", categories=names, lines=lines),)


def _overdue(items: list[DueItem]) -> Grid | Text:
    owed = [item for item in items if item.is_overdue]
    if not owed:
        return Text(paragraphs=("Không có kỳ dữ liệu nào quá hạn.",))
    heads = (
        Head(title="Cơ quan", share=2.5),
        Head(title="Bộ chỉ tiêu", share=2.5),
        Head(title="Kỳ", share=1.3),
        Head(title="Hạn", share=1.2),
        Head(title="Đã có", share=1.1, align="right"),
    )
    rows = tuple(
        (
            item.obligation.agency.name,
            item.obligation.indicator_set.name,
            item.period.label,
            short_date(item.due_at),
            f"{item.delivered}/{item.expected}",
        )
        for item in owed
    )
    return Grid(caption="Các kỳ dữ liệu quá hạn chưa cung cấp đủ", heads=heads, rows=rows)
