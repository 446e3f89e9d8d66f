"""``GET /api/v1/report-statistics``: the public figures of field reports, those of the statistics page."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from ioc_site.common.api.answers import answer
from ioc_site.common.api.problems import Problem, unknown_value
from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models import Category, Tally, TallyRun
from workflows.field_reports.statistics.periods import LAST_YEAR, months_of
from workflows.field_reports.statistics.queries import Figures, figures_of, rounded

router = Router()
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]
_PERIOD = r"^(12m|all|20(2[4-9]|[3-9][0-9])(-(0[1-9]|1[0-2])|-Q[1-4])?)$"
_LETTERS = (("a", "area"), ("g", "agency"), ("c", "category"))


class StatisticsQuery(Schema):
    """What is counted: the reports received in a period, of at most two of area, agency and category."""

    by: Literal["total", "month", "area", "agency", "category"] = Field(
        "total", description="One row for each of these"
    )
    period: str = Field(
        LAST_YEAR, pattern=_PERIOD, description="2026-11, 2026-Q4, 2026, 12m (the last twelve months) or all"
    )
    area: Slug | None = Field(None, description="Identifier of a commune or ward")
    agency: Slug | None = Field(None, description="Identifier of an agency")
    category: Slug | None = Field(None, description="Code of a category")


class StatisticsRow(Schema):
    """The figures of one slice. Hours are by the clock; shares are of those that can be judged by their deadline."""

    period: str
    area: str | None
    agency: str | None
    category: str | None
    label: str = Field(description="Name of the month, area, agency or category")
    received: int
    not_taken_up: int
    in_hand: int
    on_time: int
    on_time_with_extension: int
    late: int
    overdue_without_result: int
    on_time_percent: float | None
    median_hours_to_acceptance: float | None
    median_hours_to_result: float | None
    satisfaction: float | None = Field(description="Mean of ratings from 1 to 5")
    ratings: int


class StatisticsOut(Schema):
    """All rows; there are never many."""

    by: str
    period: str
    computed_at: datetime | None
    is_demo: bool = Field(description="Illustrative data, generated for the demonstration, is among them")
    results: list[StatisticsRow]


@router.get("", response=StatisticsOut, url_name="api_report_statistics", summary="Figures of field reports")
def report_statistics(request: HttpRequest, query: Query[StatisticsQuery]) -> HttpResponseBase:
    """Counts and times of field reports by month, area, agency or category. Five queries at most."""
    rows = list(_rows(query))
    run = TallyRun.objects.filter(pk=1).first()
    data = {
        "by": query.by,
        "period": query.period,
        "computed_at": timezone.localtime(run.computed_at).isoformat(timespec="seconds") if run else None,
        "is_demo": any(row.has_demo for row in rows),
        "results": [_shown(row, query.by) for row in rows],
    }
    return answer(request, data)


def _rows(query: StatisticsQuery) -> Any:
    fixed = _fixed(query)
    if query.by in fixed or len(fixed) + (query.by not in ("total", "month")) > 2:
        raise Problem("not-found", _("Figures are counted for at most two of area, agency and category."))
    letters = "".join(letter for letter, name in _LETTERS if name in fixed or name == query.by)
    periods = months_of(query.period, timezone.localdate()) if query.by == "month" else [query.period]
    slices = {name: fixed.get(name) for _letter, name in _LETTERS if name != query.by}
    rows = Tally.objects.filter(period__in=periods, grain=letters, **slices)
    return rows.select_related("area", "agency", "category").order_by("period", "area", "agency", "category")


def _fixed(query: StatisticsQuery) -> dict[str, Any]:
    """The rows that the filters name."""
    found: dict[str, Any] = {}
    if query.area:
        found["area"] = Area.objects.filter(slug=query.area, level="commune").first()
    if query.agency:
        found["agency"] = Agency.objects.filter(slug=query.agency).first()
    if query.category:
        found["category"] = Category.objects.filter(code=query.category, parent__isnull=False).first()
    for name, row in found.items():
        if row is None:
            raise unknown_value(name, getattr(query, name))
    return found


def _label(row: Tally, by: str) -> str:
    if by == "area":
        return row.area.full_name if row.area else ""
    if by == "agency":
        return row.agency.name if row.agency else ""
    if by == "category":
        return row.category.name if row.category else ""
    return row.period


def _shown(row: Tally, by: str) -> dict[str, Any]:
    figures: Figures = figures_of(row)
    return {
        "period": row.period,
        "area": row.area.slug if row.area else None,
        "agency": row.agency.slug if row.agency else None,
        "category": row.category.code if row.category else None,
        "label": _label(row, by),
        "received": figures.received,
        "not_taken_up": figures.not_taken_up,
        "in_hand": figures.in_hand,
        "on_time": figures.on_time,
        "on_time_with_extension": figures.extended,
        "late": figures.late,
        "overdue_without_result": figures.overdue_open,
        "on_time_percent": rounded(figures.on_time_share),
        "median_hours_to_acceptance": rounded(figures.accept_hours),
        "median_hours_to_result": rounded(figures.resolve_hours),
        "satisfaction": rounded(figures.rating, 2),
        "ratings": figures.rating_count,
    }
