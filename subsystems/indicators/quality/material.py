"""What the rules look at, read at once: a constant number of queries, whatever the number of indicators and months."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from subsystems.agencies.models import Agency, Area
from subsystems.indicators.areas import AreaBook, areas_of
from subsystems.indicators.formulas import formula
from subsystems.indicators.intake.keys import unpack
from subsystems.indicators.intake.stored import Held, held_figures
from subsystems.indicators.models import (
    Breakdown,
    Delivery,
    DeliveryRow,
    Indicator,
    IndicatorVersion,
    Obligation,
    PastValue,
    SetIndicator,
)
from subsystems.indicators.models.catalogue import TOTAL_CODE, version_for
from subsystems.indicators.obligations import DueItem, due_items
from subsystems.indicators.periods import ReportingPeriod
from subsystems.indicators.quality.months import month_of

Place = tuple[int, int]  # area, breakdown


class FileCheck(NamedTuple):
    """A file that was checked: how many values, and how many errors by code."""

    delivery: Delivery
    errors: dict[str, int]

    @property
    def assessed(self) -> int:
        """The values of the file; the errors where there are more of them, since a file may be unreadable."""
        return max(self.delivery.row_count, sum(self.errors.values()), 1)


@dataclass(slots=True)
class Case:
    """What is assessed together: an indicator as one agency owes it, over the periods that fell due in one month."""

    indicator: int
    agency: Agency
    month: ReportingPeriod
    due: list[DueItem] = field(default_factory=list)
    checks: list[FileCheck] = field(default_factory=list)


class Material:
    """Everything about the obligations given that fell due from ``first`` to ``last`` and can be judged by now.

    ``figures`` holds current figures by indicator, period and place, from the period before the first one on.
    """

    def __init__(
        self,
        obligations: QuerySet[Obligation],
        first: date,
        last: date,
        now: datetime | None = None,
        only: Collection[int] | None = None,
    ) -> None:
        now = now or timezone.now()
        items = due_items(obligations, first, min(last, timezone.localdate(now)), now)
        self.items = [item for item in items if item.is_done or item.due_at < now]
        self.members = self._read_members(only)
        ids = set(self.members_of)
        self.versions = self._read_versions(ids)
        self.book = AreaBook()
        self.total, self.parts = self._read_parts()
        self.codes = self._read_inputs(ids)
        self.figures = self._read_figures(ids | set(self.codes.values()))
        self.delivered = self._read_deliveries()
        self.past = self._read_past(ids)
        self.checks = self._read_checks(first, last)

    # --- reading -------------------------------------------------------------------------------------------------

    def _read_members(self, only: Collection[int] | None) -> dict[int, list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        self.members_of: dict[int, list[int]] = defaultdict(list)
        rows = SetIndicator.objects.filter(indicator_set__in={item.obligation.indicator_set_id for item in self.items})
        for set_id, indicator in rows.values_list("indicator_set", "indicator"):
            if only is None or indicator in only:
                members[set_id].append(indicator)
                self.members_of[indicator].append(set_id)
        return members

    @staticmethod
    def _read_versions(indicators: Collection[int]) -> dict[int, list[IndicatorVersion]]:
        versions: dict[int, list[IndicatorVersion]] = defaultdict(list)
        rows = IndicatorVersion.objects.filter(indicator__in=indicators).order_by("-number")
        for version in rows.prefetch_related("dimensions"):
            versions[version.indicator_id].append(version)
        return versions

    @staticmethod
    def _read_parts() -> tuple[int, dict[int, list[int]]]:
        total, parts = 0, defaultdict(list)
        for pk, code, dimension in Breakdown.objects.values_list("pk", "code", "dimension"):
            if dimension:
                parts[dimension].append(pk)
            elif code == TOTAL_CODE:
                total = pk
        return total, parts

    def _read_inputs(self, indicators: Collection[int]) -> dict[str, int]:
        """The indicators that formulas need, by code."""
        formulas = {v.formula for pk in indicators for v in self.versions[pk] if v.formula}
        codes = {code for text in formulas for code in formula(text).codes}
        return dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))

    def _read_figures(self, indicators: Collection[int]) -> dict[int, dict[int, dict[Place, Held]]]:
        """Current figures by indicator, period, place."""
        found: dict[int, dict[int, dict[Place, Held]]] = defaultdict(lambda: defaultdict(dict))
        if self.items:
            periods = [item.period for item in self.items]
            first = min(period.compared().key for period in periods)
            for key, held in held_figures(indicators, first, max(period.key for period in periods)).items():
                indicator, area, part, period = unpack(key)
                found[indicator][period][area, part] = held
        return found

    def _read_deliveries(self) -> dict[int, tuple[bool, bool]]:
        """Of all deliveries: whether the head confirmed unusual values, and whether they are illustrative."""
        confirmed = Q(approved_by__isnull=False, warning_count__gt=0)
        rows = Delivery.objects.filter(confirmed | Q(is_demo=True)).order_by()
        return {
            pk: (approved is not None and warnings > 0, is_demo)
            for pk, approved, warnings, is_demo in rows.values_list("pk", "approved_by", "warning_count", "is_demo")
        }

    def _read_past(self, indicators: Collection[int]) -> dict[tuple[int, int], dict[Place, list[tuple[float, str]]]]:
        """Values that hold no more, with the reason, by indicator and period."""
        found: dict[tuple[int, int], dict[Place, list[tuple[float, str]]]] = defaultdict(lambda: defaultdict(list))
        if self.items:
            keys = [item.period.key for item in self.items]
            rows = PastValue.objects.filter(indicator__in=indicators, period__gte=min(keys), period__lte=max(keys))
            rows = rows.filter(row__gt=0).order_by("pk")
            for i, p, a, b, value, why in rows.values_list(
                "indicator", "period", "area", "breakdown", "value", "removal"
            ):
                found[i, p][a, b].append((value, why))
        return found

    def _read_checks(self, first: date, last: date) -> dict[tuple[int, int, int], list[FileCheck]]:
        """The files checked in these days, by set, agency and month."""
        sets = {item.obligation.indicator_set_id for item in self.items}
        agencies = {item.obligation.agency_id for item in self.items}
        rows = Delivery.objects.filter(
            checked_at__date__gte=first, checked_at__date__lte=last, indicator_set__in=sets, agency__in=agencies
        )
        codes: dict[int, dict[str, int]] = defaultdict(dict)
        errors = DeliveryRow.objects.filter(delivery__in=rows.values("pk"), kind="error").order_by()
        for delivery, code, count in errors.values_list("delivery", "code").annotate(Count("pk")):
            codes[delivery][code] = count
        found: dict[tuple[int, int, int], list[FileCheck]] = defaultdict(list)
        for row in rows.order_by("pk"):
            month = month_of(timezone.localdate(row.checked_at)).key
            found[row.indicator_set_id, row.agency_id, month].append(FileCheck(row, codes.get(row.pk, {})))
        return found

    # --- looking up ----------------------------------------------------------------------------------------------

    def cases(self) -> Iterator[Case]:
        """What is to be assessed, by indicator, agency and month."""
        cases: dict[tuple[int, int, int], Case] = {}
        for item in self.items:
            month = month_of(timezone.localdate(item.due_at))
            row = item.obligation
            for indicator in self.members[row.indicator_set_id]:
                key = (indicator, row.agency_id, month.key)
                if key not in cases:
                    checks = self.checks.get((row.indicator_set_id, row.agency_id, month.key), [])
                    cases[key] = Case(indicator, row.agency, month, [], checks)
                cases[key].due.append(item)
        yield from cases.values()

    def version(self, indicator: int, period: ReportingPeriod) -> IndicatorVersion | None:
        return version_for(self.versions[indicator], period.start)

    def areas(self, case: Case, version: IndicatorVersion, period: ReportingPeriod) -> list[Area]:
        """The areas for which the agency owes the indicator."""
        return areas_of(case.agency, self.book.reported(version.level, period.end))

    def is_confirmed(self, delivery: int) -> bool:
        return self.delivered.get(delivery, (False, False))[0]

    def is_demo(self, delivery: int) -> bool:
        return self.delivered.get(delivery, (False, False))[1]
