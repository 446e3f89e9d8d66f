"""Data sets as files: CSV, JSON and SDMX-JSON are written while they are read, a workbook only up to a size."""

import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from ioc_site.common.spreadsheets import csv_lines, for_excel
from subsystems.indicators.models import Breakdown
from subsystems.indicators.sharing.datasets import Dataset, wanted_figures
from subsystems.indicators.sharing.figures import Figures
from subsystems.indicators.sharing.sdmx import message

# The columns of every file, named as the API names them, with the names of what it only codes.
COLUMNS = (
    "indicator",
    "indicator_name",
    "period",
    "period_start",
    "period_end",
    "area",
    "area_code",
    "area_name",
    "breakdown",
    "breakdown_name",
    "value",
    "unit",
    "version",
    "updated_at",
    "is_demo",
)
_BATCH = 500


def column_words() -> list[tuple[str, str]]:
    """Each column and what stands in it."""
    words = {
        "indicator": _("Code of the indicator"),
        "indicator_name": _("Name of the indicator"),
        "period": _("Period: 2026-10-05, 2026-10, 2026-Q3, 2026-H1, 2026, or 2026-2027 for a school year"),
        "period_start": _("First day of the period"),
        "period_end": _("Last day of the period"),
        "area": _("Identifier of the area, unique for all times"),
        "area_code": _("Code of the area in the list of administrative units"),
        "area_name": _("Name of the area"),
        "breakdown": _("Code of the part; TONG is the whole"),
        "breakdown_name": _("Name of the part"),
        "value": _("Value; the decimal point is a dot"),
        "unit": _("Unit of measurement"),
        "version": _("Number of the definition under which the figure was delivered"),
        "updated_at": _("When the figure was published"),
        "is_demo": _("true: demonstration data"),
    }
    return [(name, words[name]) for name in COLUMNS]


class Download:
    """A data set, or one year of it, to be written in one of the forms. Seven queries whatever its size."""

    def __init__(self, dataset: Dataset, year: int | None = None) -> None:
        self.dataset = dataset
        self.figures = Figures(wanted_figures(dataset, year))

    def is_larger_than(self, rows: int) -> bool:
        return self.figures.count_up_to(rows + 1) > rows

    def csv(self) -> Iterator[str]:
        return _joined(csv_lines(COLUMNS, ([_plain(row[name]) for name in COLUMNS] for row in self._rows())))

    def json(self) -> Iterator[str]:
        head = json.dumps(self._described(), ensure_ascii=False)
        yield f'{{"dataset":{head},\n"observations":[\n'
        pieces = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in self._rows())
        yield from _joined(chain(_between(pieces), ["\n]}\n"]))

    def sdmx(self) -> Iterator[str]:
        names = {
            "indicator": {row.code: row.name for row in self.dataset.indicators},
            "area": self.figures.area_names,
            "breakdown": dict(Breakdown.objects.values_list("code", "name")),
        }
        rows = self.figures.stream()
        prepared = timezone.localtime()
        return message(self.dataset.code, rows, names, prepared=prepared, is_test=self.dataset.is_demo)

    def xlsx(self) -> io.BytesIO:
        """A workbook: the figures, and a sheet that says what they are."""
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet("Dữ liệu")
        sheet.append(COLUMNS)
        for row in self._rows():
            sheet.append([for_excel(_plain(row[name])) for name in COLUMNS])
        about = workbook.create_sheet("Mô tả")
        for name, value in self._described().items():
            about.append([name, for_excel("; ".join(value) if isinstance(value, list) else value)])
        about.append([])
        for pair in column_words():
            about.append(list(pair))
        output = io.BytesIO()
        workbook.save(output)
        output.seek(0)
        return output

    def _rows(self) -> Iterator[dict[str, Any]]:
        indicators = {row.code: row.name for row in self.dataset.indicators}
        parts = dict(Breakdown.objects.values_list("code", "name"))
        areas = self.figures.area_names
        for row in self.figures.stream():
            yield row | {
                "indicator_name": indicators[row["indicator"]],
                "area_name": areas[row["area"]],
                "breakdown_name": parts[row["breakdown"]],
            }

    def _described(self) -> dict[str, Any]:
        row = self.dataset
        return {
            "code": row.code,
            "title": row.title,
            "description": row.description,
            "agencies": [agency.name for agency in row.agencies],
            "license": settings.OPEN_DATA_LICENCE_URL,
            "period_covered": row.coverage,
            "modified": timezone.localtime(row.modified).isoformat(timespec="seconds") if row.modified else None,
            "is_demo": row.is_demo,
        }


def _plain(value: Any) -> Any:
    """Truth as programs read it; whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _between(pieces: Iterable[str]) -> Iterator[str]:
    comma = ""
    for piece in pieces:
        yield comma + piece
        comma = ",\n"


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """Some hundred lines a piece: each piece is a write to the client."""
    batch: list[str] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) == _BATCH:
            yield "".join(batch)
            batch = []
    yield "".join(batch)
