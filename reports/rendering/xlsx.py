"""The numbers of a report as a workbook: one sheet says what it is, one holds the figures, then one for each table,
chart and map. Cells are numbers where the report has numbers; an empty cell is a figure that does not exist."""

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ioc_site.common.spreadsheets import for_excel
from reports.content import Cell, Chart, Content, Figures, Grid, Map, Part, Photos, Text
from reports.rendering.pdf import DEMO_NOTE

_LONGEST_NAME = 31  # of a sheet, for Excel
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NARROWEST, _WIDEST = 10, 60  # characters in a column
_BOLD = Font(bold=True)
Rows = Iterator[Sequence[Cell]]


def write_report_xlsx(content: Content, summary: Sequence[str]) -> bytes:
    """The workbook as bytes."""
    workbook = Workbook(write_only=True)
    _add(workbook, "Thông tin", _about(content, summary), has_head=False)
    _add(workbook, "Chỉ tiêu", _figures(content))
    for number, block in enumerate(_tables(content), start=1):
        _add(workbook, f"{number}. {block.caption}", _ROWS[block.type](block))
    output = BytesIO()
    workbook.save(output)
    return output.getvalue()


def _add(workbook: Workbook, name: str, rows: Rows, *, has_head: bool = True) -> None:
    """One sheet with columns as wide as what stands in them; a head stays in view."""
    sheet = workbook.create_sheet(_sheet_name(name))
    cells = [[for_excel(value) for value in row] for row in rows]
    for index in range(max((len(row) for row in cells), default=0)):
        lengths = (len(str(row[index])) for row in cells if index < len(row) and row[index] is not None)
        width = min(max(lengths, default=0) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(index + 1)].width = max(width, _NARROWEST)
    if has_head:
        sheet.freeze_panes = "A2"
    for index, row in enumerate(cells):
        sheet.append([_bold(sheet, value) for value in row] if has_head and index == 0 else row)


def _sheet_name(name: str) -> str:
    """As Excel takes it, shortened between words."""
    plain = _FORBIDDEN.sub(" ", name).strip("' ")
    if len(plain) > _LONGEST_NAME:
        plain = plain[:_LONGEST_NAME].rpartition(" ")[0] or plain[:_LONGEST_NAME]
    return plain.strip("' ")


def _bold(sheet: Any, value: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.font = _BOLD
    return cell


def _about(content: Content, summary: Sequence[str]) -> Rows:
    yield ["Báo cáo", content.title]
    yield ["Kỳ báo cáo", content.period]
    yield ["Phạm vi", content.scope or "Toàn tỉnh"]
    yield ["Thời điểm tính", for_excel(content.computed_at)]
    if content.is_demo:
        yield ["Lưu ý", DEMO_NOTE.strip("()")]
    for line in summary:
        yield ["Tóm tắt", line]


def _figures(content: Content) -> Rows:
    yield ["Mã", "Chỉ tiêu", "Đơn vị", "Kỳ này", "Kỳ trước", "Tăng, giảm", "Cùng kỳ năm trước", "Ghi chú"]
    for part in content.parts:
        yield from _figures_of(part)


def _figures_of(part: Part) -> Rows:
    for block in part.blocks:
        if isinstance(block, Figures):
            for f in block.figures:
                yield [f.code, f.label, f.unit, f.value, f.previous, f.change, f.last_year, f.note]
    for inner in part.parts:
        yield from _figures_of(inner)


def _tables(content: Content) -> Iterator[Any]:
    blocks = [block for part in content.parts for block in _blocks_of(part)]
    blocks += [block for annex in content.annexes for block in annex.blocks]
    return (block for block in blocks if not isinstance(block, (Text, Figures)))


def _blocks_of(part: Part) -> list[Any]:
    return [*part.blocks, *(block for inner in part.parts for block in _blocks_of(inner))]


def _grid(block: Grid) -> Rows:
    yield [head.title for head in block.heads]
    yield from block.rows


def _chart(block: Chart) -> Rows:
    yield ["", *(line.name for line in block.lines)]
    for index, category in enumerate(block.categories):
        yield [category, *(line.values[index] for line in block.lines)]


def _map(block: Map) -> Rows:
    yield ["Địa điểm", "Vĩ độ", "Kinh độ", block.unit or "Số lượng"]
    for place in block.places:
        yield [place.name, place.latitude, place.longitude, place.value]


def _photos(block: Photos) -> Rows:
    yield ["Ảnh"]
    yield from ([photo.caption] for photo in block.photos)


_ROWS: dict[str, Callable[[Any], Rows]] = {"grid": _grid, "chart": _chart, "map": _map, "photos": _photos}
