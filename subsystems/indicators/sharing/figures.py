"""Reading public figures: filters, the order of the pages, and what a row says in words of the outside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from ioc_site.common.api.paging import after
from ioc_site.common.api.problems import unknown_value
from subsystems.agencies.models import Area
from subsystems.indicators.models import (
    Breakdown,
    Delivery,
    Indicator,
    IndicatorVersion,
    Observation,
    SetIndicator,
)
from subsystems.indicators.periods import period_from_key

# The identity of a figure, and the index that holds it: pages follow it.
ORDER = ("indicator_id", "period", "area_id", "breakdown_id")
COLUMNS = (*ORDER, "value", "version_id", "delivery_id")
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """What is asked for; empty means all. ``first`` and ``last`` are keys of days between which periods begin."""

    indicators: Sequence[str] = ()
    subsystems: Sequence[str] = ()
    areas: Sequence[str] = ()
    levels: Sequence[str] = ()
    breakdowns: Sequence[str] = ()
    first: int | None = None
    last: int | None = None
    updated_since: datetime | None = None


class Figures:
    """The figures under a filter. Raises a ``Problem`` for names that do not exist; names of indicators that are not
    public do not."""

    def __init__(self, wanted: FigureFilter) -> None:
        self.wanted = wanted
        self._indicators = {row.pk: row.code for row in self._public()}
        self._areas = {row.pk: row for row in Area.objects.only("code", "slug", "level", "name")}
        self._parts = dict(Breakdown.objects.values_list("pk", "code"))
        self._versions = IndicatorVersion.objects.in_bulk()

    def _public(self) -> list[Indicator]:
        """The public indicators that are asked for."""
        known = {row.code: row for row in Indicator.objects.public().order_by("pk")}
        for code in self.wanted.indicators:
            if code not in known:
                raise unknown_value("indicator", code)
        chosen = set(self.wanted.indicators) or set(known)
        subsystems = set(self.wanted.subsystems)
        return [
            row for code, row in known.items() if code in chosen and (not subsystems or row.subsystem in subsystems)
        ]

    def rows(self, cursor: str | None, count: int) -> list[tuple[Any, ...]]:
        """So many rows (``COLUMNS``) from behind the cursor."""
        return list(after(self.queryset(), ORDER, cursor).values_list(*COLUMNS)[:count])

    def queryset(self) -> QuerySet[Observation]:
        """All figures under the filter, in no order."""
        wanted = self.wanted
        rows = Observation.objects.filter(indicator__in=list(self._indicators))
        if wanted.first is not None:
            rows = rows.filter(period__gte=wanted.first)
        if wanted.last is not None:
            rows = rows.filter(period__lte=wanted.last)
        if wanted.areas or wanted.levels:
            rows = rows.filter(area__in=self._wanted_areas())
        if wanted.breakdowns:
            rows = rows.filter(breakdown__in=self._wanted_parts())
        return rows.filter(self._updated(wanted.updated_since)) if wanted.updated_since else rows

    def _wanted_areas(self) -> list[int]:
        """Ids of the areas that are named by identifier or code, of the levels that are asked for."""
        names = {name for area in self._areas.values() for name in (area.slug, area.code)}
        for name in self.wanted.areas:
            if name not in names:
                raise unknown_value("area", name)
        chosen, levels = set(self.wanted.areas), set(self.wanted.levels)
        return [
            area.pk
            for area in self._areas.values()
            if (not chosen or area.slug in chosen or area.code in chosen) and (not levels or area.level in levels)
        ]

    def _wanted_parts(self) -> list[int]:
        codes = {code: pk for pk, code in self._parts.items()}
        for code in self.wanted.breakdowns:
            if code not in codes:
                raise unknown_value("breakdown", code)
        return [codes[code] for code in self.wanted.breakdowns]

    def _updated(self, since: datetime) -> Q:
        """Published since then, and whatever a roll-back since then may have put in force again.

        The figures themselves carry no date; their deliveries do, and say which indicators and periods to look at.
        """
        published = Delivery.objects.filter(published_at__gte=since)
        spans = published.values("indicator_set").annotate(first=Min("first_period"), last=Max("last_period"))
        condition = Q(pk__in=())
        members = _members()
        for row in spans.order_by():
            inside = Q(indicator__in=members[row["indicator_set"]], **_years(row["first"], row["last"]))
            condition |= inside & Q(delivery__published_at__gte=since)
        gone = Delivery.objects.filter(state="rolled_back", state_since__gte=since)
        for set_id, first, last in gone.values_list("indicator_set", "first_period", "last_period"):
            condition |= Q(indicator__in=members[set_id], **_years(first, last))
        return condition

    def described(self, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """The rows in words of the outside (``ObservationOut``). One query."""
        rows = list(rows)
        deliveries = _dates(Delivery.objects.filter(pk__in={row[6] for row in rows}))
        return [self._described(row, *deliveries[row[6]]) for row in rows]

    def stream(self) -> Iterator[dict[str, Any]]:
        """All rows in the order of the pages, described, read as they are asked for: two queries however many there
        are, and memory for some thousands of them."""
        deliveries = _Dates(_dates(Delivery.objects.exclude(published_at=None)))
        for row in self.queryset().order_by(*ORDER).values_list(*COLUMNS).iterator(chunk_size=_CHUNK):
            yield self._described(row, *deliveries[row[6]])

    def count_up_to(self, limit: int) -> int:
        """How many rows there are, and ``limit`` where there are more."""
        return self.queryset().order_by()[:limit].count()

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Names of areas by identifier."""
        return {area.slug: area.name for area in self._areas.values()}

    def _described(self, row: tuple[Any, ...], updated_at: str, is_demo: bool) -> dict[str, Any]:
        indicator, key, area_id, part, value, version_id, _delivery = row
        version, area = self._versions[version_id], self._areas[area_id]
        code, start, end = _period(version.period_kind, key)
        return {
            "indicator": self._indicators[indicator],
            "period": code,
            "period_start": start,
            "period_end": end,
            "area": area.slug,
            "area_code": area.code,
            "breakdown": self._parts[part],
            "value": value,
            "unit": version.unit,
            "version": version.number,
            "updated_at": updated_at,
            "is_demo": is_demo,
        }


def _dates(deliveries: QuerySet[Delivery]) -> dict[int, tuple[str, bool]]:
    """When each was published, and whether it is demonstration data."""
    rows = deliveries.order_by().values_list("pk", "published_at", "created_at", "is_demo")
    return {
        pk: (timezone.localtime(at or made).isoformat(timespec="seconds"), is_demo)
        for pk, at, made, is_demo in rows.iterator()
    }


class _Dates(dict[int, tuple[str, bool]]):
    """Those of one published while the rows are being read are looked up when they come."""

    def __missing__(self, pk: int) -> tuple[str, bool]:
        self.update(_dates(Delivery.objects.filter(pk=pk)))
        return self[pk]


_periods: dict[tuple[str, int], tuple[str, str, str]] = {}


def _period(kind: str, key: int) -> tuple[str, str, str]:
    """Code, first and last day of a period; there are few, and rows many."""
    known = _periods.get((kind, key))
    if known is None:
        period = period_from_key(kind, key)
        known = _periods[kind, key] = (period.code, period.start.isoformat(), period.end.isoformat())
    return known


def _members() -> dict[int, list[int]]:
    """The indicators of each set, and the derived ones, which change with any of them. Two queries."""
    derived = list(IndicatorVersion.objects.exclude(formula="").values_list("indicator", flat=True))
    members: dict[int, list[int]] = defaultdict(lambda: list(derived))
    for set_id, indicator in SetIndicator.objects.order_by().values_list("indicator_set", "indicator"):
        members[set_id].append(indicator)
    return members


def _years(first: int | None, last: int | None) -> dict[str, int]:
    """The years in which the periods of a delivery lie, with room for longer periods that are derived from them."""
    return {
        "period__gte": ((first or 0) // 10000 - 1) * 10000,
        "period__lte": ((last or 99990000) // 10000 + 1) * 10000,
    }
