"""Spreadsheets that go out: no cell of them is ever run as a formula by the program that opens them.

Text from citizens and from feeds ends up in exports; ``=HYPERLINK(...)`` in a report's title must stay text in the
moderator's Excel. Every export goes through ``neutralise``: ours by ``csv_lines`` and ``write_xlsx``, Wagtail's
listings and reports by ``secure_wagtail_exports``, django-import-export by its setting.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import wraps
from io import StringIO
from itertools import chain
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# Excel takes a CSV file for Latin-1 unless it begins with this mark, and spoils every Vietnamese letter.
BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet program read a cell as a formula, also in the wide forms that it folds to these.
_OPENERS = tuple("=+-@\t\r\n＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?", re.ASCII)


def neutralise(value: Any) -> Any:
    """The value as it may stand in an exported cell: text that would be a formula gets an apostrophe in front.

    Numbers, dates and texts that are plain numbers (``-5``, ``+84912345678``) stay as they are.
    """
    if not isinstance(value, str):
        return value
    opens = value.lstrip(" \u00a0\x00").startswith(_OPENERS) or value.startswith(_OPENERS)
    return f"'{value}" if opens and not _PLAIN_NUMBER.fullmatch(value) else value


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """A CSV file line by line, for a streaming response: UTF-8 with byte order mark, comma, CRLF."""
    yield BYTE_ORDER_MARK
    for row in chain([header], rows):
        line = StringIO()
        csv.writer(line).writerow([neutralise(value) for value in row])
        yield line.getvalue()


def write_xlsx(
    output: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Dữ liệu"
) -> None:
    """Write a workbook of one sheet to ``output``; moments are written in local time, as Excel knows no zones."""
    workbook = Workbook(write_only=True)
    worksheet = workbook.create_sheet(sheet)
    for row in chain([header], rows):
        worksheet.append([for_excel(value) for value in row])
    workbook.save(output)


def for_excel(value: Any) -> Any:
    """A value as a cell of a workbook may hold it: local time, no control characters, never a formula."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.make_naive(value)
    if isinstance(value, str):
        # XML has no place for control characters, and openpyxl refuses the whole file for one.
        value = "".join(char for char in value if char >= " " or char in "\t\n\r")
    return neutralise(value)


def secure_wagtail_exports() -> None:
    """Let every export of Wagtail's listings and reports neutralise its cells and begin with a byte order mark.

    Wagtail writes a CSV cell as it comes. Its views inherit one mixin, so one place covers those of Wagtail itself
    and of packages too.
    """
    preprocess, stream = SpreadsheetExportMixin.preprocess_field_value, SpreadsheetExportMixin.stream_csv
    if hasattr(preprocess, "__wrapped__"):
        return

    @wraps(preprocess)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        return neutralise(preprocess(self, field, value, export_format))

    @wraps(stream)
    def stream_csv(self: Any, queryset: Any) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK.encode()
        yield from stream(self, queryset)

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
    SpreadsheetExportMixin.stream_csv = stream_csv
