"""Files that go out: the template of a set, pre-filled with areas and periods, and the report of errors."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ioc_site.common.spreadsheets import csv_lines, neutralise
from subsystems.agencies.models import Agency
from subsystems.indicators.intake.context import SetContext
from subsystems.indicators.intake.refusals import FileRefused, text_of
from subsystems.indicators.intake.tables import Sheet, read_file
from subsystems.indicators.models import Delivery, DeliveryRow, IndicatorSet
from subsystems.indicators.periods import ReportingPeriod

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What stands above the columns of a template; ``intake.layouts`` knows these headings again.
HEADINGS = (
    "Mã chỉ tiêu",
    "Chỉ tiêu",
    "Đơn vị tính",
    "Mã địa bàn",
    "Địa bàn",
    "Kỳ",
    "Mã phân tổ",
    "Phân tổ",
    "Giá trị",
)
_WIDTHS = (16, 48, 14, 12, 26, 12, 16, 26, 16)
_MOST_MARKED_ROWS = 20_000
_HEADING_FILL, _ERROR_FILL, _WARNING_FILL = (PatternFill("solid", fgColor=c) for c in ("DCE9F2", "F8C9C4", "FBE7B2"))


def template_rows(context: SetContext, periods: Iterable[ReportingPeriod]) -> Iterator[list[Any]]:
    """One row for each value that a complete delivery of these periods has, without the values."""
    for period in periods:
        for member, version, areas in context.expected(period):
            parts = [None, *(p for _name, found in context.parts_by_dimension[member.indicator.pk] for p in found)]
            for area in areas:
                for part in parts:
                    yield [
                        member.indicator.code,
                        member.indicator.name,
                        version.unit,
                        area.code,
                        area.full_name,
                        period.code,
                        part.code if part else "",
                        part.name if part else "",
                        "",
                    ]


def template_csv(context: SetContext, periods: Iterable[ReportingPeriod]) -> str:
    """The template as CSV, in the form that Excel opens with its letters right."""
    return "".join(csv_lines(HEADINGS, template_rows(context, periods)))


def template_xlsx(context: SetContext, periods: Iterable[ReportingPeriod]) -> bytes:
    """The template as a workbook: the values are typed in the last column, a second sheet says how."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Số liệu"
    sheet.append(HEADINGS)
    for row in template_rows(context, periods):
        sheet.append([neutralise(cell) for cell in row])
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        cell = sheet.cell(1, number)
        cell.font, cell.fill = Font(bold=True), _HEADING_FILL
    sheet.freeze_panes = "A2"
    for row_cells in sheet.iter_rows(min_row=2, min_col=1, max_col=8):
        for cell in row_cells:
            cell.number_format = "@"
    _explain(book, context.indicator_set, context.agency)
    return _saved(book)


def _explain(book: Workbook, indicator_set: IndicatorSet, agency: Agency) -> None:
    sheet = book.create_sheet("Hướng dẫn")
    lines = [
        f"{indicator_set.name} – {agency.name}",
        "1. Nhập số vào cột “Giá trị”; không sửa mã chỉ tiêu, mã địa bàn, kỳ, mã phân tổ.",
        "2. Chỉ nhập số, không kèm đơn vị tính. Ô để trống là chưa cung cấp; số không thì nhập 0.",
        "3. Viết số theo một kiểu trong cả tệp: 1.234,5 hoặc 1,234.5.",
        "4. Có thể xóa các dòng chưa có số liệu, không thêm cột mới.",
        "5. Lưu tệp dạng XLSX, ODS hoặc CSV UTF-8 rồi tải lên Cổng.",
    ]
    for line in lines:
        sheet.append([line])
    sheet.column_dimensions["A"].width = 100
    sheet["A1"].font = Font(bold=True)


def error_report(delivery: Delivery) -> bytes:
    """What was delivered, with the cells marked that are wrong or unusual, and a list of all of them.

    The marks come with a comment that says what would be right. A file that cannot be read gives the list alone.
    """
    rows = list(delivery.rows.filter(kind__in=["error", "warning"]).order_by("row", "pk"))
    book = Workbook()
    _list_findings(book.active, rows)
    if sheet := _delivered_sheet(delivery):
        _mark(book.create_sheet("Số liệu đã gửi", 0), sheet, rows)
        book.active = 0
    return _saved(book)


def _delivered_sheet(delivery: Delivery) -> Sheet | None:
    try:
        with delivery.file.open("rb") as file:
            sheets = read_file(file.read(), delivery.file_name).sheets
    except (FileRefused, FileNotFoundError, ValueError):
        return None
    name = delivery.facts.get("sheet", "")
    return next((sheet for sheet in sheets if sheet.name == name), sheets[0] if sheets else None)


def _list_findings(target: Any, rows: list[DeliveryRow]) -> None:
    target.title = "Lỗi và cảnh báo"
    headings = (_("Kind"), _("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong and what would be right"))
    target.append(headings)
    for row in rows:
        cells = [row.get_kind_display(), row.sheet, row.row or "", row.column, row.value, text_of(row.code, row.params)]
        target.append([neutralise(cell) for cell in cells])
    for number, width in enumerate((12, 16, 8, 24, 30, 90), start=1):
        target.column_dimensions[get_column_letter(number)].width = width
        target.cell(1, number).font = Font(bold=True)
    for cells in target.iter_rows(min_row=2, min_col=6, max_col=6):
        cells[0].alignment = Alignment(wrap_text=True)


def _mark(target: Any, sheet: Sheet, rows: list[DeliveryRow]) -> None:
    for number, cells in enumerate(sheet.rows[:_MOST_MARKED_ROWS], start=sheet.first_row):
        for place, value in enumerate(cells, start=sheet.first_column):
            if value not in ("", None):
                target.cell(number, place, neutralise(_plain(value)))
    last = sheet.first_row + min(len(sheet.rows), _MOST_MARKED_ROWS)
    for row in rows:
        if not 0 < row.row < last or not row.column_number:
            continue
        cell = target.cell(row.row, row.column_number)
        cell.fill = _ERROR_FILL if row.kind == "error" else _WARNING_FILL
        cell.comment = Comment(text_of(row.code, row.params), "IOC Bình Thuận")


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(char for char in value if char >= " " or char in "\t\n")
    return value


def _saved(book: Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
