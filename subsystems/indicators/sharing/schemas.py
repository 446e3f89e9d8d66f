"""What the resources about indicators answer, as OpenAPI describes it."""

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from ioc_site.common.api.paging import PageOut
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import AreaLevel
from subsystems.indicators.enums import Direction, PeriodKind


class VersionOut(Schema):
    """How an indicator is defined for the periods that begin in a span of days."""

    version: int
    valid_from: date | None = Field(description="First day; null: from the beginning")
    valid_to: date | None = Field(description="Last day; null: until further notice")
    definition: str
    unit: str
    decimals: int
    period_kind: PeriodKind
    level: AreaLevel = Field(description="The lowest level that is reported")
    dimensions: list[str] = Field(description="Codes of the breakdowns")
    direction: Direction = Field(description="Which way is good")
    formula: str = Field(description="How a derived indicator is computed from others; empty for delivered ones")
    source: str = Field(description="The authoritative source")
    agency: str = Field(description="Code of the reporting agency")
    legal_basis: str


class IndicatorOut(Schema):
    """A public indicator with the definition that holds today."""

    code: str
    name: str
    short_name: str
    subsystem: Subsystem
    current: VersionOut | None = Field(description="The definition for periods that begin today")
    observations: str = Field(description="The address of its figures")


class IndicatorDetailOut(IndicatorOut):
    """A public indicator with all its definitions, the latest first."""

    versions: list[VersionOut]


class IndicatorPage(PageOut):
    """A page of indicators."""

    results: list[IndicatorOut]


class ObservationOut(Schema):
    """One figure that holds now. Indicator, period, area and breakdown together are its key."""

    indicator: str
    period: str = Field(description="2026-10-05, 2026-10, 2026-Q3, 2026-H1, 2026 or, for a school year, 2026-2027")
    period_start: date
    period_end: date
    area: str = Field(description="The area's identifier (slug), unique for all times")
    area_code: str = Field(description="Code of the General Statistics Office; codes were used again in 2025")
    breakdown: str = Field(description="Code of the part; TONG is the whole")
    value: float
    unit: str
    version: int = Field(description="The definition under which it was delivered")
    updated_at: datetime = Field(description="When it was published")
    is_demo: bool = Field(description="Illustrative data, generated for the demonstration")


class ObservationPage(PageOut):
    """A page of figures."""

    results: list[ObservationOut]


class RowErrorOut(Schema):
    """What is wrong in a row of a delivery, and what would be right."""

    row: int
    column: str
    value: str
    code: str
    message: str


class DeliveryOut(Schema):
    """How a delivery stands."""

    reference: str
    indicator_set: str
    agency: str
    state: str
    state_label: str
    new: int
    changed: int
    unchanged: int
    warnings: int
    error_count: int
    errors: list[RowErrorOut] = Field(description="The first 100")
