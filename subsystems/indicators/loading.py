"""Loading the catalogue of ``data/indicators/``: what is not there yet is made, what staff changed stays.

A definition that changed since a day gets a new version from that day; figures delivered under the older one keep it.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import Field

from ioc_site.common.datafiles import DataFile, DataFileError, StrictRow, read_data_file
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import Direction, PeriodKind
from subsystems.indicators.formulas import FormulaError, formula
from subsystems.indicators.models import (
    Breakdown,
    Dimension,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    Obligation,
    SetIndicator,
)
from subsystems.indicators.models.catalogue import CODE_PATTERN, TOTAL_CODE

CODE = Field(pattern=CODE_PATTERN, max_length=40)
DIMENSIONS_FILE = "dimensions.yaml"
OBLIGATION_BASIS = "Quyết định số 2256/QĐ-UBND ngày 26/10/2023; Điều 8 khoản 5 điểm a"


class BreakdownRow(StrictRow):
    code: str = CODE
    name: str = Field(min_length=1, max_length=120)


class DimensionRow(StrictRow):
    code: str = Field(pattern=CODE_PATTERN, max_length=30)
    name: str = Field(min_length=1, max_length=120)
    breakdowns: list[BreakdownRow] = Field(min_length=1)


class DimensionFile(StrictRow):
    dimensions: list[DimensionRow] = Field(min_length=1)


class DemoRow(StrictRow):
    """How illustrative figures are made up: see ``demo.py``. Percentages of the value, ``growth`` a year."""

    base: float = 0
    of: str = ""
    percent: float = 0
    growth: float = 0
    season: float = 0
    noise: float = 0
    cumulative: bool = False
    week: bool = False
    target: float | None = None


class ChangeRow(StrictRow):
    """What changed in a definition for periods that begin from this day on."""

    since: date = Field(alias="from")
    definition: str = ""
    unit: str = ""
    level: AreaLevel | None = None
    source: str = ""
    legal_basis: str = ""
    formula: str = ""


class IndicatorRow(StrictRow):
    code: str = CODE
    name: str = Field(min_length=1, max_length=255)
    short_name: str = Field(default="", max_length=80)
    public: bool = True
    definition: str = Field(min_length=1)
    unit: str = Field(min_length=1, max_length=40)
    decimals: int = Field(default=0, ge=0, le=6)
    period: PeriodKind
    level: AreaLevel
    dimensions: list[str] = []
    direction: Direction
    band: tuple[float, float] | None = None
    additive: bool = False
    minimum: float | None = None
    maximum: float | None = None
    jump_percent: int = Field(default=50, ge=1, le=1000)
    formula: str = Field(default="", max_length=300)
    source: str = Field(min_length=1, max_length=300)
    agency: str
    legal_basis: str = Field(min_length=1, max_length=500)
    changes: list[ChangeRow] = []
    demo: DemoRow | None = None


class SetRow(StrictRow):
    code: str = CODE
    name: str = Field(min_length=1, max_length=200)
    period: PeriodKind
    indicators: list[str] = Field(min_length=1)
    agencies: list[str] = Field(min_length=1)
    due_day: int = Field(ge=1, le=120)


class CatalogueFile(StrictRow):
    subsystem: Subsystem
    indicators: list[IndicatorRow] = Field(min_length=1)
    sets: list[SetRow] = []


def catalogue_files(folder: Path) -> list[DataFile[CatalogueFile]]:
    """The catalogue's files, one a component; raises ``DataFileError``."""
    paths = sorted(path for path in Path(folder).glob("*.yaml") if path.name != DIMENSIONS_FILE)
    if not paths:
        raise DataFileError([_("%(path)s: there is no catalogue in this folder") % {"path": folder}])
    return [read_data_file(path, CatalogueFile) for path in paths]


@transaction.atomic
def load_catalogue(folder: Path) -> Counter[str]:
    """Load dimensions, indicators with versions, sets and obligations; returns how many of each were made.

    Raises ``DataFileError``; then nothing was written.
    """
    made: Counter[str] = Counter()
    _load_dimensions(read_data_file(Path(folder) / DIMENSIONS_FILE, DimensionFile), made)
    files = catalogue_files(folder)
    known = _Known()
    for file in files:
        for index, row in enumerate(file.content.indicators):
            _load_indicator(file, index, row, known, made)
    for file in files:
        _check_formulas(file)
        for index, sets in enumerate(file.content.sets):
            _load_set(file, index, sets, known, made)
    return made


class _Known:
    """What rows of the files refer to, by code."""

    def __init__(self) -> None:
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        self.dimensions = {dimension.code: dimension for dimension in Dimension.objects.all()}


def _look_up(file: DataFile, place: tuple[str | int, ...], known: dict[str, Any], code: str) -> Any:
    if code not in known:
        raise DataFileError([file.fault(place, _("“%(code)s” is not known") % {"code": code})])
    return known[code]


def _load_dimensions(file: DataFile[DimensionFile], made: Counter[str]) -> None:
    Breakdown.objects.get_or_create(code=TOTAL_CODE, defaults={"name": "Tổng số"})
    for row in file.content.dimensions:
        dimension, is_new = Dimension.objects.get_or_create(code=row.code, defaults={"name": row.name})
        made["dimensions"] += is_new
        for position, part in enumerate(row.breakdowns):
            Breakdown.objects.get_or_create(
                code=part.code, defaults={"dimension": dimension, "name": part.name, "position": position}
            )


def _load_indicator(
    file: DataFile[CatalogueFile], index: int, row: IndicatorRow, known: _Known, made: Counter[str]
) -> None:
    place = ("indicators", index)
    values = {"name": row.name, "short_name": row.short_name, "is_public": row.public, "position": index}
    indicator, is_new = Indicator.objects.get_or_create(
        code=row.code, defaults={**values, "subsystem": file.content.subsystem}
    )
    made["indicators"] += is_new
    agency = _look_up(file, (*place, "agency"), known.agencies, row.agency)
    dimensions = [
        _look_up(file, (*place, "dimensions", number), known.dimensions, code)
        for number, code in enumerate(row.dimensions)
    ]
    numbers = set(indicator.versions.values_list("number", flat=True))
    for number, version in enumerate(_versions(row), start=1):
        if number in numbers:
            continue
        _end_version_before(indicator, version["valid_from"])
        created = IndicatorVersion(indicator=indicator, number=number, agency=agency, **version)
        try:
            created.full_clean()
        except ValidationError as error:
            raise DataFileError(file.fault(place, message) for message in error.messages) from error
        created.save()
        created.dimensions.set(dimensions)
        made["versions"] += 1


def _end_version_before(indicator: Indicator, start: date | None) -> None:
    """The version that held until now ends the day before a new one begins."""
    if start:
        indicator.versions.filter(valid_to=None).update(valid_to=start - timedelta(days=1))


def _versions(row: IndicatorRow) -> list[dict[str, Any]]:
    """The fields of each version, oldest first; what a change does not name stays as before."""
    fields: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("definition", "unit", "decimals", "level", "direction", "minimum", "maximum", "jump_percent")
    }
    fields |= {name: getattr(row, name) for name in ("formula", "source", "legal_basis")}
    low, high = row.band or (None, None)
    fields |= {"period_kind": row.period, "is_additive": row.additive, "band_low": low, "band_high": high}
    versions = [{**fields, "valid_from": None, "valid_to": None}]
    for change in row.changes:
        changed = {name: value for name, value in change.model_dump(exclude={"since"}).items() if value}
        versions[-1]["valid_to"] = change.since - timedelta(days=1)
        versions.append({**versions[-1], **changed, "valid_from": change.since, "valid_to": None})
    return versions


def _check_formulas(file: DataFile[CatalogueFile]) -> None:
    known = set(Indicator.objects.values_list("code", flat=True))
    for index, row in enumerate(file.content.indicators):
        if not row.formula:
            continue
        try:
            unknown = set(formula(row.formula).codes) - known
        except FormulaError as error:
            raise DataFileError([file.fault(("indicators", index, "formula"), _("this is no formula"))]) from error
        if unknown:
            message = _("“%(code)s” is not known") % {"code": ", ".join(sorted(unknown))}
            raise DataFileError([file.fault(("indicators", index, "formula"), message)])


def _load_set(file: DataFile[CatalogueFile], index: int, row: SetRow, known: _Known, made: Counter[str]) -> None:
    place = ("sets", index)
    indicator_set, is_new = IndicatorSet.objects.get_or_create(
        code=row.code,
        defaults={"name": row.name, "subsystem": file.content.subsystem, "period_kind": row.period},
    )
    if not is_new:
        return
    made["sets"] += 1
    indicators = {indicator.code: indicator for indicator in Indicator.objects.filter(code__in=row.indicators)}
    for position, code in enumerate(row.indicators):
        indicator = _look_up(file, (*place, "indicators", position), indicators, code)
        SetIndicator.objects.create(indicator_set=indicator_set, indicator=indicator, position=position)
    for number, code in enumerate(row.agencies):
        agency = _look_up(file, (*place, "agencies", number), known.agencies, code)
        Obligation.objects.create(
            indicator_set=indicator_set, agency=agency, due_day=row.due_day, legal_basis=OBLIGATION_BASIS
        )
        made["obligations"] += 1
