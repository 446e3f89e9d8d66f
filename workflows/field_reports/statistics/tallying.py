"""Counting the figures: one pass over the reports of a period gives the rows of all its slices, medians exact.

A job brings the figures up to date every few minutes. It counts anew only the periods of reports to which something
happened since; all periods once a day, since the last twelve months move with the day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from ioc_site.common.freshness import purge
from workflows.engine.calendars import calendar_for
from workflows.engine.models import Event
from workflows.field_reports.enums import Outcome
from workflows.field_reports.models import FieldReport, Tally, TallyRun
from workflows.field_reports.public.deadlines import EXTENDED, LATE, ON_TIME, OVERDUE, standing
from workflows.field_reports.statistics.periods import (
    LAST_YEAR,
    Span,
    is_month_code,
    month_code,
    span_of,
    spans_of_month,
)
from workflows.field_reports.workflow import FIELD_REPORT
from workflows.field_reports.workflow.states import SCREENING_TIME

# Transactions that were still open when the last run looked may have lower numbers than those it saw.
OVERLAP = 2000
CHUNK = 5000
# Which of area, agency and category a slice fixes: at most two, more would be slices of a handful of reports.
GRAINS = ("", "a", "g", "c", "ag", "ac", "gc")
_COLUMNS = (
    "area_id", "agency_id", "category_id", "state", "outcome", "is_public", "is_demo", "created_at", "accepted_at",
    "resolved_at", "finished_at", "first_deadline_at", "deadline_at", "clock_due_at", "rating",
)  # fmt: skip
_NOT_TAKEN_UP = {"rejected", "duplicate", "withdrawn"}
_HOUR = 3600


@dataclass(slots=True)
class Sums:
    """What one slice adds up to."""

    counts: dict[str, int] = field(default_factory=dict)
    accept: list[float] = field(default_factory=list)
    resolve: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one report adds to every slice that it is in."""

    counts: dict[str, int]
    accept: float | None
    resolve: float | None


def facts_of(row: dict[str, Any], now: datetime) -> Facts:
    """The contribution of a report, given by ``_COLUMNS``. Taken up is what was neither rejected, withdrawn, merged
    nor sent to another channel; only that is judged by its deadline."""
    counts = {"received": 1}
    if row["is_public"]:
        counts["public"] = 1
        counts["public_final"] = int(row["finished_at"] is not None)
    if row["is_demo"]:
        counts["has_demo"] = 1
    if row["rating"]:
        counts["rating_sum"], counts["rating_count"] = row["rating"], 1
    accept = _hours(row["created_at"], row["accepted_at"])
    if row["state"] in _NOT_TAKEN_UP or row["outcome"] == Outcome.WRONG_CHANNEL:
        counts["not_taken_up"] = 1
        return Facts(counts, accept, None)
    code = standing(now=now, **{name: row[name] for name in _DEADLINE})
    if code in (ON_TIME, EXTENDED, LATE):
        counts[code] = 1
        return Facts(counts, accept, _hours(row["created_at"], row["resolved_at"]))
    counts["in_hand"] = 1
    if code == OVERDUE:
        counts["overdue_open"] = counts[LATE] = 1
    return Facts(counts, accept, None)


_DEADLINE = ("resolved_at", "finished_at", "first_deadline_at", "deadline_at", "clock_due_at")


def _screening(row: dict[str, Any], now: datetime) -> dict[str, int]:
    """Whether a report was accepted or answered within the screening time; nothing while that still runs."""
    calendar, done = calendar_for(), row["accepted_at"] or row["finished_at"]
    is_in_time = calendar.working_seconds_between(row["created_at"], done or now) <= SCREENING_TIME.hours * _HOUR
    if done is None and is_in_time:
        return {}
    return {"screened": 1, "screened_on_time": int(is_in_time)}


def _hours(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else max(0.0, (end - start).total_seconds() / _HOUR)


def count_period(span: Span, now: datetime) -> list[Tally]:
    """The rows of one period, unsaved; the reports are read in one query."""
    slices: dict[tuple[str, int | None, int | None, int | None], Sums] = {}
    is_month = is_month_code(span.code)
    for row in _reports(span):
        facts = facts_of(row, now)
        if is_month:
            facts.counts.update(_screening(row, now))
        area, agency, category = row["area_id"], row["agency_id"], row["category_id"]
        for grain in GRAINS:
            key = (
                grain,
                area if "a" in grain else None,
                agency if "g" in grain else None,
                category if "c" in grain else None,
            )
            if key[1:].count(None) == 3 - len(grain):
                _add(slices.setdefault(key, Sums()), facts)
    return [_tally(span.code, key, sums) for key, sums in slices.items()]


def _reports(span: Span) -> Iterator[dict[str, Any]]:
    reports = FieldReport.objects.order_by()
    if span.start:
        reports = reports.filter(created_at__gte=span.start)
    if span.end:
        reports = reports.filter(created_at__lt=span.end)
    names = _COLUMNS
    for values in reports.values_list(*names).iterator(chunk_size=CHUNK):
        yield dict(zip(names, values, strict=True))


def _add(sums: Sums, facts: Facts) -> None:
    counts = sums.counts
    for name, number in facts.counts.items():
        counts[name] = counts.get(name, 0) + number
    if facts.accept is not None:
        sums.accept.append(facts.accept)
    if facts.resolve is not None:
        sums.resolve.append(facts.resolve)


def _tally(period: str, key: tuple[str, int | None, int | None, int | None], sums: Sums) -> Tally:
    grain, area, agency, category = key
    counts = dict(sums.counts)
    has_demo = bool(counts.pop("has_demo", 0))
    return Tally(
        period=period,
        grain=grain,
        area_id=area,
        agency_id=agency,
        category_id=category,
        accept_hours=median(sums.accept) if sums.accept else None,
        accept_count=len(sums.accept),
        resolve_hours=median(sums.resolve) if sums.resolve else None,
        resolve_count=len(sums.resolve),
        has_demo=has_demo,
        **counts,
    )


# --- keeping them up to date ---------------------------------------------------------------------------------------


def refresh(now: datetime | None = None, *, everything: bool = False) -> int:
    """Count anew what changed since the last run; returns how many periods that were."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    run = TallyRun.objects.filter(pk=1).first()
    newest = Event.objects.filter(workflow=FIELD_REPORT.code).aggregate(last=Max("pk"))["last"] or 0
    if everything or run is None or run.day != today:
        codes = _all_periods(today)
    else:
        codes = _changed_periods(run.last_event, newest)
    for code in sorted(codes):
        _replace(code, count_period(span_of(code, today), now))
    TallyRun.objects.update_or_create(
        pk=1, defaults={"computed_at": now, "day": today, "last_event": max(0, newest - OVERLAP)}
    )
    if codes:
        purge()
    return len(codes)


def _all_periods(today: date) -> set[str]:
    ends = FieldReport.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    codes = {LAST_YEAR, "all"}
    if ends["first"] is None:
        return codes
    year, month = timezone.localdate(ends["first"]).year, timezone.localdate(ends["first"]).month
    last = month_code(ends["last"])
    while (code := f"{year}-{month:02d}") <= last:
        codes |= set(spans_of_month(code))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return codes


def _changed_periods(since: int, newest: int) -> set[str]:
    """The periods of the reports that had a step after the event ``since``; none when nothing happened."""
    if newest > OVERLAP and newest == since + OVERLAP:
        return set()
    events = Event.objects.filter(workflow=FIELD_REPORT.code, pk__gt=since)
    received: Iterable[datetime] = FieldReport.objects.filter(pk__in=events.values("case_id").distinct()).values_list(
        "created_at", flat=True
    )
    codes: set[str] = set()
    for month in {month_code(moment) for moment in received}:
        codes |= set(spans_of_month(month))
    return codes | {LAST_YEAR, "all"} if codes else set()


@transaction.atomic
def _replace(code: str, rows: list[Tally]) -> None:
    Tally.objects.filter(period=code).delete()
    Tally.objects.bulk_create(rows, batch_size=1000)
