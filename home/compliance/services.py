"""Every write of compliance: computing the figures of a period and keeping them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from home.compliance.models import Reading, Run
from home.duties.measuring import measured
from home.duties.queries import duties_of
from ioc_site.common.citations import REGULATION
from ioc_site.common.jobs import enqueue
from ioc_site.common.jobs.models import Job
from reports.periods import PeriodKind, ReportPeriod, period_around
from subsystems.agencies.models import Agency

JOB = "compliance.compute"
# How many periods of each kind are kept up: this one and those before it, back to which the trend goes.
KEPT: dict[PeriodKind, int] = {PeriodKind.MONTH: 13, PeriodKind.QUARTER: 5, PeriodKind.YEAR: 2}
# What came in late still changes the figures of a period that is over.
SETTLES_WITHIN = timedelta(days=40)
ONCE_A_DAY = timedelta(hours=20)


def periods_kept(today: date) -> list[ReportPeriod]:
    """The periods that have figures: first those that run, then back in time."""
    found = []
    for kind, count in KEPT.items():
        period = period_around(kind, today)
        for _number in range(count):
            found.append(period)
            period = period.previous()
    return sorted(found, key=lambda period: (period.end < today, -period.end.toordinal(), period.kind))


def periods_to_compute(today: date) -> list[ReportPeriod]:
    """Periods that run, always; those that ended lately, once a day; older ones, once."""
    computed = dict(Run.objects.values_list("period", "computed_at"))
    now = timezone.now()

    def is_due(period: ReportPeriod) -> bool:
        last = computed.get(period.code)
        if last is None or period.end >= today:
            return True
        is_settled = timezone.localdate(last) > period.end + SETTLES_WITHIN
        return not is_settled and now - last > ONCE_A_DAY

    return [period for period in periods_kept(today) if is_due(period)]


def compute(period: ReportPeriod, check: Callable[[], object] = lambda: None) -> int:
    """Compute one period and keep it in place of what was there; how many figures. Reasons are kept in Vietnamese."""
    now = timezone.now()
    agencies = list(Agency.objects.valid_on(min(period.end, timezone.localdate(now))))
    with translation.override("vi"):
        readings = [
            Reading(
                period=period.code,
                agency=item.agency,
                eid=item.citation.eid,
                measure=item.measure.code,
                passing=item.result.passing,
                assessed=item.result.assessed,
                detail_url=item.result.detail_url[:500],
                reason=str(item.result.reason)[:500],
            )
            for item in measured(duties_of(REGULATION), agencies, period.as_measured, check)
        ]
    with transaction.atomic():
        Reading.objects.filter(period=period.code).delete()
        Reading.objects.bulk_create(readings, batch_size=500)
        Run.objects.update_or_create(period=period.code, defaults={"computed_at": now})
    return len(readings)


def ask_to_compute(user: Any) -> Job:
    """Ask for a computation now; while one waits, no second one."""
    return enqueue(JOB, owner=user, unique_key=f"beat:{JOB}")
