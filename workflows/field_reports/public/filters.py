"""The filters that list, map, feeds and figures share: category, area, state and period, read from an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from workflows.field_reports.models import Category

# Reports are received since the year of the regulation.
FIRST_YEAR = 2024
MONTHS_OFFERED = 12
OPEN, FINAL = "dang-xu-ly", "da-dong"
STATES = ((OPEN, gettext_lazy("Being handled")), (FINAL, gettext_lazy("Closed")))


@dataclass(frozen=True, slots=True)
class Period:
    """A month (``2026-11``) or a year (``2026``) in Vietnam: from ``start`` up to, not with, ``end``."""

    code: str
    start: datetime
    end: datetime

    @property
    def months(self) -> list[int]:
        """Its months as numbers: ``[202611]``."""
        first, last = self.start.month, (self.end - timedelta(seconds=1)).month
        return [self.start.year * 100 + month for month in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice above a list; ``options`` are (value in the address, label)."""

    parameter: str
    label: Any
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class PublicFilter:
    """What somebody asked for. ``unknown`` names the parameters whose value means nothing; they are left out."""

    category: Category | None
    area: Area | None
    is_final: bool | None
    period: Period | None
    unknown: tuple[str, ...]
    choices: list[Choice]

    def address(self, url: str) -> str:
        """An address with this filter behind it."""
        asked = [(c.parameter, c.chosen) for c in self.choices if c.chosen and c.parameter not in self.unknown]
        return f"{url}?{urlencode(asked)}" if asked else url

    @property
    def is_empty(self) -> bool:
        return not (self.category or self.area or self.period) and self.is_final is None


def read_filter(query: Mapping[str, str], today: date | None = None) -> PublicFilter:
    """The filter in the parameters ``loai``, ``dia-ban``, ``trang-thai`` and ``ky``. Two queries."""
    categories = {c.code: c for c in Category.objects.filter(parent__isnull=False, is_active=True)}
    areas = {a.slug: a for a in Area.objects.valid_on().filter(level=AreaLevel.COMMUNE).order_by("name")}
    periods = period_options(today or timezone.localdate())
    choices = [
        Choice("loai", _("Category"), [(c.code, c.name) for c in categories.values()], query.get("loai", "")),
        Choice(
            "dia-ban", _("Commune or ward"), [(a.slug, a.full_name) for a in areas.values()], query.get("dia-ban", "")
        ),
        Choice("trang-thai", _("State"), [(code, str(name)) for code, name in STATES], query.get("trang-thai", "")),
        Choice("ky", _("Received in"), periods, query.get("ky", "")),
    ]
    chosen = {c.parameter: c.chosen for c in choices if c.chosen in dict(c.options)}
    return PublicFilter(
        category=categories.get(chosen.get("loai", "")),
        area=areas.get(chosen.get("dia-ban", "")),
        is_final={OPEN: False, FINAL: True}.get(chosen.get("trang-thai", "")),
        period=period_of(chosen["ky"]) if "ky" in chosen else None,
        unknown=tuple(c.parameter for c in choices if c.chosen and c.parameter not in chosen),
        choices=choices,
    )


def period_options(today: date) -> list[tuple[str, str]]:
    """The last months and all years, newest first."""
    months = []
    year, month = today.year, today.month
    for _number in range(MONTHS_OFFERED):
        months.append((f"{year}-{month:02d}", _("%(month)s/%(year)s") % {"month": month, "year": year}))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    years = [(str(y), _("Year %(year)s") % {"year": y}) for y in range(today.year, FIRST_YEAR - 1, -1)]
    return months + years


def period_of(code: str) -> Period:
    """The period of a code that was offered."""
    year, _dash, month = code.partition("-")
    if month:
        first, last = int(month), int(month)
    else:
        first, last = 1, 12
    start = _midnight(int(year), first)
    end = _midnight(int(year) + last // 12, last % 12 + 1)
    return Period(code, start, end)


def _midnight(year: int, month: int) -> datetime:
    return timezone.make_aware(datetime(year, month, 1))  # noqa: DTZ001 - made aware at once
