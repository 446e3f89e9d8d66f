"""Which agencies stand for an area in reports: those on its ground and on the grounds within it."""

from django.db.models import Q, QuerySet

from reports.periods import ReportPeriod
from subsystems.agencies.models import Agency, Area


def agencies_on(area: Area, period: ReportPeriod | None = None) -> QuerySet[Agency]:
    """All agencies of an area that there are or were; with a ``period`` those that worked on a day of it."""
    rows = Agency.objects.filter(Q(area=area) | Q(area__parent=area))
    if period is None:
        return rows
    has_begun = Q(valid_from=None) | Q(valid_from__lte=period.end)
    goes_on = Q(valid_to=None) | Q(valid_to__gte=period.start)
    return rows.filter(has_begun, goes_on)
