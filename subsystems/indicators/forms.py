"""Forms of the delivery screens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from subsystems.agencies.models import Area
from subsystems.indicators.intake.context import Member, SetContext
from subsystems.indicators.periods import ReportingPeriod, last_complete

MOST_GRID_CELLS = 300


def period_choices(context: SetContext, count: int = 24) -> list[ReportingPeriod]:
    """The periods that can be chosen, the latest complete one first."""
    last = last_complete(context.kind, context.today)
    return [last.shifted(-step) for step in range(count)]


class UploadForm(forms.Form):
    """A file, and the period for files that have no column for it."""

    file = forms.FileField(
        label=pgettext_lazy("data", "File"),
        help_text=_("CSV, XLSX or ODS, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
    )
    period = forms.ChoiceField(
        label=_("Period, for files without a column for it"), required=False, help_text=_("Otherwise the file says it.")
    )

    def __init__(self, context: SetContext, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(period.code, period.label) for period in period_choices(context)]
        self.fields["period"].choices = [("", _("as in the file")), *choices]  # type: ignore[attr-defined]

    @property
    def defaults(self) -> dict[str, str]:
        period = self.cleaned_data.get("period")
        return {"period": period} if period else {}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One input of the grid."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One area (or breakdown of it) with its inputs."""

    area: Area
    cells: list[GridCell | None]


class Grid:
    """A table to type in: areas by indicators, for one period. Only totals; breakdowns go by file."""

    def __init__(self, context: SetContext, period: ReportingPeriod, held: dict[tuple[int, int], str]) -> None:
        self.context, self.period = context, period
        self._expected = context.expected(period)
        self._held = held

    @property
    def members(self) -> list[tuple[Member, str]]:
        """The columns: indicators with their units."""
        return [(member, version.unit) for member, version, _areas in self._expected]

    @property
    def is_too_big(self) -> bool:
        return sum(len(areas) for _member, _version, areas in self._expected) > MOST_GRID_CELLS

    def rows(self, posted: Any = None) -> list[GridRow]:
        areas = {area.pk: area for _member, _version, found in self._expected for area in found}
        rows = []
        for area in areas.values():
            cells: list[GridCell | None] = []
            for member, _version, found in self._expected:
                if area not in found:
                    cells.append(None)
                    continue
                name = f"v-{member.indicator.pk}-{area.pk}"
                value = (
                    posted.get(name, "") if posted is not None else self._held.get((member.indicator.pk, area.pk), "")
                )
                cells.append(GridCell(name, value[:60], f"{member.indicator.label}, {area.full_name}"))
            rows.append(GridRow(area, cells))
        return rows

    def table(self, posted: Any) -> Iterator[list[str]]:
        """What was typed, as rows of a long table with our headings."""
        yield ["Mã chỉ tiêu", "Mã địa bàn", "Kỳ", "Giá trị"]
        for row in self.rows(posted):
            for cell, (member, _unit) in zip(row.cells, self.members, strict=True):
                if cell is not None and cell.value.strip():
                    yield [member.indicator.code, row.area.code, self.period.code, cell.value.strip()]
