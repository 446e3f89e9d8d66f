"""Tables: the invisible ones that set blocks side by side, and tables of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from reportlab.platypus import Flowable, Paragraph, Table, TableStyle

from ioc_site.common.vietnamese import number
from reports.layout import fonts, styles
from reports.layout.paragraphs import paragraph
from reports.layout.text import bold, printable

NO_DATA = "…"  # as statistical yearbooks mark a figure that exists and was not collected
NO_FIGURES = "Không có số liệu"

Cell = str | int | float | Decimal | None


BARE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)
_PADDING = 4.0
_LEAST_ROW = styles.CELL.leading + 4  # points
_WIDEST = 0.3  # of a table, for one word
_MOST_LEAD = styles.BODY_HEIGHT / 2  # a first row of half a page and more is rather broken
_LONG_CELL = 1200  # characters; a row with more may be broken within
_CELL_STYLES = {"left": styles.CELL, "center": styles.CELL_CENTERED, "right": styles.CELL_RIGHT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table of figures.

    ``share`` is its width relative to the others. Columns of figures are aligned "right", with ``decimals`` places
    (without: as many as each figure has). Neighbours with the same ``group`` stand under one common head.
    """

    title: str
    share: float = 1
    align: Literal["left", "center", "right"] = "left"
    decimals: int | None = None
    group: str = ""


def figures_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    unit: str = "",
    source: str = "",
    total: bool = False,
    width: float = styles.BODY_WIDTH,
) -> list[Flowable]:
    """A table that goes on over pages and repeats its head on each.

    ``None`` is shown as ``…`` (no data, never 0); with ``total`` the last row is set in bold. ``width`` is that of the
    text, wider on a landscape page. Without rows it says so in one line across the table.
    """
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row has as many cells as there are columns")
    above = [paragraph(caption, styles.CAPTION)] if caption else []
    above += [paragraph(f"Đơn vị tính: {unit}", styles.UNIT)] if unit else []
    for line in above:
        line.keepWithNext = True
    below = [paragraph(source, styles.SOURCE)] if source else []
    return [*above, _figures(columns, rows, total and bool(rows), width), *below]


def side_by_side(rows: Sequence[list[list[Flowable]]], widths: Sequence[float], *, split_in_row: bool = False) -> Table:
    """Blocks in columns without lines or padding, each centred in its column."""
    return Table(rows, colWidths=widths, splitInRow=int(split_in_row), style=BARE)


def _figures(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: bool, width: float) -> "FiguresTable":
    widths = _widths(columns, rows, width)
    setters = [_CellSetter(column, space - 2 * _PADDING) for column, space in zip(columns, widths, strict=True)]
    body: list[list[Any]] = [
        [setter.set(cell) for setter, cell in zip(setters, row, strict=True)] for row in (rows[:-1] if total else rows)
    ]
    if total:
        body.append([setter.set(cell, strong=True) for setter, cell in zip(setters, rows[-1], strict=True)])
    head, look = _head(columns)
    look += [("ALIGN", (i, len(head)), (i, -1), column.align.upper()) for i, column in enumerate(columns)]
    if not rows:
        body.append([paragraph(NO_FIGURES, styles.CELL_CENTERED), *[""] * (len(columns) - 1)])
        look.append(("SPAN", (0, -1), (-1, -1)))
    return FiguresTable(head, body, widths, look, breaks_rows=_has_long_cell(rows))


def _has_long_cell(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(isinstance(cell, str) and len(cell) > _LONG_CELL for row in rows for cell in row)


class FiguresTable(Flowable):
    """A table of any length, laid out page by page.

    Reportlab's ``Table`` lays out all rows that are left again on every page: 5,000 rows take five times as long
    as they do when it is given one page's rows at a time.
    """

    spaceBefore = 6
    spaceAfter = 6

    def __init__(
        self,
        head: list[list[Any]],
        body: list[list[Any]],
        widths: list[float],
        look: list[tuple[Any, ...]],
        *,
        breaks_rows: bool,
        begins: bool = True,
    ) -> None:
        super().__init__()
        self._head, self._body, self._widths, self._look = head, body, widths, look
        self._breaks_rows, self._begins = breaks_rows, begins
        self._piece: Any = None  # the part that may fit the page at hand

    @property
    def lead_height(self) -> float:
        """Height of the head and the first two rows, which stay with the heading above."""
        lead = self._table(self._body[:2], is_end=False)
        return min(float(lead.wrap(sum(self._widths), styles.BODY_HEIGHT)[1]), _MOST_LEAD)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        count = int(aH / _LEAST_ROW) + 2
        is_end = count >= len(self._body)
        self._piece = self._table(self._body[:count], is_end=is_end)
        width, height = self._piece.wrap(aW, aH)
        return width, height if is_end else 0xFFFFFF

    def split(self, aW: float, aH: float) -> list[Flowable]:
        self.wrap(aW, aH)
        parts: list[Any] = self._piece.split(aW, aH)
        if len(parts) != 2:
            return parts
        here, overleaf = parts
        taken = len(self._piece._cellvalues) - len(self._head)
        rest = overleaf._cellvalues[len(self._head) :] + self._body[taken:]
        return [
            here,
            FiguresTable(self._head, rest, self._widths, self._look, breaks_rows=self._breaks_rows, begins=False),
        ]

    def draw(self) -> None:
        self._piece.drawOn(self.canv, 0, 0)

    def _table(self, rows: list[list[Any]], *, is_end: bool) -> Table:
        first = len(self._head)
        look = [*_LOOK, *self._look]
        # Neither the first nor the last row (often the total) stands alone on its page.
        if self._begins and len(rows) > 1:
            look.append(("NOSPLIT", (0, first), (0, first + 1)))
        if is_end and len(rows) > 2:
            look.append(("NOSPLIT", (0, -2), (0, -1)))
        return Table(
            [*self._head, *rows],
            colWidths=self._widths,
            repeatRows=first,
            splitInRow=int(self._breaks_rows),
            style=TableStyle(look),
        )


def _needed(column: Column, cells: Sequence[Cell], width: float) -> float:
    """What a column needs at least; a word without end is broken rather than taking the room of the others."""
    texts = [_text(cell, column.decimals) for cell in cells]
    if column.align != "right":
        texts = [word for text in texts for word in text.split()]
    longest = max((fonts.text_width(text, fonts.BOLD, styles.CELL_SIZE) for text in set(texts)), default=0)
    heading = max((fonts.text_width(w, fonts.BOLD, styles.CELL_SIZE) for w in column.title.split()), default=0)
    return min(max(longest, heading), _WIDEST * width) + 2 * _PADDING + 0.5


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: float) -> list[float]:
    """Widths by share, but never less than the longest figure or word of a column needs: neither is broken."""
    needed = [_needed(column, [row[index] for row in rows], width) for index, column in enumerate(columns)]
    unit = width / sum(column.share for column in columns)
    grown = {index: need for index, need in enumerate(needed) if need > columns[index].share * unit}
    rest = width - sum(grown.values())
    if rest <= 0:
        return [column.share * unit for column in columns]
    unit = rest / (sum(column.share for index, column in enumerate(columns) if index not in grown) or 1)
    return [grown.get(index, column.share * unit) for index, column in enumerate(columns)]


_LOOK: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), fonts.REGULAR, styles.CELL_SIZE, styles.CELL.leading),
    ("GRID", (0, 0), (-1, -1), 0.5, "black"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]


def _head(columns: Sequence[Column]) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
    """The rows of the head, and the spans of common heads."""
    titles: list[Any] = [paragraph(column.title, styles.CELL_HEAD) for column in columns]
    if not any(column.group for column in columns):
        return [titles], []
    upper: list[Any] = []
    commands: list[tuple[Any, ...]] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        first, count = len(upper), len(list(members))
        if group:
            upper += [paragraph(group, styles.CELL_HEAD), *[""] * (count - 1)]
            commands.append(("SPAN", (first, 0), (first + count - 1, 0)))
        else:
            upper += titles[first : first + count]
            titles[first : first + count] = [""] * count
            commands += [("SPAN", (index, 0), (index, 1)) for index in range(first, first + count)]
    return [upper, titles], commands


class _CellSetter:
    """Turns the values of one column into what the table draws: text that fits as it is, other text as paragraphs."""

    def __init__(self, column: Column, width: float) -> None:
        self._style = _CELL_STYLES[column.align]
        self._decimals = column.decimals
        self._width = width

    def set(self, cell: Cell, *, strong: bool = False) -> str | Paragraph:
        text = _text(cell, self._decimals)
        if strong:
            return paragraph(bold(text), self._style)
        if "\n" not in text and fonts.text_width(text, self._style.fontName, self._style.fontSize) <= self._width:
            return text
        return paragraph(text, self._style)


def _text(cell: Cell, decimals: int | None) -> str:
    if cell is None:
        return NO_DATA
    return printable(cell) if isinstance(cell, str) else number(cell, decimals)
