"""What the page of the figures reads: a handful of rows counted beforehand, whatever the number of reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from subsystems.agencies.models import Agency, Area
from workflows.field_reports.models import Category, Tally, TallyRun
from workflows.field_reports.statistics.charts import MonthChart, month_chart
from workflows.field_reports.statistics.periods import LAST_YEAR, label_of, months_of, period_choices

# Below these numbers a share or a mean says more about chance than about work: no rank, no comparison.
MIN_DECIDED, MIN_RATINGS = 30, 10
# (letter of the grain, parameter in the address, column)
DIMENSIONS = (("a", "dia-ban", "area"), ("g", "co-quan", "agency"), ("c", "loai", "category"))
PERIOD = "ky"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one slice as the screen and the file show them. Shares are per cent, ``None`` when nothing was
    decided; hours by the clock."""

    received: int
    not_taken_up: int
    on_time: int
    extended: int
    late: int
    overdue_open: int
    in_hand: int
    accept_hours: float | None
    resolve_hours: float | None
    resolve_count: int
    rating: float | None
    rating_count: int

    @property
    def decided(self) -> int:
        """How many can be judged by their deadline: with a result, or overdue without one."""
        return self.on_time + self.extended + self.late

    @property
    def on_time_share(self) -> float | None:
        return 100 * self.on_time / self.decided if self.decided else None

    @property
    def extended_share(self) -> float:
        return 100 * self.extended / self.decided if self.decided else 0.0

    @property
    def late_share(self) -> float:
        return 100 * self.late / self.decided if self.decided else 0.0

    @property
    def is_comparable(self) -> bool:
        return self.decided >= MIN_DECIDED

    @property
    def has_enough_ratings(self) -> bool:
        return self.rating_count >= MIN_RATINGS


def figures_of(row: Tally | None) -> Figures:
    """The figures of a row; all zero without one."""
    row = row or Tally()
    return Figures(
        received=row.received,
        not_taken_up=row.not_taken_up,
        on_time=row.on_time,
        extended=row.extended,
        late=row.late,
        overdue_open=row.overdue_open,
        in_hand=row.in_hand,
        accept_hours=row.accept_hours,
        resolve_hours=row.resolve_hours,
        resolve_count=row.resolve_count,
        rating=row.rating_sum / row.rating_count if row.rating_count else None,
        rating_count=row.rating_count,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One agency, area or category in a comparison; ``rank`` is ``None`` below the smallest sample."""

    label: str
    url: str
    figures: Figures
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The slices of one dimension, the best first, those with too few reports after them."""

    parameter: str
    title: str
    column: str
    lines: list[Line]
    csv_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of the page."""

    parameter: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for: a period and at most two of area, agency and category; ``dropped`` when it was three."""

    period: str
    fixed: dict[str, Any] = field(default_factory=dict)
    unknown: bool = False
    dropped: bool = False

    @property
    def grain(self) -> str:
        return "".join(letter for letter, _parameter, column in DIMENSIONS if column in self.fixed)


@dataclass(frozen=True, slots=True)
class StatisticsScreen:
    """Everything on the page."""

    wanted: Wanted
    choices: list[Choice]
    total: Figures
    period_label: str
    chart: MonthChart
    comparisons: list[Comparison]
    computed_at: datetime | None
    has_demo: bool
    is_filtered: bool
    csv_url: str
    min_decided: int = MIN_DECIDED
    min_ratings: int = MIN_RATINGS


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the keys of the rows, and the options of the filters. Three queries."""

    areas: dict[int, Area]
    agencies: dict[int, Agency]
    categories: dict[int, Category]

    def of(self, column: str) -> dict[int, Any]:
        known: dict[str, dict[int, Any]] = {
            "area": self.areas,
            "agency": self.agencies,
            "category": self.categories,
        }
        return known[column]


def _names() -> Names:
    return Names(
        {area.pk: area for area in Area.objects.filter(level="commune").order_by("name")},
        {agency.pk: agency for agency in Agency.objects.order_by("name")},
        {category.pk: category for category in Category.objects.filter(parent__isnull=False)},
    )


def _code(row: Any) -> str:
    """What stands for a row in an address."""
    return row.code if isinstance(row, Category) else row.slug


def _label(row: Any) -> str:
    return row.full_name if isinstance(row, Area) else row.label if isinstance(row, Agency) else row.name


def read_wanted(query: Mapping[str, str], names: Names, today: date) -> Wanted:
    """The period and slice in an address; what means nothing is left out and told."""
    period = query.get(PERIOD, "") or LAST_YEAR
    unknown = period not in dict(period_choices(today))
    fixed: dict[str, Any] = {}
    for _letter, parameter, column in DIMENSIONS:
        code = query.get(parameter, "")
        found = next((row for row in names.of(column).values() if _code(row) == code), None) if code else None
        unknown = unknown or bool(code and found is None)
        if found is not None:
            fixed[column] = found
    dropped = len(fixed) > 2
    if dropped:
        del fixed["category"]
    return Wanted(LAST_YEAR if period not in dict(period_choices(today)) else period, fixed, unknown, dropped)


def statistics_screen(request: HttpRequest) -> StatisticsScreen:
    """The page under the filters in the address. Nine queries at most."""
    today, names = timezone.localdate(), _names()
    wanted = read_wanted(request.GET, names, today)
    months = months_of(wanted.period, today)
    rows = {row.period: row for row in _rows(wanted, [wanted.period, *months])}
    run = TallyRun.objects.filter(pk=1).first()
    comparisons = [
        comparison(wanted, letter, parameter, column, names)
        for letter, parameter, column in (
            ("g", "co-quan", "agency"),
            ("a", "dia-ban", "area"),
            ("c", "loai", "category"),
        )
        if column not in wanted.fixed and len(wanted.fixed) < 2
    ]
    total = rows.get(wanted.period)
    return StatisticsScreen(
        wanted=wanted,
        choices=_choices(wanted, names, today),
        total=figures_of(total),
        period_label=label_of(wanted.period),
        chart=month_chart([(f"{code[5:]}/{code[:4]}", figures_of(rows.get(code))) for code in months]),
        comparisons=comparisons,
        computed_at=run.computed_at if run else None,
        has_demo=bool(total and total.has_demo),
        is_filtered=bool(wanted.fixed) or wanted.period != LAST_YEAR,
        csv_url=_address(wanted, {"theo": "thang"}, reverse("report_figures")),
    )


def _rows(wanted: Wanted, periods: list[str]) -> list[Tally]:
    slices = {column: wanted.fixed.get(column) for _letter, _parameter, column in DIMENSIONS}
    return list(Tally.objects.filter(period__in=periods, grain=wanted.grain, **slices))


def comparison(wanted: Wanted, letter: str, parameter: str, column: str, names: Names) -> Comparison:
    """The slices of one dimension within what is wanted. One query."""
    grain = "".join(known for known, _parameter, _column in DIMENSIONS if known in wanted.grain + letter)
    rows = Tally.objects.filter(period=wanted.period, grain=grain, **wanted.fixed).order_by()
    known = names.of(column)
    lines = []
    for row in rows:
        thing = known.get(getattr(row, f"{column}_id"))
        if thing is not None:
            lines.append(Line(_label(thing), _address(wanted, {parameter: _code(thing)}), figures_of(row)))
    titles = {"agency": _("By agency"), "area": _("By commune and ward"), "category": _("By category")}
    heads = {"agency": _("Agency"), "area": _("Commune or ward"), "category": _("Category")}
    csv_url = _address(wanted, {"theo": parameter}, reverse("report_figures"))
    return Comparison(parameter, titles[column], heads[column], ranked(lines), csv_url)


def ranked(lines: list[Line]) -> list[Line]:
    """The lines by their share on time, equal shares on one rank; below the smallest sample by number, without rank."""
    big = sorted(
        (line for line in lines if line.figures.is_comparable),
        key=lambda line: (-(line.figures.on_time_share or 0), line.label),
    )
    small = sorted(
        (line for line in lines if not line.figures.is_comparable),
        key=lambda line: (-line.figures.received, line.label),
    )
    result: list[Line] = []
    for number, line in enumerate(big, start=1):
        before = result[-1] if result else None
        is_equal = before is not None and before.figures.on_time_share == line.figures.on_time_share
        rank = before.rank if before is not None and is_equal else number
        result.append(Line(line.label, line.url, line.figures, rank))
    return result + small


def _choices(wanted: Wanted, names: Names, today: date) -> list[Choice]:
    day_agencies = [agency for agency in names.agencies.values() if agency.is_valid_on(today)]
    day_areas = [area for area in names.areas.values() if area.is_valid_on(today)]
    chosen = {column: _code(row) for column, row in wanted.fixed.items()}
    return [
        Choice(PERIOD, _("Received in"), period_choices(today), wanted.period),
        Choice("dia-ban", _("Commune or ward"), _options(day_areas), chosen.get("area", "")),
        Choice("co-quan", _("Agency"), _options(day_agencies), chosen.get("agency", "")),
        Choice("loai", _("Category"), _options(list(names.categories.values())), chosen.get("category", "")),
    ]


def _options(rows: list[Any]) -> list[tuple[str, str]]:
    return [(_code(row), _label(row)) for row in rows]


def _address(wanted: Wanted, more: Mapping[str, str], path: str = "") -> str:
    parameters = {PERIOD: wanted.period} if wanted.period != LAST_YEAR or path else {}
    for _letter, parameter, column in DIMENSIONS:
        if column in wanted.fixed:
            parameters[parameter] = _code(wanted.fixed[column])
    return f"{path}?{urlencode(parameters | dict(more))}"


# --- the file ------------------------------------------------------------------------------------------------------


def file_rows(query: Mapping[str, str]) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of the CSV file: by month, or by the dimension that ``theo`` names; ``KeyError`` for another."""
    today, names = timezone.localdate(), _names()
    wanted = read_wanted(query, names, today)
    by = query.get("theo", "thang")
    if by == "thang":
        months = months_of(wanted.period, today)
        rows = {row.period: row for row in _rows(wanted, months)}
        lines = [Line(code, "", figures_of(rows.get(code))) for code in months]
        head = _("Month")
    else:
        letter, column = {parameter: (letter, column) for letter, parameter, column in DIMENSIONS}[by]
        if column in wanted.fixed or len(wanted.fixed) > 1:
            raise KeyError(by)
        compared = comparison(wanted, letter, by, column, names)
        lines, head = compared.lines, compared.column
    columns = [
        head, _("Rank"), _("Reports received"), _("Not taken up"), _("Being handled"), _("On time"),
        _("Late with extension"), _("Late"), _("of them overdue without result"), _("On time, %"),
        _("Median hours to acceptance"), _("Median hours to the result"), _("Satisfaction (1–5)"), _("Ratings"),
    ]  # fmt: skip
    return columns, [_cells(line) for line in lines]


def _cells(line: Line) -> list[Any]:
    f = line.figures
    return [
        line.label, line.rank, f.received, f.not_taken_up, f.in_hand, f.on_time, f.extended, f.late, f.overdue_open,
        rounded(f.on_time_share), rounded(f.accept_hours), rounded(f.resolve_hours), rounded(f.rating, 2),
        f.rating_count,
    ]  # fmt: skip


def rounded(value: float | None, places: int = 1) -> float | None:
    """A figure as files and the API give it."""
    return None if value is None else round(value, places)
