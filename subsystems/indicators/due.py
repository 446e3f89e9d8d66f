"""By when a period is due: the n-th working day after it ended (Decision 2256/QĐ-UBND)."""

from datetime import datetime, time

from subsystems.indicators.periods import ReportingPeriod
from workflows.engine.calendars import calendar_for
from workflows.engine.working_time import VIETNAM


def due_at(period: ReportingPeriod, due_day: int) -> datetime:
    """The end of the office hours of the ``due_day``-th working day after the period's last day."""
    last_day = datetime.combine(period.end, time(12), tzinfo=VIETNAM)
    return calendar_for("office").add_working_days(last_day, due_day)
