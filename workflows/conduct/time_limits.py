"""How long a discipline case may take: 90 days from the day the violation was found, up to 150 when it is complicated
(Decree 172/2025/NĐ-CP); days during which the handling was postponed do not count."""

from datetime import date, datetime, time, timedelta

from workflows.conduct.models import Discipline
from workflows.engine.working_time import VIETNAM

USUAL_DAYS = 90
EXTENDED_DAYS = 150


def last_day(case: Discipline, today: date | None = None) -> date:
    """The last day for the decision; while the handling is postponed it moves on with ``today``."""
    days = EXTENDED_DAYS if case.is_extended else USUAL_DAYS
    postponed = case.postponed_days
    if case.postponed_on and today:
        postponed += max((today - case.postponed_on).days, 0)
    return case.found_on + timedelta(days=days + postponed)


def limit(case: Discipline) -> datetime:
    """The end of the last day, as the clock of the case counts it."""
    return datetime.combine(last_day(case), time(23, 59, 59), tzinfo=VIETNAM)
