"""The open data sets: one for each indicator set, as far as its indicators are public.

A data set is what one agency (or several of the same kind) delivers together: figures of one kind of period. Internal
indicators of a set are left out of it; a set of internal indicators alone is no data set.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.models import (
    Coverage,
    Delivery,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    Obligation,
    SetIndicator,
)
from subsystems.indicators.periods import ReportingPeriod, period_from_key
from subsystems.indicators.sharing.figures import FigureFilter, Figures

# Who answers for the catalogue as a whole (Article 7), until another department takes over from it.
KEEPER = "STTTT"
# A workbook is put together in memory and by one process: larger ones are had as CSV or JSON, or year by year.
XLSX_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which a data set is had."""

    key: str
    label: str
    media_type: str


FORMATS = {
    row.key: row
    for row in (
        Format("csv", "CSV", "text/csv"),
        Format("json", "JSON", "application/json"),
        Format("xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Format("sdmx.json", "SDMX-JSON", "application/vnd.sdmx.data+json"),
    )
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A data set of the catalogue. ``first`` and ``last`` are the periods covered, ``None`` while there are none."""

    code: str
    title: str
    subsystem: Subsystem
    period_kind: PeriodKind
    words: str
    indicators: tuple[Indicator, ...]
    agencies: tuple[Agency, ...]
    first: ReportingPeriod | None
    last: ReportingPeriod | None
    issued: datetime | None
    modified: datetime | None
    is_demo: bool

    @property
    def address(self) -> str:
        return reverse("dataset", args=[self.code])

    @property
    def downloads(self) -> list[tuple[Format, str]]:
        """The forms and where each is had."""
        return [(row, reverse("dataset_file", args=[self.code, row.key])) for row in FORMATS.values()]

    @property
    def description(self) -> str:
        """What stands in it, in a sentence."""
        if self.words:
            return self.words
        names = "; ".join(indicator.name for indicator in self.indicators)
        count = len(self.indicators)
        return ngettext("%(count)s indicator: %(names)s.", "%(count)s indicators: %(names)s.", count) % {
            "count": count,
            "names": names,
        }

    @property
    def coverage(self) -> str:
        """The periods covered, as people say them; empty while there are none."""
        if self.first is None or self.last is None:
            return ""
        if self.first == self.last:
            return self.first.label
        return _("from %(first)s to %(last)s") % {"first": _inner(self.first), "last": _inner(self.last)}

    @property
    def years(self) -> list[int]:
        """The years in which its periods begin, the latest first."""
        if self.first is None or self.last is None:
            return []
        return list(range(self.last.start.year, self.first.start.year - 1, -1))


def _inner(period: ReportingPeriod) -> str:
    """The label within a sentence."""
    return period.label[:1].lower() + period.label[1:]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All data sets, in the order of the components, and who keeps them."""

    datasets: tuple[Dataset, ...]
    keeper: Agency | None

    @property
    def groups(self) -> list[tuple[Subsystem, list[Dataset]]]:
        """The data sets of each component that has any."""
        by_component: dict[Subsystem, list[Dataset]] = defaultdict(list)
        for row in self.datasets:
            by_component[row.subsystem].append(row)
        return [(subsystem, by_component[subsystem]) for subsystem in Subsystem if subsystem in by_component]

    @property
    def is_demo(self) -> bool:
        return any(row.is_demo for row in self.datasets)


def catalogue() -> Catalogue:
    """``/du-lieu/`` and its DCAT document: seven queries."""
    return Catalogue(tuple(_datasets(IndicatorSet.objects.all())), _keeper())


def dataset(code: str) -> Dataset | None:
    """One data set, if there is such a public one: five queries."""
    return next(_datasets(IndicatorSet.objects.filter(code=code)), None)


@dataclass(frozen=True, slots=True)
class DatasetScreen:
    """``/du-lieu/<code>/``: what the set is, and how each of its indicators is defined today."""

    dataset: Dataset
    indicators: list[tuple[Indicator, IndicatorVersion | None]]
    rows: int
    has_more: bool


def dataset_screen(code: str) -> DatasetScreen | None:
    """The page of a data set, at most twelve queries; ``None`` where there is no such public set."""
    found = dataset(code)
    if found is None:
        return None
    wanted = [indicator.pk for indicator in found.indicators]
    versions = IndicatorVersion.objects.valid_on().filter(indicator__in=wanted)
    by_indicator = {row.indicator_id: row for row in versions.select_related("agency").prefetch_related("dimensions")}
    count = Figures(wanted_figures(found)).count_up_to(XLSX_ROWS + 1)
    return DatasetScreen(
        dataset=found,
        indicators=[(row, by_indicator.get(row.pk)) for row in found.indicators],
        rows=min(count, XLSX_ROWS),
        has_more=count > XLSX_ROWS,
    )


def wanted_figures(found: Dataset, year: int | None = None) -> FigureFilter:
    """The figures of a data set; with ``year`` those of periods that begin in it."""
    codes = [indicator.code for indicator in found.indicators]
    if year is None:
        return FigureFilter(indicators=codes)
    return FigureFilter(indicators=codes, first=year * 10000, last=year * 10000 + 1231)


def _datasets(chosen: QuerySet[IndicatorSet]) -> Iterator[Dataset]:
    public = SetIndicator.objects.filter(indicator__is_public=True).select_related("indicator")
    members = Prefetch("members", public.order_by("position"), to_attr="public_members")
    sets: list[Any] = list(chosen.prefetch_related(members))
    spans = _spans(sets)
    published = _published(sets)
    owners: dict[int, list[Agency]] = defaultdict(list)
    obligations = Obligation.objects.valid_on().filter(indicator_set__in=sets).select_related("agency")
    for row in obligations.order_by("agency__name"):
        owners[row.indicator_set_id].append(row.agency)
    order = {subsystem.value: place for place, subsystem in enumerate(Subsystem)}
    for row in sorted(sets, key=lambda row: (order[row.subsystem], row.name)):
        if not row.public_members:
            continue
        first, last = spans.get(row.pk, (None, None))
        issued, modified, is_demo = published.get(row.pk, (None, None, False))
        kind = PeriodKind(row.period_kind)
        yield Dataset(
            code=row.code,
            title=row.name,
            subsystem=Subsystem(row.subsystem),
            period_kind=kind,
            words=row.description,
            indicators=tuple(member.indicator for member in row.public_members),
            agencies=tuple(owners[row.pk]),
            first=period_from_key(kind, first) if first else None,
            last=period_from_key(kind, last) if last else None,
            issued=issued,
            modified=modified,
            is_demo=is_demo,
        )


def _spans(sets: list[IndicatorSet]) -> dict[int, tuple[int, int]]:
    """First and last period for which figures of each set hold. One query."""
    rows = Coverage.objects.filter(delivery__indicator_set__in=sets, delivery__live_rows__gt=0, delivered__gt=0)
    held = rows.filter(delivery__state="published").order_by().values("delivery__indicator_set")
    spans = held.annotate(first=Min("period"), last=Max("period"))
    return {row["delivery__indicator_set"]: (row["first"], row["last"]) for row in spans}


def _published(sets: list[IndicatorSet]) -> dict[int, tuple[datetime, datetime, bool]]:
    """When something of each set was first published and last changed, and whether what holds is made up. One query.

    A roll-back changes the figures as much as a publication.
    """
    rows = Delivery.objects.filter(indicator_set__in=sets, state__in=("published", "superseded", "rolled_back"))
    found = (
        rows.order_by()
        .values("indicator_set")
        .annotate(
            first=Min("published_at"),
            published=Max("published_at"),
            changed=Max("state_since"),
            made_up=Max("pk", filter=Q(is_demo=True, live_rows__gt=0)),
        )
    )
    return {
        row["indicator_set"]: (row["first"], max(row["published"], row["changed"]), row["made_up"] is not None)
        for row in found
        if row["first"]
    }


def _keeper() -> Agency | None:
    """The department in charge, or the one that took over from it. Two queries."""
    agency = Agency.objects.prefetch_related("successors").filter(code=KEEPER).first()
    if agency is None or agency.is_valid_on():
        return agency
    return next((row for row in agency.successors.all() if row.is_valid_on()), agency)
