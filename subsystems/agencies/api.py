"""``GET /api/v1/areas`` and ``GET /api/v1/agencies``: the reference lists, with what held before and what took over."""

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from ioc_site.common.api.answers import answer
from ioc_site.common.api.paging import PageOut, PageQuery, after, page
from ioc_site.common.api.problems import Problem, unknown_value
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AgencyKind, AreaLevel
from subsystems.agencies.models import Agency, Area

areas, agencies = Router(), Router()
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("day", "{message}", {"message": _("is no day: give 2026-10-05")})


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class AreaQuery(PageQuery):
    """Filters of areas."""

    level: list[AreaLevel] = Field([])
    parent: Slug | None = Field(None, description="Identifier of the area above")
    code: Slug | None = Field(None, description="Code of the General Statistics Office")
    valid_on: Day | None = Field(None, description="Areas that hold on this day")


class AreaOut(Schema):
    """An administrative area, before and after 1 July 2025."""

    id: str = Field(description="Identifier (slug), unique for all times")
    code: str = Field(description="Code of the General Statistics Office; codes were used again in 2025")
    name: str
    kind: str
    level: AreaLevel
    parent: str | None = Field(description="Identifier of the area above")
    latitude: float | None = Field(description="Centre, degrees (WGS 84)")
    longitude: float | None
    valid_from: date | None
    valid_to: date | None = Field(description="The last day")
    successors: list[str] = Field(description="Identifiers of the areas that it went into")


class AreaPage(PageOut):
    """A page of areas."""

    results: list[AreaOut]


class AgencyQuery(PageQuery):
    """Filters of agencies."""

    kind: list[AgencyKind] = Field([])
    subsystem: Subsystem | None = Field(None, description="Agencies in charge of a component")
    valid_on: Day | None = Field(None, description="Agencies that work on this day")


class AgencyOut(Schema):
    """An agency that the regulation names or binds, or one that took over from it."""

    id: str = Field(description="Identifier (slug)")
    code: str
    name: str
    short_name: str
    kind: AgencyKind
    parent: str | None = Field(description="Identifier of the agency above")
    area: str | None = Field(description="Identifier of its area")
    leads: list[Subsystem] = Field(description="Components that it is in charge of")
    valid_from: date | None
    valid_to: date | None = Field(description="The last day")
    successors: list[str] = Field(description="Identifiers of the agencies that took over")
    page: str = Field(description="Its page on the portal")


class AgencyPage(PageOut):
    """A page of agencies."""

    results: list[AgencyOut]


@areas.get("", response=AreaPage, url_name="api_areas", summary="Administrative areas")
def list_areas(request: HttpRequest, query: Query[AreaQuery]) -> HttpResponseBase:
    """Areas of the province of all times. Four queries at most."""
    rows = _area_rows()
    if query.level:
        rows = rows.filter(level__in=query.level)
    if query.parent:
        if not Area.objects.filter(slug=query.parent).exists():
            raise unknown_value("parent", query.parent)
        rows = rows.filter(parent__slug=query.parent)
    if query.code:
        rows = rows.filter(code=query.code)
    return _listed(request, query, rows, query.valid_on, lambda row: _area(row))


@areas.get("/{id}", response=AreaOut, url_name="api_area", summary="One area")
def get_area(request: HttpRequest, id: str) -> HttpResponseBase:
    """An area by its identifier."""
    return _one(request, _area_rows(), id, lambda row: _area(row))


@agencies.get("", response=AgencyPage, url_name="api_agencies", summary="Agencies")
def list_agencies(request: HttpRequest, query: Query[AgencyQuery]) -> HttpResponseBase:
    """Agencies of the province of all times. Two queries."""
    rows = _agency_rows()
    if query.kind:
        rows = rows.filter(kind__in=query.kind)
    if query.subsystem:
        # A list in JSON: SQLite has no operator for what it contains.
        leading = [pk for pk, leads in Agency.objects.values_list("pk", "leads") if query.subsystem in leads]
        rows = rows.filter(pk__in=leading)
    return _listed(request, query, rows, query.valid_on, lambda row: _agency(request, row))


@agencies.get("/{id}", response=AgencyOut, url_name="api_agency", summary="One agency")
def get_agency(request: HttpRequest, id: str) -> HttpResponseBase:
    """An agency by its identifier."""
    return _one(request, _agency_rows(), id, lambda row: _agency(request, row))


def _listed(request: HttpRequest, query: PageQuery, rows: QuerySet[Any], day: date | None, show: Any) -> Any:
    if day is not None:
        rows = rows.valid_on(day)  # type: ignore[attr-defined]
    found = list(after(rows, ("pk",), query.cursor)[: query.limit + 1])
    shown, links = page(request, found, query.limit, lambda row: (row.pk,))
    return answer(request, {"results": [show(row) for row in shown], **links})


def _one(request: HttpRequest, rows: QuerySet[Any], slug: str, show: Any) -> HttpResponseBase:
    row = rows.filter(slug=slug).first() if "\x00" not in slug else None
    if row is None:
        raise Problem("not-found")
    return answer(request, show(row))


def _area_rows() -> QuerySet[Area]:
    return Area.objects.select_related("parent").prefetch_related("successors")


def _agency_rows() -> QuerySet[Agency]:
    return Agency.objects.select_related("parent", "area").prefetch_related("successors")


def _span(row: Area | Agency) -> dict[str, Any]:
    return {
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_to": row.valid_to and row.valid_to.isoformat(),
        "successors": sorted(successor.slug for successor in row.successors.all()),
    }


def _area(row: Area) -> dict[str, Any]:
    return {
        "id": row.slug,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "level": row.level,
        "parent": row.parent.slug if row.parent else None,
        "latitude": row.latitude,
        "longitude": row.longitude,
    } | _span(row)


def _agency(request: HttpRequest, row: Agency) -> dict[str, Any]:
    return {
        "id": row.slug,
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "parent": row.parent.slug if row.parent else None,
        "area": row.area.slug if row.area else None,
        "leads": row.leads,
        "page": request.build_absolute_uri(f"/co-quan/{row.slug}/"),
    } | _span(row)
