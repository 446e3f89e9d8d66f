"""One field report with all its steps, for whoever has to answer for it."""

from typing import Any

from django.utils import translation

from ioc_site.common.vietnamese import date_time
from reports.catalogue.field_reports import GROUNDS
from reports.content import Cell, Content, Grid, Head, Part, Photo, Photos, Text
from reports.kinds import Ask, CannotBuild
from reports.layout.photos import GONE
from subsystems.agencies.models import User
from workflows.engine.models import Event
from workflows.field_reports.models import FieldReport
from workflows.field_reports.workflow import FIELD_REPORT

_IN_SUMMARY = ("Loại", "Cơ quan xử lý", "Trạng thái", "Kết quả")


def one_field_report(ask: Ask) -> Content:
    """Everything about one report but its reporter; restricted, since it holds what the reporter wrote."""
    reports = FieldReport.objects.select_related("category", "area", "agency").prefetch_related("photos")
    report = reports.filter(reference=ask.subject.strip().upper()).first()
    if report is None:
        raise CannotBuild(f"Không có phản ánh mang mã “{ask.subject[:30]}”.")
    with translation.override("vi"):
        facts, steps = _facts(report), _steps(report)
        photos = tuple(_photo(photo) for photo in report.photos.all())
    summary = [f"{name}: {value}." for name, value in facts if name in _IN_SUMMARY]
    if report.clock_due_at is not None and report.clock_due_at < ask.at:
        summary.append("Phản ánh đã quá hạn xử lý.")
    words = tuple(line for line in report.description.splitlines() if line.strip())
    general = Grid(
        caption="Thông tin chung",
        heads=(Head(title="Mục"), Head(title="Nội dung", share=3)),
        rows=tuple(facts),
    )
    return Content(
        subject=f"quá trình xử lý phản ánh hiện trường {report.reference}",
        period="",
        scope="",
        computed_at=ask.at,
        grounds=GROUNDS,
        summary=tuple(summary),
        parts=(
            Part(title="Thông tin phản ánh", blocks=(general,)),
            Part(title="Nội dung người dân phản ánh", blocks=(Text(paragraphs=words),)),
            Part(title="Hình ảnh", blocks=(_photos(photos),)),
            Part(title="Các bước xử lý", blocks=(steps,)),
        ),
        is_demo=report.is_demo,
    )


def _facts(report: FieldReport) -> list[tuple[str, str]]:
    return [
        ("Mã phản ánh", report.reference or ""),
        ("Loại", report.category.name),
        ("Nơi xảy ra", report.address or "Không ghi"),
        ("Địa bàn", report.area.full_name if report.area else "Chưa xác định"),
        ("Cơ quan xử lý", report.agency.name if report.agency else "Chưa chuyển"),
        ("Trạng thái", str(report.current_state.label)),
        ("Tiếp nhận lúc", date_time(report.created_at)),
        ("Hạn xử lý", date_time(report.deadline_at) if report.deadline_at else "Không có"),
        ("Kết quả", report.get_outcome_display() or "Chưa có"),
    ]


def _steps(report: FieldReport) -> Grid:
    events = Event.objects.filter(workflow=FIELD_REPORT.code, case_id=report.pk).order_by("seq")
    rows: list[tuple[Cell, ...]] = []
    for event in events.select_related("actor"):
        step = FIELD_REPORT.transition(event.transition)
        actor = str(event.actor or FIELD_REPORT.party(event.party).label)
        rows.append((event.seq, date_time(event.at), _begun(str(step.done_label) if step else event.transition), actor))
    heads = (
        Head(title="TT", share=0.4, align="center"),
        Head(title="Thời gian", share=1.5),
        Head(title="Việc đã làm", share=2.5),
        Head(title="Người thực hiện", share=1.5),
    )
    return Grid(caption="Diễn biến", heads=heads, rows=tuple(rows))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _photos(photos: tuple[Photo, ...]) -> Photos | Text:
    if not photos:
        return Text(paragraphs=("Không có ảnh.",))
    return Photos(caption="Ảnh kèm theo phản ánh và kết quả xử lý", photos=photos)


def _photo(photo: Any) -> Photo:
    """One photo as the public may see it: parts that were blurred stay so, one that was hidden is named alone."""
    kind, taken = str(photo.get_kind_display()), date_time(photo.created_at)
    file = photo.public or photo.original
    if not photo.is_public:
        return Photo(caption=f"{kind}: ảnh không công khai.")
    if not file.storage.exists(file.name):
        return Photo(caption=f"{kind}: {GONE}.")
    return Photo(caption=f"{kind}, {taken}", path=file.name)


def may_ask_for_field_report(user: User, subject: str) -> bool:
    """Whether a person may see the report on the desk."""
    return bool(FieldReport.objects.visible_to(user).filter(reference=subject.upper()).exists())
