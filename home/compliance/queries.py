"""What the screens of compliance read; one function a screen, a constant number of queries each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from statistics import fmean
from typing import Any

from django.conf import settings
from django.utils import timezone

from home.compliance.levels import LEVELS, MET, NEARLY, NOT_MET, Level, level_of
from home.compliance.models import Reading, Run
from home.compliance.permissions import user_can_read, user_can_read_all
from home.compliance.services import periods_kept
from home.duties.measuring import owners_of
from home.duties.models import Duty
from home.duties.queries import duties_of
from home.duties.unmeasured import NAMES_NOBODY, reason_for
from home.regulation.enums import ProvisionKind
from home.regulation.queries import snapshot
from home.regulation.text import ProvisionText
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.measures import Measure, MeasuredRow, measure_of, measures_for
from reports.periods import PeriodKind, ReportPeriod
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import readable_agency_ids

TREND = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 2}


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: Any
    is_chosen: bool


@dataclass(frozen=True)
class Clause:
    """A clause that binds somebody: a column of the matrix."""

    citation: Citation
    duties: tuple[Duty, ...]
    text: str
    chapter: str

    @cached_property
    def eid(self) -> str:
        return self.citation.eid

    @cached_property
    def short(self) -> str:
        """``8.5.a``, for the head of a narrow column."""
        parts = (self.citation.article, self.citation.clause, self.citation.point)
        return ".".join(str(part) for part in parts if part)

    @cached_property
    def measures(self) -> list[Measure]:
        return measures_for(self.citation)

    @property
    def reason(self) -> Any:
        """Why it has no measure, or what its measures leave out."""
        return reason_for(self.citation)


@dataclass(frozen=True)
class Cell:
    """One agency under one clause: the mean of its measures; ``change`` is against the period before, in points."""

    clause: Clause
    readings: tuple[Reading, ...]
    score: float | None
    change: float | None

    @cached_property
    def level(self) -> Level:
        return level_of(self.score, is_measured=bool(self.clause.measures))


@dataclass(frozen=True)
class Row:
    """One agency: its cells by clause, ``None`` where it owes nothing; ``score`` is the mean of what was judged."""

    agency: Agency
    cells: list[Cell | None]

    @cached_property
    def judged(self) -> list[Cell]:
        return [cell for cell in self.cells if cell is not None and cell.score is not None]

    @cached_property
    def score(self) -> float | None:
        return fmean(cell.score for cell in self.judged if cell.score is not None) if self.judged else None

    @cached_property
    def level(self) -> Level:
        return level_of(self.score)

    @property
    def counts(self) -> list[tuple[Level, int]]:
        """How many clauses are met, nearly met and not met."""
        return [(level, sum(cell.level is level for cell in self.judged)) for level in (MET, NEARLY, NOT_MET)]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all screens of compliance have in common: the period, when it was computed, and the clauses."""

    period: ReportPeriod
    periods: list[Choice]
    computed_at: datetime | None
    clauses: list[Clause]
    chapters: list[tuple[str, str]]
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Agencies by clauses."""

    frame: Frame
    rows: list[Row]
    chapters: list[Choice]
    agencies: list[Choice]
    clauses: list[Clause]
    sees_all: bool
    levels: tuple[Level, ...] = LEVELS


@dataclass(frozen=True, slots=True)
class Found:
    """One measure of one agency: the reading, the measure itself (``None`` when no room has it any more), its trend."""

    reading: Reading
    measure: Measure | None
    trend: list["Point"] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return self.measure.label if self.measure else self.reading.measure

    @property
    def level(self) -> Level:
        return level_of(self.reading.score)

    @property
    def is_to_do(self) -> bool:
        """Whether the agency has something to do about it."""
        return self.level in (NEARLY, NOT_MET)


@dataclass(frozen=True, slots=True)
class Point:
    """A period of a trend."""

    label: str
    score: float | None
    passing: int | None
    assessed: int | None


@dataclass(frozen=True, slots=True)
class AgencyScreen:
    """One agency: every clause that binds it, what was found, and what to do next."""

    frame: Frame
    agency: Agency
    row: Row
    to_do: list[tuple[Clause, Found]]


@dataclass(frozen=True, slots=True)
class CellScreen:
    """One agency under one clause: measures with trend, and the rows behind each (read now, not at the computation)."""

    frame: Frame
    agency: Agency
    clause: Clause
    cell: Cell
    found: list[tuple[Found, list[MeasuredRow]]]


def frame_of(code: str, today: date) -> Frame:
    """The period that ``?ky=`` names (this month unless it is one that is kept), and the clauses of the regulation."""
    kept = periods_kept(today)
    period = next((one for one in kept if one.code == code), kept_month(kept, today))
    computed = dict(Run.objects.values_list("period", "computed_at"))
    order = sorted(kept, key=lambda one: (list(PeriodKind).index(one.kind), -one.start.toordinal()))
    clauses, chapters = _clauses()
    return Frame(
        period=period,
        periods=[Choice(one.code, one.label, one is period) for one in order],
        computed_at=computed.get(period.code),
        clauses=clauses,
        chapters=chapters,
        is_demo=settings.IOC_DEMO,
    )


def kept_month(kept: Iterable[ReportPeriod], today: date) -> ReportPeriod:
    """The month that runs."""
    return next(one for one in kept if one.kind == PeriodKind.MONTH and one.start <= today <= one.end)


def _clauses() -> tuple[list[Clause], list[tuple[str, str]]]:
    """The clauses with duties in reading order, and the chapters of the regulation as (anchor, label)."""
    rows = snapshot(REGULATION)
    text = rows.text_on(timezone.localdate()) if rows else None
    chapter_of: dict[str, str] = {}
    chapters: list[tuple[str, str]] = []
    for top in text.regulation if text else ():
        if top.kind == ProvisionKind.CHAPTER:
            chapters.append((top.eid, f"{top.label}. {top.heading}"))
        chapter_of.update({provision.eid: top.eid for provision in top.walk()})
    duties: dict[Citation, list[Duty]] = {}
    for duty in duties_of(REGULATION):
        duties.setdefault(duty.citation, []).append(duty)
    found = []
    for citation, of_clause in duties.items():
        provision = text.by_eid.get(citation.eid) if text else None
        said = provision.text if provision else of_clause[0].text
        found.append(Clause(citation, tuple(of_clause), said, chapter_of.get(citation.eid, "")))
    return found, chapters


def matrix(user: User, query: Mapping[str, str], today: date) -> Matrix:
    """``?ky=&chuong=&co-quan=``: what this person may read, the agencies with the lowest score first."""
    frame = frame_of(query.get("ky", ""), today)
    sees_all = bool(user_can_read_all(user))
    chosen_chapter = query.get("chuong", "")
    clauses = [one for one in frame.clauses if one.chapter == chosen_chapter] or frame.clauses
    agencies = _agencies(user, frame.period, today, sees_all)
    chosen = next((agency for agency in agencies if agency.slug == query.get("co-quan", "")), None)
    shown = [chosen] if chosen else agencies
    rows = [row for row in _rows(user, frame, clauses, shown) if any(row.cells)]
    rows.sort(key=lambda row: (row.score is None, row.score or 0, row.agency.name))
    return Matrix(
        frame=frame,
        rows=rows,
        chapters=[Choice(eid, label, eid == chosen_chapter) for eid, label in frame.chapters],
        agencies=[Choice(agency.slug, agency.name, agency is chosen) for agency in agencies],
        clauses=clauses,
        sees_all=sees_all,
    )


def _agencies(user: User, period: ReportPeriod, today: date, sees_all: bool) -> list[Agency]:
    agencies = Agency.objects.valid_on(min(period.end, today))
    if not sees_all:
        agencies = agencies.filter(pk__in=readable_agency_ids(user))
    return list(agencies.order_by("name"))


def _rows(user: User, frame: Frame, clauses: list[Clause], agencies: list[Agency]) -> list[Row]:
    """The rows of these agencies. One query."""
    before = frame.period.previous().code
    readings: dict[tuple[str, int, str], list[Reading]] = {}
    found = Reading.objects.visible_to(user).filter(period__in=[frame.period.code, before], agency__in=agencies)
    for reading in found.order_by("measure"):
        readings.setdefault((reading.period, reading.agency_id, reading.eid), []).append(reading)
    owners = owners_of((duty for clause in clauses for duty in clause.duties), agencies)
    owing = {citation: {agency.pk for agency in owed} for citation, owed in owners.items()}

    def cell(agency: Agency, clause: Clause) -> Cell | None:
        if agency.pk not in owing[clause.citation]:
            return None
        now = readings.get((frame.period.code, agency.pk, clause.eid), [])
        score, past = _mean(now), _mean(readings.get((before, agency.pk, clause.eid), []))
        change = score - past if score is not None and past is not None else None
        return Cell(clause, tuple(now), score, change)

    return [Row(agency, [cell(agency, clause) for clause in clauses]) for agency in agencies]


def _mean(readings: Iterable[Reading]) -> float | None:
    """Every measure of a clause weighs the same: their records are of different kinds and cannot be added up."""
    scores = [reading.score for reading in readings if reading.score is not None]
    return fmean(scores) if scores else None


def find_agency(user: User, slug: str) -> Agency | None:
    """The agency, or ``None``: for one that does not exist and for one that this person may not read alike."""
    agency = Agency.objects.filter(slug=slug).first()
    return agency if agency and user_can_read(user, agency) else None


def agency_screen(user: User, agency: Agency, query: Mapping[str, str], today: date) -> AgencyScreen:
    """Everything about one agency in one period."""
    frame = frame_of(query.get("ky", ""), today)
    (row,) = _rows(user, frame, frame.clauses, [agency])
    to_do = [
        (cell.clause, found)
        for cell in row.cells
        if cell is not None
        for found in (Found(reading, measure_of(reading.measure)) for reading in cell.readings)
        if found.is_to_do
    ]
    to_do.sort(key=lambda pair: pair[1].reading.score or 0)
    return AgencyScreen(frame, agency, row, to_do)


def cell_screen(user: User, agency: Agency, eid: str, query: Mapping[str, str], today: date) -> CellScreen | None:
    """One clause of one agency; ``None`` when it owes nothing there."""
    frame = frame_of(query.get("ky", ""), today)
    clause = next((one for one in frame.clauses if one.eid == eid), None)
    cell = _rows(user, frame, [clause], [agency])[0].cells[0] if clause else None
    if clause is None or cell is None:
        return None
    trends = _trends(user, agency, eid, frame.period)
    found = []
    for reading in cell.readings:
        measure = measure_of(reading.measure)
        rows = list(measure.rows(agency, frame.period.as_measured)) if measure and measure.rows else []
        found.append((Found(reading, measure, trends(reading.measure)), rows))
    return CellScreen(frame, agency, clause, cell, found)


def _trends(user: User, agency: Agency, eid: str, last: ReportPeriod) -> Any:
    """The scores of each measure up to a period, the earliest first. One query."""
    periods = [last]
    while len(periods) < TREND[last.kind]:
        periods.insert(0, periods[0].previous())
    codes = [period.code for period in periods]
    rows = Reading.objects.visible_to(user).filter(agency=agency, eid=eid, period__in=codes)
    known = {(reading.measure, reading.period): reading for reading in rows}

    def of(measure: str) -> list[Point]:
        points: list[Point] = []
        for period in periods:
            reading = known.get((measure, period.code))
            if reading is None and not points:
                continue  # before the first one that was kept
            points.append(
                Point(
                    period.label,
                    reading.score if reading else None,
                    reading.passing if reading else None,
                    reading.assessed if reading else None,
                )
            )
        return points

    return of


@dataclass(frozen=True, slots=True)
class Covered:
    """A clause or point of the regulation, how it is measured, or why it is not."""

    provision: ProvisionText
    measures: list[Measure]
    reason: Any
    owes: bool


def coverage() -> list[Covered]:
    """Every clause and point of the regulation in reading order, each with its measures or the reason for none."""
    rows = snapshot(REGULATION)
    if rows is None:
        return []
    bound = {duty.citation for duty in duties_of(REGULATION)}
    found = []
    for top in rows.text_on(timezone.localdate()).regulation:
        for provision in top.walk():
            citation = provision.citation
            if citation is None or citation.clause is None or provision.repealed:
                continue
            owes = citation in bound or any(child.citation in bound for child in provision.children)
            reason = reason_for(citation) or (None if owes else NAMES_NOBODY)
            found.append(Covered(provision, measures_for(citation), reason, owes))
    return found
