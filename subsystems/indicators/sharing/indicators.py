"""``GET /api/v1/indicators``: the public part of the catalogue."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from ioc_site.common.api.answers import answer
from ioc_site.common.api.paging import PageQuery, after, page
from ioc_site.common.api.problems import Problem
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.models import Indicator, IndicatorVersion
from subsystems.indicators.sharing.parameters import Code
from subsystems.indicators.sharing.schemas import IndicatorDetailOut, IndicatorPage

router = Router()


class IndicatorQuery(PageQuery):
    """Filters of the catalogue."""

    subsystem: list[Subsystem] = Field([], description="Component; several are possible")
    agency: list[Code] = Field([], description="Code of the reporting agency")
    period_kind: list[PeriodKind] = Field([])
    level: list[AreaLevel] = Field([], description="The lowest level reported")


@router.get("", response=IndicatorPage, url_name="api_indicators", summary="Public indicators")
def list_indicators(request: HttpRequest, query: Query[IndicatorQuery]) -> HttpResponseBase:
    """Indicators that are public, with the definition that holds today. Three queries."""
    rows = Indicator.objects.public().prefetch_related("versions__agency", "versions__dimensions")
    if query.subsystem:
        rows = rows.filter(subsystem__in=query.subsystem)
    wanted = {"agency__code__in": query.agency, "period_kind__in": query.period_kind, "level__in": query.level}
    if wanted := {name: values for name, values in wanted.items() if values}:
        rows = rows.filter(pk__in=IndicatorVersion.objects.valid_on().filter(**wanted).values("indicator"))
    found = list(after(rows, ("pk",), query.cursor)[: query.limit + 1])
    shown, links = page(request, found, query.limit, lambda row: (row.pk,))
    return answer(request, {"results": [_shown(request, row) for row in shown], **links})


@router.get("/{code}", response=IndicatorDetailOut, url_name="api_indicator", summary="One indicator")
def get_indicator(request: HttpRequest, code: str) -> HttpResponseBase:
    """A public indicator with every definition that it ever had."""
    rows = Indicator.objects.public().prefetch_related("versions__agency", "versions__dimensions")
    row = rows.filter(code=code).first() if "\x00" not in code else None
    if row is None:
        raise Problem("not-found", _("There is no public indicator “%(code)s”.") % {"code": code[:40]})
    versions = [_version(version) for version in row.versions.all()]
    return answer(request, _shown(request, row) | {"versions": versions})


def _shown(request: HttpRequest, row: Indicator) -> dict[str, Any]:
    current = next((version for version in row.versions.all() if version.is_valid_on()), None)
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "subsystem": row.subsystem,
        "current": _version(current) if current else None,
        "observations": request.build_absolute_uri(f"{reverse('api_observations')}?indicator={row.code}"),
    }


def _version(version: IndicatorVersion) -> dict[str, Any]:
    return {
        "version": version.number,
        "valid_from": version.valid_from and version.valid_from.isoformat(),
        "valid_to": version.valid_to and version.valid_to.isoformat(),
        "definition": version.definition,
        "unit": version.unit,
        "decimals": version.decimals,
        "period_kind": version.period_kind,
        "level": version.level,
        "dimensions": sorted(dimension.code for dimension in version.dimensions.all()),
        "direction": version.direction,
        "formula": version.formula,
        "source": version.source,
        "agency": version.agency.code,
        "legal_basis": version.legal_basis,
    }
