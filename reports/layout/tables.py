"""Tables: the invisible ones that set blocks side by side, and tables of data."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, Table, TableStyle

from reports.layout import fonts, styles

# A table selects its own font before each cell, also one that holds paragraphs; reportlab's would be Helvetica.
_FONT = ("FONT", (0, 0), (-1, -1), fonts.REGULAR, styles.CELL_SIZE)


def side_by_side(rows: Sequence[list[list[Flowable]]], widths: Sequence[float], *, split_in_row: bool = False) -> Table:
    """Blocks in columns without lines or padding, each centred in its column."""
    return Table(
        rows,
        colWidths=widths,
        splitInRow=int(split_in_row),
        style=TableStyle(
            [
                _FONT,
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("ALIGN", (0, 0), (-1, -1), "CENTER"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        ),
    )
