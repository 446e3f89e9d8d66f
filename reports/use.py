"""What is counted of the use of the portal: each room registers its counts, the report on operation prints them.

A count is a function of two moments (from, until) and of the part of the province that the report is about; it gives a
number, or ``None`` where the records of that time are not kept (any more). What nobody counts is listed as missing and
never guessed; what cannot be told apart by agency or component is left out of reports about one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, F, Min, Q, Sum
from django.utils import timezone

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.subsystems import Subsystem
from reports import availability
from reports.content import Number
from reports.enums import ScopeKind
from reports.grounds import agencies_on
from reports.kinds import PROVINCE, Scope
from reports.models import DailySignIns, DailyViews, ReportDocument
from reports.periods import ReportPeriod
from subsystems.agencies.models import Membership, User
from subsystems.indicators.models import Delivery
from workflows.engine import registry
from workflows.engine.models import Event
from workflows.proposals.enums import ProposalKind
from workflows.proposals.models import Proposal

KEPT_DAYS = timedelta(days=30)  # how long finished jobs stay in their table


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCount:
    """One thing that is counted; ``group`` is the heading that it stands under. ``since`` gives the first day of what
    the portal itself has to count while it happens; ``None`` before that."""

    code: str
    label: str
    unit: str
    group: str
    count: Callable[[datetime, datetime, Scope], Number]
    better: Literal["up", "down", ""] = ""
    note: str = ""
    decimals: int = 0
    scopes: tuple[ScopeKind, ...] = tuple(ScopeKind)
    since: Callable[[], date | None] | None = None

    def over(self, period: ReportPeriod, part: Scope, *, is_asked_for: bool) -> Number:
        """The number of a period. What was not counted yet is no number; a period that was counted in part is given
        where it is the one asked for, and is nothing that another one could be compared with."""
        start, end = period.moments
        if self.since is None:
            return self.count(start, end, part)
        first = self.since()
        if first is None or period.end < first or (period.start < first and not is_asked_for):
            return None
        return self.count(start, end, part)


PEOPLE = "Người dùng và đăng nhập"
WORK = "Xử lý công việc trên các phân hệ"
SYSTEM = "Vận hành hệ thống"
CONTENT = "Nội dung và khai thác"
COMPONENTS = "Khai thác, sử dụng các phân hệ"
GROUPS = (PEOPLE, WORK, COMPONENTS, CONTENT, SYSTEM)
_counts: dict[str, UseCount] = {}


def register_count(count: UseCount) -> None:
    """Make a count known; the last registration of a code counts."""
    _counts[count.code] = count


def use_counts(group: str, scope: ScopeKind = ScopeKind.PROVINCE) -> list[UseCount]:
    """The counts of a group that exist for a scope, in the order of registration."""
    return [count for count in _counts.values() if count.group == group and scope in count.scopes]


def count_of(code: str) -> UseCount:
    """The count with this code."""
    return _counts[code]


def record_sign_in(user: Any) -> None:
    """Count one sign-in of an account."""
    row, _created = DailySignIns.objects.get_or_create(day=timezone.localdate(), user=user)
    DailySignIns.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _agencies(part: Scope) -> Any:
    """The agencies that an agency or area stands for: itself, or those on its ground and on the grounds within it."""
    if part.area is None:
        return [part.agency.pk] if part.agency is not None else []
    return agencies_on(part.area).values("pk")


def _has_people(part: Scope) -> bool:
    return part.agency is not None or part.area is not None


def _members(part: Scope, start: datetime, end: datetime) -> Any:
    """Who worked there at any time between two moments."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    return (
        Membership.objects.filter(agency__in=_agencies(part))
        .exclude(valid_to__lt=first)
        .exclude(valid_from__gte=last)
        .values("user")
    )


def accounts(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Accounts that may sign in and were there before the end."""
    rows = User.objects.filter(is_active=True, date_joined__lt=end)
    return rows.filter(pk__in=_members(part, start, end)).count() if _has_people(part) else rows.count()


def people(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Accounts that signed in."""
    return _sign_ins(start, end, part).values("user").distinct().count()


def sign_ins(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    return _sign_ins(start, end, part).aggregate(n=Sum("count"))["n"] or 0


def _sign_ins(start: datetime, end: datetime, part: Scope) -> Any:
    rows = DailySignIns.objects.filter(day__gte=timezone.localdate(start), day__lt=timezone.localdate(end))
    return rows.filter(user__in=_members(part, start, end)) if _has_people(part) else rows


def sign_ins_since() -> date | None:
    """The first day with a sign-in that was counted."""
    return _first_day(DailySignIns)


def views_since() -> date | None:
    """The first day with a view that was counted."""
    return _first_day(DailyViews)


def _first_day(model: type[DailySignIns] | type[DailyViews]) -> date | None:
    first: date | None = model.objects.aggregate(first=Min("day"))["first"]
    return first


def views(*, by_staff: bool) -> Callable[[datetime, datetime, Scope], int]:
    """Views of the pages of a component, or of all components and what they share (see ``reports.views_counted``)."""

    def count(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
        rows = DailyViews.objects.filter(day__gte=timezone.localdate(start), day__lt=timezone.localdate(end))
        rows = rows.filter(place=part.subsystem) if part.subsystem else rows
        return rows.filter(by_staff=by_staff).aggregate(n=Sum("count"))["n"] or 0

    return count


def views_by_place(period: ReportPeriod) -> dict[str, tuple[int, int]]:
    """Views of visitors and of staff in a period, by place. One query."""
    rows = DailyViews.objects.filter(day__range=(period.start, period.end)).values_list("place")
    staff = Q(by_staff=True)
    found = rows.annotate(public=Sum("count", filter=~staff), staff=Sum("count", filter=staff))
    return {place: (public or 0, signed_in or 0) for place, public, signed_in in found}


def handlers(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """People who took a step in a case that is not secret."""
    return _steps(start, end, part).filter(actor__isnull=False).values("actor").distinct().count()


def steps(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Steps of all cases but reports themselves."""
    return sum(steps_by_workflow(start, end, part).values())


def _steps(start: datetime, end: datetime, part: Scope) -> Any:
    """Steps of cases that are not secret: of an agency or area those that its people took, of a component those in its
    own cases and in proposals about it."""
    rows = Event.objects.filter(at__gte=start, at__lt=end).exclude(workflow__in=registry.secret_codes())
    if _has_people(part):
        return rows.filter(actor__in=_members(part, start, end))
    if not part.subsystem:
        return rows
    about = Proposal.objects.filter(subsystem=part.subsystem).values("pk")
    own = {Subsystem.FIELD_REPORTS: Q(workflow="field_report"), Subsystem.MONITORING: Q(workflow="matter")}
    delivered = Delivery.objects.filter(indicator_set__subsystem=part.subsystem).values("pk")
    inside = own.get(Subsystem(part.subsystem), Q(workflow="delivery", case_id__in=delivered))
    return rows.filter(inside | Q(workflow="proposal", case_id__in=about))


def steps_by_workflow(start: datetime, end: datetime, part: Scope = PROVINCE) -> dict[str, int]:
    """How many steps the cases of each workflow took."""
    rows = _steps(start, end, part).exclude(workflow="report_document")
    return dict(rows.values_list("workflow").annotate(n=Count("pk")).order_by("workflow"))


def jobs_in(*states: JobState) -> Callable[[datetime, datetime, Scope], int | None]:
    """Background jobs that ended so; ``None`` when some of that time's are deleted already."""

    def count(start: datetime, end: datetime, part: Scope = PROVINCE) -> int | None:
        if start < timezone.now() - KEPT_DAYS:
            return None
        return Job.objects.filter(state__in=states, finished_at__gte=start, finished_at__lt=end).count()

    return count


def _available(start: datetime, end: datetime, part: Scope = PROVINCE) -> float | None:
    return availability.share(start, end)


def readings(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Logged readings of personal data; those of secret cases are for auditors alone."""
    secret = [registry.model_of(registry.workflow(code))._meta.label_lower for code in registry.secret_codes()]
    rows = AccessLog.objects.filter(at__gte=start, at__lt=end).exclude(object_type__in=secret)
    return rows.filter(user__in=_members(part, start, end)).count() if _has_people(part) else rows.count()


def issued(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Reports that got their number."""
    days = {"issued_on__gte": timezone.localdate(start), "issued_on__lt": timezone.localdate(end)}
    rows = ReportDocument.objects.filter(**days)
    return rows.filter(issuer__in=_agencies(part)).count() if _has_people(part) else rows.count()


def deliveries(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Deliveries of data that came in."""
    return _in_part(Delivery.objects.all(), start, end, part, "indicator_set__subsystem")


def incidents(start: datetime, end: datetime, part: Scope = PROVINCE) -> int:
    """Incidents that were reported (Article 9, clause 4)."""
    return _in_part(Proposal.objects.filter(kind=ProposalKind.INCIDENT), start, end, part, "subsystem")


def _in_part(rows: Any, start: datetime, end: datetime, part: Scope, subsystem: str) -> int:
    """How many rows came in, from an agency, from the agencies of an area, or of a component."""
    rows = rows.filter(created_at__gte=start, created_at__lt=end)
    if _has_people(part):
        rows = rows.filter(agency__in=_agencies(part))
    return int((rows.filter(**{subsystem: part.subsystem}) if part.subsystem else rows).count())


_WITH_PEOPLE = (ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.AREA)
_EACH = tuple(ScopeKind)
_WHOLE = (ScopeKind.PROVINCE,)
_KEPT = f"nhật ký tác vụ nền chỉ lưu {KEPT_DAYS.days} ngày"
_NOT_MEASURED = "chưa có lần đo nào trong kỳ"
_NOT_COUNTED = "trong kỳ chưa đếm"
_OF_COMPONENTS = (ScopeKind.PROVINCE, ScopeKind.SUBSYSTEM)
_by_visitors, _by_staff = views(by_staff=False), views(by_staff=True)
_jobs_done, _jobs_failed = jobs_in(JobState.DONE), jobs_in(JobState.FAILED)
_SINCE = {
    "people": sign_ins_since,
    "sign_ins": sign_ins_since,
    "views_public": views_since,
    "views_staff": views_since,
}
# Code, label, unit, group, function, what is better, for which scopes, note where there is none, decimals.
_OWN: tuple[tuple[Any, ...], ...] = (
    ("accounts", "Tài khoản đang hoạt động", "tài khoản", PEOPLE, accounts, "", _WITH_PEOPLE, "", 0),
    ("people", "Người dùng có đăng nhập", "người", PEOPLE, people, "up", _WITH_PEOPLE, _NOT_COUNTED, 0),
    ("sign_ins", "Lượt đăng nhập", "lượt", PEOPLE, sign_ins, "up", _WITH_PEOPLE, _NOT_COUNTED, 0),
    ("handlers", "Cán bộ có xử lý hồ sơ", "người", PEOPLE, handlers, "up", _EACH, "", 0),
    ("steps", "Bước xử lý hồ sơ", "bước", WORK, steps, "", _EACH, "", 0),
    ("deliveries", "Lần cung cấp dữ liệu", "lần", WORK, deliveries, "up", _EACH, "", 0),
    ("incidents", "Sự cố được báo", "sự cố", WORK, incidents, "down", _EACH, "", 0),
    ("views_public", "Lượt xem của người dân", "lượt", COMPONENTS, _by_visitors, "up", _OF_COMPONENTS, _NOT_COUNTED, 0),
    ("views_staff", "Lượt xem của cán bộ", "lượt", COMPONENTS, _by_staff, "up", _OF_COMPONENTS, _NOT_COUNTED, 0),
    ("issued", "Báo cáo đã cấp số", "báo cáo", CONTENT, issued, "", _WITH_PEOPLE, "", 0),
    ("availability", "Tỷ lệ thời gian hệ thống sẵn sàng", "%", SYSTEM, _available, "up", _WHOLE, _NOT_MEASURED, 2),
    ("jobs_done", "Tác vụ nền hoàn thành", "tác vụ", SYSTEM, _jobs_done, "", _WHOLE, _KEPT, 0),
    ("jobs_failed", "Tác vụ nền bị lỗi", "tác vụ", SYSTEM, _jobs_failed, "down", _WHOLE, _KEPT, 0),
    ("readings", "Lượt đọc dữ liệu cá nhân (có ghi nhật ký)", "lượt", SYSTEM, readings, "", _WITH_PEOPLE, "", 0),
)


def register_own_counts() -> None:
    """What this room and those below it count."""
    for code, label, unit, group, count, better, scopes, note, decimals in _OWN:
        register_count(
            UseCount(
                code=code,
                label=label,
                unit=unit,
                group=group,
                count=count,
                better=better,
                scopes=scopes,
                note=note,
                decimals=decimals,
                since=_SINCE.get(code),
            )
        )
