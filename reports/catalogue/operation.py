"""Operation and use of the IOC (Article 6 clause 4; Article 7 clause 5 of the regulation)."""

from datetime import date

from django.conf import settings
from django.utils import translation

from ioc_site.common.figures import figure_of
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import date_time, short_date
from reports import availability, use
from reports.content import Cell, Chart, Content, Figure, Figures, Grid, Head, Line, Number, Part, Text
from reports.enums import ScopeKind
from reports.kinds import Ask, Scope, changes_within
from reports.periods import ReportPeriod
from reports.summaries import rule_made
from subsystems.indicators.dashboards.registering import COMPONENTS, SHARED
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
    return tuple(_compared(count, ask) for count in use.use_counts(group, ask.scope.kind))


def _compared(count: use.UseCount, ask: Ask) -> Figure:
    """A count with its comparisons; its note is printed where there is no number for the period itself."""
    period = ask.period
    value = count.over(period, ask.scope, is_asked_for=True)
    previous, last_year = (
        count.over(other, ask.scope, is_asked_for=False) for other in (period.previous(), period.last_year())
    )
    return Figure(
        code=count.code,
        label=count.label,
        value=value,
        previous=previous,
        last_year=last_year,
        unit=count.unit,
        better=count.better,
        note=count.note if value is None else "",
        decimals=count.decimals,
    )


def _more(group: str, ask: Ask) -> tuple[Chart | Grid | Text, ...]:
    if group == use.PEOPLE:
        counted = _counted_since(use.sign_ins_since(), ask.period, "Lượt đăng nhập được đếm")
        return () if ask.scope.subsystem else (*counted, _trend(ask))
    if group == use.COMPONENTS:
        return _use_of_components(ask)
    if group == use.SYSTEM:
        return _availability(ask.period) if ask.scope.kind == ScopeKind.PROVINCE else ()
    return (_by_workflow(ask),) if group == use.WORK else ()


def _trend(ask: Ask) -> Chart:
    """Sign-ins over the last periods."""
    count, periods = use.count_of("sign_ins"), [ask.period]
    for _step in range(_TREND - 1):
        periods.insert(0, periods[0].previous())
    return Chart(
        caption="Lượt đăng nhập qua các kỳ",
        form="bars",
        categories=tuple(p.axis_label for p in periods),
        lines=(
            Line(name="Lượt đăng nhập", values=tuple(count.over(p, ask.scope, is_asked_for=True) for p in periods)),
        ),
    )


def _counted_since(first: date | None, period: ReportPeriod, what: str) -> tuple[Text, ...]:
    """From when on something was counted, where that is no earlier than the period."""
    if first is None:
        return (Text(paragraphs=(f"{what} từ lần đầu tiên; đến nay chưa có lần nào.",)),)
    if first < period.start:
        return ()
    return (Text(paragraphs=(f"{what} từ ngày {short_date(first)}; trước ngày đó không có số liệu.",)),)


_VIEWS = (
    "Một lượt xem là một lần mở một trang của phân hệ trên trình duyệt: người dân xem các trang công khai, cán bộ đã "
    "đăng nhập xem các trang đó và các màn hình làm việc của phân hệ. Không đếm tệp tải về, dữ liệu lấy qua API, máy "
    "tìm kiếm và màn hình tự chuyển trang; không lưu thông tin về người xem. Đăng nhập là chung cho cả hệ thống nên "
    "không tách được theo phân hệ."
)


def _use_of_components(ask: Ask) -> tuple[Text | Grid, ...]:
    """What a view is and from when views were counted; of the whole province the use of each component."""
    said = (Text(paragraphs=(_VIEWS,)), *_counted_since(use.views_since(), ask.period, "Lượt xem được đếm"))
    if ask.scope.subsystem:
        return said
    heads = (
        Head(title="Phân hệ", share=3),
        Head(title="Lượt xem của người dân", align="right"),
        Head(title="Lượt xem của cán bộ", align="right"),
        Head(title="Bước xử lý", align="right"),
        Head(title="Cán bộ xử lý", align="right"),
        Head(title="Lần cung cấp dữ liệu", align="right"),
    )
    found, first = use.views_by_place(ask.period), use.views_since()
    counted = first is not None and first <= ask.period.end

    def seen(place: str) -> tuple[Number, Number]:
        return found.get(place, (0, 0)) if counted else (None, None)

    with translation.override("vi"):
        rows = tuple((str(one.label), *seen(one), *_work_on(one, ask)) for one in Subsystem)
    shared = ("Trang dùng chung của các phân hệ dữ liệu (cung cấp, chất lượng, dữ liệu mở)", *seen(SHARED), *_NO_WORK)
    return (*said, Grid(caption=f"Khai thác từng phân hệ {ask.period.label}", heads=heads, rows=(*rows, shared)))


_NO_WORK = (None, None, None)  # what is shared has no cases of its own


def _work_on(subsystem: Subsystem, ask: Ask) -> tuple[Cell, Cell, Cell]:
    """Steps, people who took them, and deliveries where the component gets data so."""
    part, moments = Scope(kind=ScopeKind.SUBSYSTEM, subsystem=subsystem.value), ask.period.moments
    delivered = use.deliveries(*moments, part) if subsystem in COMPONENTS else None
    return use.steps(*moments, part), use.handlers(*moments, part), delivered


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
