"""From an uploaded spreadsheet to rows of text, and from a list to the spreadsheet that can be imported again."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import python_calamine
from django.core.files import File
from django.utils.translation import gettext as _

from ioc_site.common.spreadsheets import csv_lines, neutralise, write_xlsx
from ioc_site.common.uploads import UploadRefused
from ioc_site.common.uploads.documents import clean_document

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2_000
KINDS = ("csv", "xlsx")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """The headings and the rows below them, all cells as text; ``rows[i]`` is row ``numbers[i]`` of the file."""

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]


def read_table(file: File) -> Table:
    """Read a CSV or XLSX file; raises ``UploadRefused`` with what would be right."""
    kind = clean_document(file, allowed=KINDS, max_bytes=MAX_BYTES).kind
    content = file.read()
    grid = _csv(content) if kind == "csv" else _xlsx(content)
    filled = [(number, row) for number, row in enumerate(grid, start=1) if any(row)]
    if len(filled) < 2:
        raise UploadRefused(_("The file has no rows below its headings."), code="empty")
    if len(filled) > MAX_ROWS + 1:
        raise UploadRefused(_("The file has more than %(count)s rows. Split it.") % {"count": MAX_ROWS}, code="rows")
    headings = filled[0][1]
    width = max((index for index, cell in enumerate(headings, start=1) if cell), default=0)
    rows = [(row + [""] * width)[: max(width, len(row))] for _number, row in filled[1:]]
    return Table(headings[:width], rows, [number for number, _row in filled[1:]])


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UploadRefused(
            _("This is not UTF-8 text. Save the file as “CSV UTF-8” or as XLSX."), code="utf8"
        ) from None
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise UploadRefused(_("The file cannot be read as CSV. Save it again."), code="csv") from None
    return [[_plain(cell) for cell in row] for row in rows]


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        if sheet.height * sheet.width > MAX_ROWS * 200:
            raise UploadRefused(_("The sheet has too many cells. Delete what is not needed."), code="cells")
        cells = sheet.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError, KeyError, IndexError):
        message = _("The file cannot be opened: it is damaged or locked with a password. Save it again.")
        raise UploadRefused(message, code="damaged") from None
    return [[_plain(cell) for cell in row] for row in cells]


def _plain(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, days as ISO, without the apostrophe of an exported formula."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == datetime.min.time() else cell.isoformat(" ", "minutes")
    text = cell.isoformat() if isinstance(cell, date) else str(cell).strip()
    return text[1:] if text.startswith("'") and neutralise(text[1:]) == text else text


def write_table(kind: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The content of a ``csv`` or ``xlsx`` file, formulas neutralised."""
    if kind == "csv":
        return "".join(csv_lines(headings, rows)).encode()
    output = io.BytesIO()
    write_xlsx(output, headings, rows)
    return output.getvalue()
