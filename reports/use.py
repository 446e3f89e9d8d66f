"""What is counted of the use of the portal: each room registers its counts, the report on operation prints them.

A count is a function of two moments (from, until) that gives a number, or ``None`` where the records of that time
are not kept (any more). What nobody counts is listed as missing, never guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, F, Sum
from django.utils import timezone

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from reports import availability
from reports.content import Number
from reports.models import DailySignIns, ReportDocument
from subsystems.agencies.models import User
from subsystems.indicators.models import Delivery
from workflows.engine import registry
from workflows.engine.models import Event
from workflows.proposals.enums import ProposalKind
from workflows.proposals.models import Proposal

KEPT_DAYS = timedelta(days=30)  # how long finished jobs stay in their table


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCount:
    """One thing that is counted; ``group`` is the heading that it stands under."""

    code: str
    label: str
    unit: str
    group: str
    count: Callable[[datetime, datetime], Number]
    better: Literal["up", "down", ""] = ""
    note: str = ""
    decimals: int = 0


PEOPLE = "Người dùng và đăng nhập"
WORK = "Xử lý công việc trên các phân hệ"
SYSTEM = "Vận hành hệ thống"
CONTENT = "Nội dung và khai thác"
GROUPS = (PEOPLE, WORK, CONTENT, SYSTEM)
_counts: dict[str, UseCount] = {}


def register_count(count: UseCount) -> None:
    """Make a count known; the last registration of a code counts."""
    _counts[count.code] = count


def use_counts(group: str) -> list[UseCount]:
    """The counts of a group in the order of registration."""
    return [count for count in _counts.values() if count.group == group]


def record_sign_in(user: Any) -> None:
    """Count one sign-in of an account."""
    row, _created = DailySignIns.objects.get_or_create(day=timezone.localdate(), user=user)
    DailySignIns.objects.filter(pk=row.pk).update(count=F("count") + 1)


def accounts(start: datetime, end: datetime) -> int:
    """Accounts that may sign in and were there before the end."""
    return User.objects.filter(is_active=True, date_joined__lt=end).count()


def people(start: datetime, end: datetime) -> int:
    """Accounts that signed in."""
    return _sign_ins(start, end).values("user").distinct().count()


def sign_ins(start: datetime, end: datetime) -> int:
    return _sign_ins(start, end).aggregate(n=Sum("count"))["n"] or 0


def _sign_ins(start: datetime, end: datetime) -> Any:
    return DailySignIns.objects.filter(day__gte=timezone.localdate(start), day__lt=timezone.localdate(end))


def handlers(start: datetime, end: datetime) -> int:
    """People who took a step in a case that is not secret."""
    steps = Event.objects.filter(at__gte=start, at__lt=end, actor__isnull=False)
    steps = steps.exclude(workflow__in=registry.secret_codes())
    return steps.values("actor").distinct().count()


def steps(start: datetime, end: datetime) -> int:
    """Steps of all cases but reports themselves."""
    return sum(steps_by_workflow(start, end).values())


def steps_by_workflow(start: datetime, end: datetime) -> dict[str, int]:
    """How many steps the cases of each workflow took."""
    rows = Event.objects.filter(at__gte=start, at__lt=end).exclude(
        workflow__in={"report_document", *registry.secret_codes()}
    )
    return dict(rows.values_list("workflow").annotate(n=Count("pk")).order_by("workflow"))


def jobs_in(*states: JobState) -> Callable[[datetime, datetime], int | None]:
    """Background jobs that ended so; ``None`` when some of that time's are deleted already."""

    def count(start: datetime, end: datetime) -> int | None:
        if start < timezone.now() - KEPT_DAYS:
            return None
        return Job.objects.filter(state__in=states, finished_at__gte=start, finished_at__lt=end).count()

    return count


def readings(start: datetime, end: datetime) -> int:
    """Logged readings of personal data; those of secret cases are for auditors alone."""
    secret = [registry.model_of(registry.workflow(code))._meta.label_lower for code in registry.secret_codes()]
    return AccessLog.objects.filter(at__gte=start, at__lt=end).exclude(object_type__in=secret).count()


def issued(start: datetime, end: datetime) -> int:
    """Reports that got their number."""
    days = {"issued_on__gte": timezone.localdate(start), "issued_on__lt": timezone.localdate(end)}
    return ReportDocument.objects.filter(**days).count()


def deliveries(start: datetime, end: datetime) -> int:
    """Deliveries of data that came in."""
    return Delivery.objects.filter(created_at__gte=start, created_at__lt=end).count()


def incidents(start: datetime, end: datetime) -> int:
    """Incidents that were reported (Article 9, clause 4)."""
    return Proposal.objects.filter(kind=ProposalKind.INCIDENT, created_at__gte=start, created_at__lt=end).count()


def register_own_counts() -> None:
    """What this room and those below it count."""
    kept = f"nhật ký tác vụ nền chỉ lưu {KEPT_DAYS.days} ngày"
    for count in (
        UseCount(code="accounts", label="Tài khoản đang hoạt động", unit="tài khoản", group=PEOPLE, count=accounts),
        UseCount(code="people", label="Người dùng có đăng nhập", unit="người", group=PEOPLE, count=people, better="up"),
        UseCount(code="sign_ins", label="Lượt đăng nhập", unit="lượt", group=PEOPLE, count=sign_ins, better="up"),
        UseCount(
            code="handlers", label="Cán bộ có xử lý hồ sơ", unit="người", group=PEOPLE, count=handlers, better="up"
        ),
        UseCount(code="steps", label="Bước xử lý hồ sơ", unit="bước", group=WORK, count=steps),
        UseCount(
            code="deliveries", label="Lần cung cấp dữ liệu", unit="lần", group=WORK, count=deliveries, better="up"
        ),
        UseCount(code="incidents", label="Sự cố được báo", unit="sự cố", group=WORK, count=incidents, better="down"),
        UseCount(code="issued", label="Báo cáo đã cấp số", unit="báo cáo", group=CONTENT, count=issued),
        UseCount(
            code="availability",
            label="Tỷ lệ thời gian hệ thống sẵn sàng",
            unit="%",
            group=SYSTEM,
            count=availability.share,
            better="up",
            note="chưa có lần đo nào trong kỳ",
            decimals=2,
        ),
        UseCount(
            code="jobs_done",
            label="Tác vụ nền hoàn thành",
            unit="tác vụ",
            group=SYSTEM,
            count=jobs_in(JobState.DONE),
            note=kept,
        ),
        UseCount(
            code="jobs_failed",
            label="Tác vụ nền bị lỗi",
            unit="tác vụ",
            group=SYSTEM,
            count=jobs_in(JobState.FAILED),
            better="down",
            note=kept,
        ),
        UseCount(
            code="readings",
            label="Lượt đọc dữ liệu cá nhân (có ghi nhật ký)",
            unit="lượt",
            group=SYSTEM,
            count=readings,
        ),
    ):
        register_count(count)
