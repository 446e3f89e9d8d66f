"""How far the last set of reports of each plan is: a plan may ask for one report of each agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from reports.models import ReportDocument, ReportPlan
from reports.periods import PeriodKind, ReportPeriod


@dataclass(frozen=True, slots=True)
class SetProgress:
    """The reports of one plan for one period: how many there are, are built, and could not be built."""

    period: str
    total: int
    built: int
    failed: int

    @property
    def is_done(self) -> bool:
        return self.built + self.failed == self.total


def progress_of(plans: Iterable[ReportPlan]) -> dict[int, SetProgress]:
    """The last set that was begun, by plan. One query."""
    rows: Any = ReportDocument.objects.filter(plan__in=plans, corrects=None).exclude(state="cancelled").order_by()
    waiting = Q(state__in=("planned", "building"))
    groups = rows.values("plan", "period_kind", "period_start", "period_end").annotate(
        total=Count("pk"),
        planned=Count("pk", filter=Q(state="planned")),
        waiting=Count("pk", filter=waiting),
        failed=Count("pk", filter=Q(state="failed")),
    )
    found: dict[int, SetProgress] = {}
    for row in sorted(groups, key=lambda row: row["period_start"], reverse=True):
        if row["plan"] in found or row["planned"] == row["total"]:
            continue
        period = ReportPeriod(PeriodKind(row["period_kind"]), row["period_start"], row["period_end"])
        built = row["total"] - row["waiting"] - row["failed"]
        found[row["plan"]] = SetProgress(period.label, row["total"], built, row["failed"])
    return found
