"""Tinos, the serif that every report document is set in: metrics of Times New Roman, all of Vietnamese.

The four files lie beside the code (``reports/fonts``, SIL Open Font License), not in the front-end packages: a worker
that has no Node sets the same pages, and the same input gives the same bytes on every machine.
"""

from functools import lru_cache
from pathlib import Path

from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus.tables import CellStyle

REGULAR = "Tinos"
BOLD = "Tinos-Bold"
ITALIC = "Tinos-Italic"
BOLD_ITALIC = "Tinos-BoldItalic"

_FOLDER = Path(__file__).resolve().parent.parent / "fonts"
_FILES = {
    REGULAR: "Tinos-Regular.ttf",
    BOLD: "Tinos-Bold.ttf",
    ITALIC: "Tinos-Italic.ttf",
    BOLD_ITALIC: "Tinos-BoldItalic.ttf",
}


@lru_cache(maxsize=1)
def register_fonts() -> frozenset[int]:
    """Make the family reportlab's default, once a process; gives the code points that all four faces can draw."""
    coverage: list[set[int]] = []
    for name, file in _FILES.items():
        font = TTFont(name, str(_FOLDER / file))
        pdfmetrics.registerFont(font)
        coverage.append(set(font.face.charToGlyph))
    # Reportlab selects a face before each drawing and each table cell, used or not; by default Helvetica, which cannot
    # be embedded.
    STATE_DEFAULTS["fontName"] = REGULAR
    CellStyle.fontname = REGULAR
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)
    return frozenset(set.intersection(*coverage))


def text_width(text: str, font: str, size: float) -> float:
    """Width in points of one line of text."""
    register_fonts()
    return float(pdfmetrics.stringWidth(text, font, size))
