"""Who owes which period, and whether it was delivered: measured by the figures, never ticked (Article 8, clause 5,
point a; Decision 2256/QĐ-UBND)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.models import Area
from subsystems.indicators.areas import AreaBook, areas_of
from subsystems.indicators.due import due_at
from subsystems.indicators.models import Coverage, IndicatorVersion, Obligation, Observation, SetIndicator
from subsystems.indicators.models.catalogue import TOTAL_CODE, version_for
from subsystems.indicators.periods import ReportingPeriod, last_complete

_OPEN = ("uploaded", "checked", "submitted", "approved")
_OUT = ("published", "superseded")


class DueState(models.TextChoices):
    """How an obligation stands for one period."""

    ON_TIME = "on_time", _("Delivered on time")
    LATE = "late", _("Delivered late")
    IN_REVIEW = "in_review", _("Delivered, waiting for the head")
    PARTIAL = "partial", _("Delivered in part")
    OPEN = "open", _("To be delivered")
    OVERDUE = "overdue", _("Overdue")


@dataclass(frozen=True, slots=True)
class DueItem:
    """One period that an obligation asks for. ``delivered`` of ``expected`` totals (indicator and area) hold now;
    ``done_at`` is when the first complete publication was made."""

    obligation: Obligation
    period: ReportingPeriod
    due_at: datetime
    delivered: int
    expected: int
    done_at: datetime | None
    is_in_review: bool
    now: datetime

    @property
    def state(self) -> DueState:
        if self.done_at:
            return DueState.ON_TIME if self.done_at <= self.due_at else DueState.LATE
        if self.is_in_review:
            return DueState.IN_REVIEW
        if self.due_at < self.now:
            return DueState.OVERDUE
        return DueState.PARTIAL if self.delivered else DueState.OPEN

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_overdue(self) -> bool:
        """The deadline has passed without a complete publication, whether something waits for the head or not."""
        return not self.is_done and self.due_at < self.now


def due_items(obligations: QuerySet[Obligation], first: date, last: date, now: datetime | None = None) -> list[DueItem]:
    """What falls due from ``first`` to ``last``, the earliest first. Seven queries, however much it is."""
    now = now or timezone.now()
    rows = list(obligations.select_related("indicator_set", "agency"))
    wanted = [(row, period, due) for row in rows for period, due in _periods(row, first, last)]
    if not wanted:
        return []
    measured = _Measured([(row, period) for row, period, _due in wanted])
    items = [measured.item(row, period, due, now) for row, period, due in wanted]
    return sorted(items, key=lambda item: (item.due_at, item.obligation.indicator_set.code, item.obligation.pk))


def _periods(obligation: Obligation, first: date, last: date) -> Iterator[tuple[ReportingPeriod, datetime]]:
    """The periods of an obligation that fall due in a span of days, the latest first."""
    period = last_complete(obligation.indicator_set.period_kind, last + timedelta(days=1))
    while period.end + timedelta(days=1) >= first - timedelta(days=obligation.due_day * 3 + 30):
        due = due_at(period, obligation.due_day)
        day = timezone.localdate(due)
        if day < first:
            return
        if day <= last and obligation.is_valid_on(period.end):
            yield period, due
        period = period.previous()


class _Measured:
    """What was published for the periods in question, read at once."""

    def __init__(self, wanted: list[tuple[Obligation, ReportingPeriod]]) -> None:
        self._book = AreaBook()
        self._members = self._read_members({row.indicator_set_id for row, _period in wanted})
        self._versions = self._read_versions()
        periods = [period.key for _row, period in wanted]
        self._first, self._last = min(periods), max(periods)
        self._done, self._review = self._read_coverage({row.indicator_set_id for row, _period in wanted})
        self._held = self._read_figures(set(periods))

    def item(self, row: Obligation, period: ReportingPeriod, due: datetime, now: datetime) -> DueItem:
        expected, delivered = 0, 0
        for indicator, areas in self._expected(row, period):
            held: set[int] = self._held.get((indicator, period.key), set())
            expected += len(areas)
            delivered += sum(area.pk in held for area in areas)
        key = (row.indicator_set_id, row.agency_id, period.key)
        complete, latest = self._done.get(key, (None, None))
        done_at = complete or (latest if expected and delivered >= expected else None)
        return DueItem(row, period, due, delivered, expected, done_at, self._review[key] > 0, now)

    def _expected(self, row: Obligation, period: ReportingPeriod) -> Iterator[tuple[int, list[Area]]]:
        for indicator in self._members[row.indicator_set_id]:
            version = version_for(self._versions[indicator], period.start)
            if version is not None and not version.formula:
                yield indicator, areas_of(row.agency, self._book.reported(version.level, period.end))

    @staticmethod
    def _read_members(sets: Iterable[int]) -> dict[int, list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for set_id, indicator in SetIndicator.objects.filter(indicator_set__in=sets).values_list(
            "indicator_set", "indicator"
        ):
            members[set_id].append(indicator)
        return members

    def _read_versions(self) -> dict[int, list[IndicatorVersion]]:
        versions: dict[int, list[IndicatorVersion]] = defaultdict(list)
        ids = {indicator for members in self._members.values() for indicator in members}
        for version in IndicatorVersion.objects.filter(indicator__in=ids).order_by("-number"):
            versions[version.indicator_id].append(version)
        return versions

    def _read_coverage(
        self, sets: Iterable[int]
    ) -> tuple[dict[tuple[int, int, int], tuple[datetime | None, datetime | None]], Counter[tuple[int, int, int]]]:
        """When a period was first published completely and when last at all; and what waits for the head."""
        rows = Coverage.objects.filter(
            period__gte=self._first, period__lte=self._last, delivery__indicator_set__in=sets
        ).filter(delivery__state__in=(*_OUT, *_OPEN))
        done: dict[tuple[int, int, int], tuple[datetime | None, datetime | None]] = {}
        review: Counter[tuple[int, int, int]] = Counter()
        for row in rows.select_related("delivery").order_by("delivery__published_at", "pk"):
            key = (row.delivery.indicator_set_id, row.delivery.agency_id, row.period)
            if row.delivery.state in _OPEN:
                review[key] += row.delivery.state in ("submitted", "approved")
                continue
            complete, _latest = done.get(key, (None, None))
            at = row.delivery.published_at
            done[key] = (complete or (at if row.is_complete else None), at)
        return done, review

    def _read_figures(self, periods: set[int]) -> dict[tuple[int, int], set[int]]:
        """Areas with a total, by indicator and period."""
        held: dict[tuple[int, int], set[int]] = defaultdict(set)
        rows = Observation.objects.filter(
            indicator__in=list(self._versions), period__in=sorted(periods), breakdown__code=TOTAL_CODE
        )
        for indicator, period, area in rows.order_by().values_list("indicator", "period", "area"):
            held[indicator, period].add(area)
        return held
