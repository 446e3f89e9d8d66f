"""How many mentions a topic usually has on a day, and when a day is out of the usual. Pure functions.

The usual level of a day is the median of the same weekday in the eight weeks before, times the season: how the same
four weeks of last year stood to the eight weeks before them. A day is out of the usual when it has more mentions than
the usual level plus ``factor`` times the spread, and at least the number that the topic names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import median

WEEKS = 8
SEASON_WEEKS = 4
YEAR = timedelta(weeks=52)
# A season counts only when last year had enough mentions to tell, and never beyond half or double.
FEWEST_FOR_SEASON = 100
SEASON_RANGE = (0.5, 2.0)
# The spread of a normal distribution is so many times its median absolute deviation.
_DEVIATIONS = 1.4826


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual level of one day: mentions, spread, season, and above how many the day is out of the usual."""

    level: float
    spread: float
    season: float
    limit: float
    days: int

    def is_exceeded_by(self, count: int) -> bool:
        return count > self.limit


def usual_level(counts: Mapping[date, int], day: date, *, factor: float, at_least: int, since: date) -> Usual:
    """The usual level of ``day``. ``counts`` has the mentions by day (days without any may be missing), ``since`` is
    the first day that was watched at all: days before it say nothing."""
    same_days = [day - timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    seen = [counts.get(earlier, 0) for earlier in same_days if earlier >= since]
    middle = median(seen) if seen else 0.0
    deviation = _DEVIATIONS * median(abs(count - middle) for count in seen) if seen else 0.0
    season = season_of(counts, day, since)
    level = middle * season
    # Counts scatter by their square root even when nothing happens.
    spread = max(deviation * season, sqrt(level))
    limit = max(level + factor * spread, at_least - 1)
    return Usual(round(level, 1), round(spread, 1), round(season, 2), round(limit, 1), len(seen))


def season_of(counts: Mapping[date, int], day: date, since: date) -> float:
    """How much busier this time of the year is than the weeks before it, as last year showed; 1 when it cannot tell."""
    then = day - YEAR
    start = then - timedelta(weeks=WEEKS)
    if start < since:
        return 1.0
    before = _sum(counts, start, WEEKS * 7) / WEEKS
    during = _sum(counts, then - timedelta(weeks=SEASON_WEEKS // 2), SEASON_WEEKS * 7) / SEASON_WEEKS
    if before * WEEKS < FEWEST_FOR_SEASON:
        return 1.0
    low, high = SEASON_RANGE
    return min(high, max(low, during / before))


def _sum(counts: Mapping[date, int], start: date, days: int) -> int:
    return sum(counts.get(start + timedelta(days=offset), 0) for offset in range(days))
