"""Operation and use of the IOC (Article 6 clause 4; Article 7 clause 5 of the regulation)."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import translation

from ioc_site.common.figures import figure_of
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import date_time
from reports import availability, use
from reports.catalogue.comparing import compared
from reports.content import Chart, Content, Figure, Figures, Grid, Head, Line, Number, Part, Text
from reports.enums import ScopeKind
from reports.kinds import Ask, Scope, changes_within
from reports.periods import ReportPeriod
from reports.summaries import rule_made
from workflows.engine import registry

GROUNDS = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận (khoản 4 Điều 6, khoản 5 Điều 7).",
)
_TREND = 6  # periods in the chart
_MOST_OUTAGES = 20


def operation_report(ask: Ask) -> Content:
    """How the centre is run and used in the period."""
    groups = {group: _figures(group, ask) for group in use.GROUPS}
    every = [figure for figures in groups.values() for figure in figures]
    parts = [
        Part(title=group, blocks=(Figures(caption=f"{group} {ask.period.label}", figures=figures), *_more(group, ask)))
        for group, figures in groups.items()
        if figures
    ]
    return Content(
        subject="tình hình triển khai, quản lý, vận hành và sử dụng IOC Bình Thuận",
        period=ask.period.label,
        scope=ask.scope.label,
        computed_at=ask.at,
        grounds=GROUNDS,
        summary=(*rule_made(every), *changes_within(ask)),
        parts=(*parts, *_components(ask)),
        is_demo=settings.IOC_DEMO,
    )


def _figures(group: str, ask: Ask) -> tuple[Figure, ...]:
    return tuple(
        compared(
            ask.period,
            partial(_counted, count, ask.scope),
            code=count.code,
            label=count.label,
            unit=count.unit,
            better=count.better,
            note=count.note,
            decimals=count.decimals,
        )
        for count in use.use_counts(group, ask.scope.kind)
    )


def _counted(count: use.UseCount, part: Scope, start: datetime, end: datetime) -> Number:
    return count.count(start, end, part)


def _more(group: str, ask: Ask) -> tuple[Chart | Grid | Text, ...]:
    if group == use.PEOPLE:
        return () if ask.scope.subsystem else (_trend(ask),)
    if group == use.SYSTEM:
        return _availability(ask.period) if ask.scope.kind == ScopeKind.PROVINCE else ()
    return (_by_workflow(ask),) if group == use.WORK else ()


def _trend(ask: Ask) -> Chart:
    """Sign-ins over the last periods."""
    periods = [ask.period]
    for _step in range(_TREND - 1):
        periods.insert(0, periods[0].previous())
    return Chart(
        caption="Lượt đăng nhập qua các kỳ",
        form="bars",
        categories=tuple(p.axis_label for p in periods),
        lines=(Line(name="Lượt đăng nhập", values=tuple(use.sign_ins(*p.moments, ask.scope) for p in periods)),),
    )


def _availability(period: ReportPeriod) -> tuple[Grid | Text, ...]:
    """Which part of the period was measured, and when the portal was away in it."""
    found = availability.measured(*period.moments)
    if found is None:
        return (Text(paragraphs=("Tỷ lệ sẵn sàng: trong kỳ chưa có lần đo nào nên không có số liệu.",)),)
    said = (
        f"Tỷ lệ sẵn sàng được đo mỗi phút từ {date_time(found.since)} đến {date_time(found.until)}; quá "
        f"{availability.GAP.seconds // 60} phút không có kết quả đo thì tính là gián đoạn."
    )
    if not found.outages:
        return (Text(paragraphs=(f"{said} Không có lần gián đoạn nào.",)),)
    longest = sorted(found.outages, key=lambda outage: -outage.minutes)[:_MOST_OUTAGES]
    heads = (
        Head(title="Từ", share=2),
        Head(title="Đến", share=2),
        Head(title="Số phút", align="right", decimals=1),
        Head(title="Nguyên nhân ghi nhận", share=2),
    )
    rows = tuple(
        (date_time(o.start), date_time(o.end), o.minutes, o.cause or "Không có kết quả đo")
        for o in sorted(longest, key=lambda outage: outage.start)
    )
    count = f"{said} Có {len(found.outages)} lần gián đoạn."
    return (Text(paragraphs=(count,)), Grid(caption="Các lần gián đoạn dài nhất", heads=heads, rows=rows))


def _by_workflow(ask: Ask) -> Grid:
    """Steps by kind of case, now and before."""
    now, before = (use.steps_by_workflow(*p.moments, ask.scope) for p in (ask.period, ask.period.previous()))
    with translation.override("vi"):
        labels = {w.code: str(w.label) for w in registry.workflows()}
    rows = tuple((labels.get(code, code), now.get(code, 0), before.get(code, 0)) for code in sorted({*now, *before}))
    heads = (
        Head(title="Loại hồ sơ", share=3),
        Head(title="Số bước kỳ này", align="right"),
        Head(title="Số bước kỳ trước", align="right"),
    )
    return Grid(caption="Số bước xử lý theo loại hồ sơ", heads=heads, rows=rows, unit="bước")


def _components(ask: Ask) -> tuple[Part, ...]:
    """What each component (or the one asked for) shows right now; one that is not connected says so. It is the whole
    province's, so no agency's or area's report has it."""
    if ask.scope.kind not in (ScopeKind.PROVINCE, ScopeKind.SUBSYSTEM):
        return ()
    rows = []
    with translation.override("vi"):
        for subsystem in (Subsystem(ask.scope.subsystem),) if ask.scope.subsystem else Subsystem:
            figure = figure_of(subsystem)
            rows.append(
                (str(subsystem.label), str(figure.label), figure.value)
                if figure
                else (str(subsystem.label), "Chưa có số liệu", None)
            )
    heads = (
        Head(title="Phân hệ", share=2),
        Head(title="Chỉ số", share=2),
        Head(title="Giá trị", align="right"),
    )
    note = f"Giá trị tại thời điểm {date_time(ask.at)}, không tính theo kỳ báo cáo."
    grid = Grid(caption="Chỉ số trực tiếp của phân hệ", heads=heads, rows=tuple(rows))
    return (Part(title="Hiện trạng các phân hệ", blocks=(Text(paragraphs=(note,)), grid)),)
