"""Plans: keeping them, writing down ahead what they ask for, and building it on its day."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ioc_site.common.jobs import enqueue
from ioc_site.common.jobs.enums import ACTIVE_STATES
from ioc_site.common.jobs.models import Job
from ioc_site.common.permissions import require
from reports.enums import FileKind, ScopeKind
from reports.kinds import CannotBuild, Scope, kind_of
from reports.models import ReportDocument, ReportPlan
from reports.periods import PeriodKind, ReportPeriod, period_around
from reports.permissions import user_can_plan
from reports.services import NewReport, plan_report
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency, User
from workflows.engine.parties import SYSTEM
from workflows.engine.services import fire


def save_plan(plan: ReportPlan, user: User, recipients: list[User]) -> ReportPlan:
    """Keep a plan. Raises ``PermissionDenied``, and ``ValidationError`` for what does not go together."""
    require(user_can_plan(user, plan))
    problems: dict[str, Any] = {} if plan.for_each_agency else plan.scope_problems()
    if problems:
        raise ValidationError(problems)
    plan.full_clean(exclude=["created_by"])
    with transaction.atomic():
        if plan.pk is None:
            plan.created_by = user
        plan.save()
        plan.recipients.set(recipients)
    return plan


def due_day(plan: ReportPlan, period: ReportPeriod) -> date:
    """On which day the report of a period is built."""
    return period.end + timedelta(days=plan.days_after)


def current_period(plan: ReportPlan, today: date) -> ReportPeriod:
    """The earliest period whose report is not due before today."""
    period = period_around(PeriodKind(plan.period_kind), today).previous()
    while due_day(plan, period) < today:
        period = period.following()
    return period


def run_plans(today: date | None = None) -> dict[str, int]:
    """Write down the next report of each plan and start those whose day has come; twice does no more than once."""
    today = today or timezone.localdate()
    plans = ReportPlan.objects.filter(is_active=True).select_related("issuer", "agency", "area")
    planned = sum(_write_down(plan, today) for plan in plans)
    due = ReportDocument.objects.filter(state="planned", planned_for__lte=today).order_by("planned_for", "pk")
    started = 0
    for document in due.select_related("issuer"):
        fire(document, "start", SYSTEM)
        started += 1
    return {"planned": planned, "started": started, "finished": _finish_numbered()}


def _finish_numbered() -> int:
    """Ask again for the file of a report that has its number, where the work for it was lost or given up."""
    waiting = ReportDocument.objects.issued().exclude(files__kind=FileKind.FINAL)
    asked = Job.objects.filter(kind="reports.set_final", state__in=ACTIVE_STATES).values_list("arguments", flat=True)
    known = {arguments.get("document") for arguments in asked}
    lost = [document.pk for document in waiting if document.pk not in known]
    for key in lost:
        enqueue("reports.set_final", {"document": key})
    return len(lost)


def _write_down(plan: ReportPlan, today: date) -> int:
    period = current_period(plan, today)
    return sum(_write_one(plan, period, scope) for scope in _scopes(plan, period))


def _scopes(plan: ReportPlan, period: ReportPeriod) -> list[Scope]:
    if plan.for_each_agency:
        agencies = Agency.objects.valid_on(period.end).exclude(kind__in=[AgencyKind.PROVINCE, AgencyKind.OPERATOR])
        return [Scope(kind=ScopeKind.AGENCY, agency=agency) for agency in agencies.order_by("code")]
    return [Scope(kind=ScopeKind(plan.scope), agency=plan.agency, area=plan.area, subsystem=plan.subsystem)]


def _write_one(plan: ReportPlan, period: ReportPeriod, scope: Scope) -> int:
    there = ReportDocument.objects.filter(
        plan=plan, agency=scope.agency, period_start=period.start, period_end=period.end, corrects=None
    )
    if there.exists():
        return 0
    new = NewReport(
        kind=kind_of(plan.kind).code,
        period=period,
        scope=scope,
        issuer=plan.issuer,
        plan=plan,
        planned_for=due_day(plan, period),
    )
    try:
        with transaction.atomic():
            document = plan_report(new, SYSTEM)
            document.recipients.set(plan.recipients.all())
    except (IntegrityError, CannotBuild):  # another process wrote it down, or nobody could issue it
        return 0
    return 1
