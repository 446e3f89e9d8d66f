"""The block at the end of an issued report by which anybody can check it: QR code, code in letters, address."""

import segno
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black
from reportlab.platypus import Flowable, Table

from reports.layout import styles
from reports.layout.paragraphs import paragraph
from reports.layout.tables import BARE
from reports.layout.text import bold, join, link

_SIDE = 62.0


def verification_block(code: str, url: str) -> Flowable:
    """Where to check the report, as a picture for a phone and as words."""
    words = join(
        "Mã xác thực: ",
        bold(grouped(code)),
        "\nQuét mã hoặc mở địa chỉ sau để kiểm tra tính xác thực của văn bản này:\n",
        link(url, url),
    )
    table = Table(
        [[qr_code(url), paragraph(words, styles.RECIPIENT)]],
        colWidths=(_SIDE + 10, styles.BODY_WIDTH - _SIDE - 10),
        style=BARE,
    )
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("ALIGN", (0, 0), (-1, -1), "LEFT")])
    table.spaceBefore = 14
    return table


def grouped(code: str) -> str:
    """``ABCD-EFGH-JKLM``: as people read it out."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def qr_code(text: str) -> Drawing:
    """The text as a QR code of plain squares; runs of dark modules in a row are drawn as one."""
    matrix = list(segno.make(text, error="m", micro=False).matrix)
    size = _SIDE / len(matrix)
    drawing = Drawing(_SIDE, _SIDE)
    for row, modules in enumerate(matrix):
        start = 0
        while start < len(modules):
            end = start
            while end < len(modules) and modules[end]:
                end += 1
            if end > start:
                y = _SIDE - (row + 1) * size
                bar = Rect(start * size, y, (end - start) * size, size)
                bar.fillColor, bar.strokeColor = black, None
                drawing.add(bar)
            start = end + 1
    return drawing
