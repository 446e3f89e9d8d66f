"""``GET /api/v1/observations``: the public figures, in pages by key."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from ioc_site.common.api.answers import answer
from ioc_site.common.api.paging import PageQuery, cursor_pattern, page
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.indicators.sharing.figures import FigureFilter, Figures
from subsystems.indicators.sharing.parameters import Code, FirstDay, LastDay, Moment, Slug
from subsystems.indicators.sharing.schemas import ObservationPage

router = Router()


class ObservationQuery(PageQuery):
    """Filters of figures."""

    cursor: str | None = Field(
        None, pattern=cursor_pattern(4), description="Where the page begins: next_cursor of the page before"
    )
    indicator: list[Code] = Field([], description="Code of an indicator; several are possible")
    subsystem: list[Subsystem] = Field([], description="Component")
    area: list[Slug] = Field([], description="Identifier (slug) or code of an area")
    level: list[AreaLevel] = Field([], description="Level of the areas")
    breakdown: list[Code] = Field([], description="Code of a breakdown; TONG for the whole alone")
    period_from: FirstDay | None = Field(None, description="Periods that begin on its first day or later")
    period_to: LastDay | None = Field(None, description="Periods that begin on its last day or earlier")
    updated_since: Moment | None = Field(None, description="Published, or put in force again, at that moment or later")


@router.get("", response=ObservationPage, url_name="api_observations", summary="Public figures")
def list_observations(request: HttpRequest, query: Query[ObservationQuery]) -> HttpResponseBase:
    """Figures of public indicators that hold now, ordered by indicator, period, area and breakdown. Eight queries at
    most, whatever the number of rows."""
    figures = Figures(
        FigureFilter(
            indicators=query.indicator,
            subsystems=query.subsystem,
            areas=query.area,
            levels=query.level,
            breakdowns=query.breakdown,
            first=query.period_from,
            last=query.period_to,
            updated_since=query.updated_since,
        )
    )
    shown, links = page(request, figures.rows(query.cursor, query.limit + 1), query.limit, lambda row: row[:4])
    return answer(request, {"results": figures.described(shown), **links})
