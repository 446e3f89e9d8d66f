"""From the cells of one value to its key, version and number, with everything that is checked on the way."""

from collections.abc import Iterable, Sequence
from typing import Any

from ioc_site.common.vietnamese import number as written
from subsystems.indicators.intake import numbers
from subsystems.indicators.intake.context import Member, SetContext, Unknown
from subsystems.indicators.intake.keys import Key, pack, unpack
from subsystems.indicators.intake.layouts import ROLE_NAMES, Layout
from subsystems.indicators.intake.numbers import BadNumber, NumberForm
from subsystems.indicators.models import Breakdown, IndicatorVersion
from subsystems.indicators.periods import ReportingPeriod

_INDICATOR, _PERIOD, _VALUE, _ROW = 0, 2, 4, 5


class CellReader:
    """Reads the values of one layout. ``culprit`` is the role of the cell that the last refusal is about."""

    def __init__(self, context: SetContext, layout: Layout) -> None:
        self.context, self.layout = context, layout
        self.form: NumberForm | None = None
        self.form_row, self.form_example = 0, ""
        self.count = 0
        self.culprit = "value"
        self._percent, self._uncomputed = layout.sheet.percent_cells, layout.sheet.uncomputed
        self._first_column = layout.sheet.first_column

    # --- what the file as a whole says --------------------------------------------------------------------------

    def survey(self, cells: Iterable[Sequence[Any]]) -> list[ReportingPeriod]:
        """Walk through all values once: how many, in which form, for which periods."""
        periods: dict[Any, ReportingPeriod | None] = {}
        undecided: tuple[int, str, Any] | None = None
        for cell in cells:
            self.count += 1
            raw = cell[_PERIOD]
            if raw not in periods:
                periods[raw] = self._period_or_none(raw)
            value = cell[_VALUE]
            if self.form is None and isinstance(value, str) and not value.isdigit():
                undecided = self._learn(value, cell, undecided)
        if self.form is None and undecided:
            self.form_row, self.form_example = undecided[0], undecided[1]
            self.form = undecided[2]
        return sorted({period for period in periods.values() if period})

    def _learn(self, value: str, cell: Sequence[Any], undecided: Any) -> Any:
        """Take a cell as evidence; a count that can only be whole is the weaker kind."""
        text, _percent = numbers.clean(value)
        form = numbers.form_of(text)
        if form is not None:
            self.form, self.form_row, self.form_example = form, cell[_ROW], text[:40]
        elif undecided is None and numbers.is_ambiguous(text) and self._counts_whole_units(cell[_INDICATOR]):
            return cell[_ROW], text[:40], numbers.grouping_form(text)
        return undecided

    def _counts_whole_units(self, cell: Any) -> bool:
        member = self.context.indicator_or_none(cell)
        return member is not None and all(version.decimals == 0 for version in member.versions)

    def _period_or_none(self, cell: Any) -> ReportingPeriod | None:
        try:
            return self.context.period(cell)
        except Unknown:
            return None

    # --- one value ----------------------------------------------------------------------------------------------

    def read(self, row: dict[str, Any]) -> tuple[Key, int, float]:
        """Key, version and value of a row; raises ``Unknown`` or ``BadNumber``, ``culprit`` says about which cell."""
        key, version = self._look_up(row)
        self.culprit = "value"
        place = (row["row"], row["column"] + self._first_column)
        return key, version.pk, self._value(row["value"], version, place)

    parts_of = staticmethod(unpack)

    def _look_up(self, row: dict[str, Any]) -> tuple[Key, IndicatorVersion]:
        context = self.context
        self.culprit = "indicator"
        member: Member = context.indicator(self._given(row, "indicator"))
        self.culprit = "period"
        period = context.period(self._given(row, "period"))
        version = context.version(member, period)
        self.culprit = "area"
        area = context.area(self._given(row, "area"), version, period)
        self.culprit = "breakdown"
        part: Breakdown = context.breakdown(row["breakdown"], version)
        return pack(member.indicator.pk, area.pk, part.pk, period.key), version

    def _given(self, row: dict[str, Any], role: str) -> Any:
        cell = row[role]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            raise Unknown("missing", name=str(ROLE_NAMES[role]))
        return cell

    def _value(self, cell: Any, version: IndicatorVersion, place: tuple[int, int]) -> float:
        if self._uncomputed and place in self._uncomputed:
            raise BadNumber("formula_without_value")
        if isinstance(cell, str):
            value = self._from_text(cell, version)
        elif isinstance(cell, float | int) and not isinstance(cell, bool):
            value = numbers.checked(float(cell))
            if self._percent and place in self._percent:
                self._need_percent(version)
                value = numbers.checked(value * 100)
        else:
            raise BadNumber("not_a_number")
        self._check_range(value, version)
        return value + 0.0

    def _from_text(self, cell: str, version: IndicatorVersion) -> float:
        if cell.isdigit() and cell.isascii() and len(cell) <= 15:
            return float(cell)
        text, is_percent = numbers.clean(cell)
        if is_percent:
            self._need_percent(version)
        return numbers.read(text, self.form)

    @staticmethod
    def _need_percent(version: IndicatorVersion) -> None:
        if version.unit != "%":
            raise BadNumber("percent_of_other_unit", unit=version.unit)

    @staticmethod
    def _check_range(value: float, version: IndicatorVersion) -> None:
        if version.decimals == 0 and value != int(value):
            raise BadNumber("not_whole")
        if version.minimum is not None and value < version.minimum:
            raise BadNumber("too_small", limit=written(version.minimum))
        if version.maximum is not None and value > version.maximum:
            raise BadNumber("too_large", limit=written(version.maximum))
