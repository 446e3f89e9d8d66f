"""The import itself, as a resource of django-import-export.

Its own ``import_row`` looks everything up in dictionaries, does the checks that a model's fields would do, leaves alone
what is unchanged, and writes in batches: many times faster than the package's one row, one query.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from import_export.resources import ModelResource
from import_export.results import RowResult

from subsystems.indicators.bulk import Row, upsert
from subsystems.indicators.enums import RowKind
from subsystems.indicators.intake.cells import CellReader
from subsystems.indicators.intake.context import SetContext, Unknown
from subsystems.indicators.intake.findings import KEPT_VALUES, Change, Findings
from subsystems.indicators.intake.keys import Key
from subsystems.indicators.intake.layouts import Layout, cells
from subsystems.indicators.intake.numbers import BadNumber, NumberForm
from subsystems.indicators.intake.refusals import FileRefused, Finding, shown
from subsystems.indicators.intake.stored import Held, HeldFigures, held_figures
from subsystems.indicators.models import Delivery, Observation
from subsystems.indicators.periods import ReportingPeriod

MAX_VALUES = 1_000_000
_BATCH, _PROGRESS_STEP = 10_000, 2_000


def _outcome(kind: str) -> RowResult:
    result = RowResult()
    result.import_type = kind
    return result


# One result for each outcome serves all rows: the package only counts them.
_NEW, _UPDATE = _outcome(RowResult.IMPORT_TYPE_NEW), _outcome(RowResult.IMPORT_TYPE_UPDATE)
_SKIP, _INVALID = _outcome(RowResult.IMPORT_TYPE_SKIP), _outcome(RowResult.IMPORT_TYPE_INVALID)


class Seen:
    """Row and value of each figure of a file, in columns."""

    def __init__(self) -> None:
        self._places: dict[Key, int] = {}
        self._rows, self._values = array("l"), array("d")

    def add(self, key: Key, row: int, value: float) -> None:
        self._places[key] = len(self._rows)
        self._rows.append(row)
        self._values.append(value)

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def row(self, key: Key) -> int:
        """The row of a figure; 0 for one that is not in the file."""
        place = self._places.get(key)
        return 0 if place is None else self._rows[place]

    def value(self, key: Key) -> float | None:
        """The value of a figure, if it is in the file."""
        place = self._places.get(key)
        return None if place is None else self._values[place]


class CellSet:
    """The value cells of a layout, as the dataset that the package walks through."""

    headers: Sequence[str] = ("indicator", "area", "period", "breakdown", "value", "row", "column")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._count: int | None = None

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return cells(self.layout)

    def __len__(self) -> int:
        if self._count is None:
            self._count = sum(1 for _cell in cells(self.layout))
        return self._count


class ObservationResource(ModelResource):
    """Imports one delivery. After ``import_data``: ``findings``, ``touched`` (keys of new and changed figures),
    ``replaced`` (what held before, by key) and ``seen`` (row and value by key, for checks that look across rows). All
    of them are there for a hundred thousand values and more, hence the columns behind ``seen`` and ``held``."""

    class Meta:
        model = Observation
        report_skipped = False
        skip_diff = True
        skip_html_diff = True
        use_transactions = True
        use_bulk = True  # no savepoint for each row; the batches are our own
        import_id_fields = ("indicator", "period", "area", "breakdown")
        fields = ("indicator", "area", "period", "breakdown", "value")

    def __init__(self, context: SetContext, layout: Layout, delivery: Delivery | None = None) -> None:
        super().__init__()
        self.context, self.layout = context, layout
        self.delivery_id = delivery.pk if delivery else 0
        self.findings = Findings()
        self.held = HeldFigures()
        self.seen = Seen()
        self.replaced: dict[Key, Held] = {}
        self.touched: list[Key] = []
        self.periods: dict[int, ReportingPeriod] = {}
        self.form: NumberForm | None = None
        self.progress: Callable[[int, int], None] | None = None
        self._pending: list[Row] = []

    def before_import(self, dataset: CellSet, **kwargs: Any) -> None:
        """Learn from the whole file how it writes numbers and which periods it has, and read what holds for them."""
        reader = CellReader(self.context, self.layout)
        periods = reader.survey(iter(dataset))
        if reader.count > MAX_VALUES:
            raise FileRefused("too_many_rows", {"limit": MAX_VALUES})
        if not reader.count:
            raise FileRefused("no_values", sheet=self.layout.sheet.name)
        dataset._count = reader.count
        self.form, self.reader = reader.form, reader
        self.periods = {period.key: period for period in periods}
        if periods:
            ids = [member.indicator.pk for member in self.context.members]
            first = min(period.compared() for period in periods)
            self.held = held_figures(ids, first.key, max(self.periods))

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """Check one value and take it up; what is wrong becomes a finding."""
        number, column = row["row"], row["column"]
        if self.progress and kwargs["row_number"] % _PROGRESS_STEP == 0:
            self.progress(kwargs["row_number"], self.reader.count)
        try:
            key, version, value = self.reader.read(row)
        except (Unknown, BadNumber) as error:
            return self._refuse(error.code, error.params, row, self.reader.culprit)
        if key in self.seen:
            return self._refuse("duplicate_key", {"row": self.seen.row(key)}, row, "value")
        self.seen.add(key, number, value)
        held_value = self.held.value(key)
        if held_value == value:
            self.findings.counts["unchanged"] += 1
            return _SKIP
        held = None if held_value is None else self.held[key]
        self._take(key, version, value, number, column, held)
        if not kwargs["dry_run"] and len(self._pending) >= _BATCH:
            self.flush()
        return _UPDATE if held else _NEW

    def after_import(self, dataset: CellSet, result: Any, **kwargs: Any) -> None:
        if not kwargs["dry_run"] and not self.findings.has_errors:
            self.flush()

    def handle_import_error(self, result: Any, error: Exception, raise_errors: bool = False) -> None:
        """Nothing is swallowed: a refused file is refused, anything else is a fault of ours."""
        raise error

    def _take(self, key: Key, version: int, value: float, row: int, column: int, held: Held | None) -> None:
        findings = self.findings
        outcome, kept = ("changed", findings.changed) if held else ("new", findings.new)
        findings.counts[outcome] += 1
        if len(kept) < KEPT_VALUES:
            kept.append(Change(key, row, column, held.value if held else None, value))
        self.touched.append(key)
        if held is not None:
            self.replaced[key] = held
        if self.delivery_id:
            indicator, area, part, period = self.reader.parts_of(key)
            self._pending.append((indicator, version, area, period, part, value, self.delivery_id, row))

    def _refuse(self, code: str, params: dict[str, Any], row: dict[str, Any], role: str) -> RowResult:
        layout = self.layout
        column = row["column"]
        if role != "value" and role in layout.columns:
            column = layout.columns[role]
        self.findings.add(
            Finding(
                RowKind.ERROR,
                code,
                self._params(code, params),
                layout.sheet.name,
                row["row"],
                layout.headings.get(column, ""),
                layout.sheet.first_column + column,
                shown(row[role]),
            )
        )
        return _INVALID

    def _params(self, code: str, params: dict[str, Any]) -> dict[str, Any]:
        if code == "mixed_numbers":
            return {"row": self.reader.form_row, "example": self.reader.form_example}
        return dict(params)

    def flush(self) -> None:
        """Write what has gathered."""
        pending, self._pending = self._pending, []
        upsert(pending)
