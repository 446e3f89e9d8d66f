"""What was said about the province online, and how it was answered (Article 8 clause 4 of the regulation)."""

from datetime import date, datetime

from django.utils import timezone, translation

from ioc_site.common.vietnamese import short_date
from reports.content import Chart, Content, Figure, Figures, Grid, Head, Line, Part, Text
from reports.kinds import Ask, changes_within
from reports.periods import ReportPeriod
from reports.summaries import rule_made
from subsystems.monitoring.digests import digest
from subsystems.monitoring.models import Matter, Story
from subsystems.monitoring.queries.figures import Dashboard, Extent, figures_between, first_day

GROUNDS = (
    "Căn cứ Quyết định số 1089/QĐ-UBND ngày 23 tháng 5 năm 2024 của Chủ tịch Ủy ban nhân dân tỉnh ban hành Quy chế "
    "quản lý, vận hành và sử dụng IOC Bình Thuận (khoản 6 Điều 5, khoản 4 Điều 8).",
)
_MOST_DAYS = 31


def online_information_report(ask: Ask) -> Content:
    """The digest of a day or week, or the report of a longer period."""
    with translation.override("vi"):
        extent = Extent(agency=ask.scope.agency, area=ask.scope.area)
        now = digest(ask.period.start, ask.period.end, extent)
        began = first_day()
        before, year_ago = (_figures(p, began, extent) for p in (ask.period.previous(), ask.period.last_year()))
        figures = _compared(now.figures, before, year_ago)
        tones = _shares("Theo sắc thái", now.figures)
        parts = [
            Part(title="Số liệu chung", blocks=(Figures(caption=f"Số liệu {ask.period.label}", figures=figures),)),
            Part(title="Theo chủ đề", blocks=(_topics(now.figures),)),
            Part(
                title="Diễn biến và nguồn tin",
                blocks=(*_daily(now.figures, ask), tones),
            ),
            Part(title="Chuỗi tin lan truyền rộng nhất", blocks=(_stories(now.stories),)),
            Part(title="Vụ việc chờ trả lời", blocks=(_waiting(now.waiting),)),
        ]
        return Content(
            subject="tình hình thông tin trên môi trường mạng",
            period=ask.period.label,
            scope=ask.scope.label,
            computed_at=ask.at,
            grounds=GROUNDS,
            summary=(*_meant(ask), *rule_made(list(figures)), *changes_within(ask)),
            parts=tuple(parts),
            is_demo=now.figures.has_demo,
        )


def _meant(ask: Ask) -> tuple[str, ...]:
    """Which texts count for an agency or an area."""
    if ask.scope.agency is not None:
        return ("Chỉ tính các vụ việc đã giao cho cơ quan và tin bài của những vụ việc đó.",)
    if ask.scope.area is not None:
        return ("Chỉ tính tin bài có nêu tên địa bàn hoặc địa bàn trực thuộc.",)
    return ()


def _figures(period: ReportPeriod, began: date | None, extent: Extent) -> Dashboard | None:
    """The figures of an earlier period; none of one in which nothing was read yet, which says nothing."""
    return figures_between(period.start, period.end, extent) if began and period.start >= began else None


def _compared(now: Dashboard, before: Dashboard | None, year_ago: Dashboard | None) -> tuple[Figure, ...]:
    def figure(code: str, label: str, unit: str, read: str, better: str = "") -> Figure:
        values = [_read(figures, read) for figures in (now, before, year_ago)]
        return Figure(
            code=code,
            label=label,
            value=values[0],
            previous=values[1],
            last_year=values[2],
            unit=unit,
            better=better,  # type: ignore[arg-type]
            decimals=1 if isinstance(values[0], float) else 0,
        )

    return (
        figure("mentions", "Số tin bài", "tin bài", "mentions"),
        figure("stories", "Số chuỗi tin", "chuỗi tin", "stories"),
        figure("opened", "Vụ việc được mở", "vụ việc", "answers.opened"),
        figure("assigned", "Vụ việc giao cơ quan trả lời", "vụ việc", "answers.assigned"),
        figure("answered", "Vụ việc đã trả lời", "vụ việc", "answers.answered", "up"),
        figure("in_time", "Trả lời đúng hạn", "vụ việc", "answers.in_time", "up"),
        figure("median_hours", "Thời gian trả lời trung vị", "giờ", "answers.median_hours", "down"),
        figure("misinformation", "Tin sai sự thật được xác định", "vụ việc", "answers.misinformation", "down"),
    )


def _read(figures: Dashboard | None, name: str) -> int | float | None:
    value: object = figures
    if figures is None:
        return None
    for part in name.split("."):
        value = getattr(value, part)
    return value  # type: ignore[return-value]


def _topics(figures: Dashboard) -> Grid:
    heads = (
        Head(title="Chủ đề", share=3),
        Head(title="Tin bài", align="right"),
        Head(title="Chuỗi tin", align="right"),
        Head(title="Tiêu cực", align="right"),
    )
    # The screen puts what is unusual today first; a report is about its own period.
    by_count = sorted(figures.topics, key=lambda row: (-row.count, row.topic.name))
    rows = tuple((row.topic.name, row.count, row.stories, row.negative) for row in by_count if row.count)
    return Grid(caption="Tin bài theo chủ đề", heads=heads, rows=rows, unit="tin bài")


def _daily(figures: Dashboard, ask: Ask) -> tuple[Chart, ...]:
    """Mentions by day up to the day of computing, where they fit beside one another and there is more than one."""
    days = [share for share in figures.per_day if share.label <= timezone.localdate(ask.at)]
    if not 1 < len(days) <= _MOST_DAYS:
        return ()
    return (
        Chart(
            caption="Số tin bài theo ngày",
            form="bars",
            categories=tuple(f"{share.label:%d/%m}" for share in days),
            lines=(Line(name="Tin bài", values=tuple(share.count for share in days)),),
        ),
    )


def _shares(caption: str, figures: Dashboard) -> Grid:
    heads = (Head(title="Sắc thái", share=3), Head(title="Tin bài", align="right"))
    return Grid(
        caption=caption, heads=heads, rows=tuple((str(s.label), s.count) for s in figures.tones), unit="tin bài"
    )


def _stories(stories: list[Story]) -> Grid | Text:
    if not stories:
        return Text(paragraphs=("Không có chuỗi tin nào thuộc các chủ đề theo dõi.",))
    heads = (
        Head(title="Chuỗi tin", share=5),
        Head(title="Nguồn", align="right"),
        Head(title="Tin bài", align="right"),
        Head(title="Vụ việc", share=2),
    )
    rows = tuple((s.title, s.source_count, s.mention_count, _reference(s)) for s in stories)
    return Grid(caption="Các chuỗi tin theo số nguồn đăng", heads=heads, rows=rows)


def _reference(story: Story) -> str:
    matter: Matter | None = getattr(story, "matter", None)
    return str(matter.reference) if matter else ""


def _waiting(matters: list[Matter]) -> Grid | Text:
    if not matters:
        return Text(paragraphs=("Không có vụ việc nào đang chờ cơ quan trả lời.",))
    heads = (
        Head(title="Mã số", share=3),
        Head(title="Nội dung", share=6),
        Head(title="Cơ quan", share=3),
        Head(title="Hạn", share=2),
    )
    rows = tuple((m.reference, m.story.title, m.agency.label if m.agency else "", _day(m.deadline_at)) for m in matters)
    return Grid(caption="Vụ việc chờ trả lời, gần hạn nhất trước", heads=heads, rows=rows)


def _day(moment: datetime | None) -> str:
    return short_date(moment) if moment else ""
