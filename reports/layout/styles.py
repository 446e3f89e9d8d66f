"""Measures and styles of Decree 30/2020/NĐ-CP (Appendix I, section IV), which every document of the province follows.

Page A4; margins 20 mm top and bottom, 30 mm left, 15 mm right; Times 13-14 pt, black; body justified, first line
indented 1.27 cm, at least 6 pt between paragraphs. Lengths are points unless the name says otherwise.
"""

from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm, mm

from reports.layout import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN_TOP = 20 * mm
MARGIN_BOTTOM = 20 * mm
MARGIN_LEFT = 30 * mm
MARGIN_RIGHT = 15 * mm
BODY_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
BODY_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
LANDSCAPE_WIDTH = PAGE_HEIGHT - MARGIN_LEFT - MARGIN_RIGHT  # of the text on a page laid on its side
FIRST_LINE_INDENT = 1.27 * cm
RULE_THICKNESS = 0.75


def _style(name: str, parent: ParagraphStyle | None = None, **attributes: Any) -> ParagraphStyle:
    return ParagraphStyle(name, parent=parent, **attributes)


BODY = _style(
    "body",
    fontName=fonts.REGULAR,
    fontSize=14,
    leading=18,
    alignment=TA_JUSTIFY,
    firstLineIndent=FIRST_LINE_INDENT,
    spaceBefore=6,
    allowWidows=0,
    allowOrphans=0,
)
PLAIN = _style("plain", BODY, firstLineIndent=0, alignment=TA_LEFT)
CENTERED = _style("centered", BODY, firstLineIndent=0, alignment=TA_CENTER)
GROUND = _style("ground", BODY, fontName=fonts.ITALIC)
REMARK = _style("remark", BODY, fontName=fonts.ITALIC, fontSize=12, leading=15, spaceBefore=4)
BULLET = _style("bullet", BODY)
COPY_NOTE = _style("copy_note", REMARK, spaceBefore=18)
AMENDED = _style("amended", REMARK, spaceBefore=2)

# The head of a document.
COUNTRY = _style("country", CENTERED, fontName=fonts.BOLD, fontSize=13, leading=16, spaceBefore=0)
MOTTO = _style("motto", COUNTRY, fontSize=14, leading=17)
PARENT = _style("parent", COUNTRY, fontName=fonts.REGULAR)
ISSUER = _style("issuer", COUNTRY)
NUMBER = _style("number", CENTERED, fontSize=13, leading=16, spaceBefore=0)
SUBJECT = _style("subject", NUMBER, fontSize=12, leading=15)
PLACE_AND_DATE = _style("place_and_date", NUMBER, fontName=fonts.ITALIC, fontSize=14, leading=16)
KIND = _style("kind", CENTERED, fontName=fonts.BOLD, leading=18, spaceBefore=0)
TITLE = _style("title", KIND)
TITLE_NOTE = _style("title_note", CENTERED, fontName=fonts.ITALIC, spaceBefore=0)
AUTHORITY = _style("authority", KIND, spaceBefore=12, spaceAfter=6)

ADDRESSEE = _style("addressee", CENTERED, spaceBefore=6, spaceAfter=6)

# Structure of a legal text.
CHAPTER = _style("chapter", KIND, spaceBefore=12)
CHAPTER_TITLE = _style("chapter_title", KIND, spaceAfter=6)
ARTICLE = _style("article", BODY, fontName=fonts.BOLD, spaceBefore=9)

# Structure of a report: I. 1. a)
HEADINGS = (
    _style("heading_1", BODY, fontName=fonts.BOLD, spaceBefore=12),
    _style("heading_2", BODY, fontName=fonts.BOLD, spaceBefore=9),
    _style("heading_3", BODY, fontName=fonts.BOLD_ITALIC),
)

# Tables and figures.
CAPTION = _style("caption", CENTERED, fontName=fonts.BOLD, fontSize=13, leading=16, spaceBefore=9, spaceAfter=4)
UNIT = _style("unit", REMARK, firstLineIndent=0, alignment=TA_RIGHT, spaceBefore=0, spaceAfter=3)
SOURCE = _style("source", REMARK, firstLineIndent=0, alignment=TA_LEFT, spaceBefore=3)
PHOTO = _style("photo", CENTERED, fontName=fonts.ITALIC, fontSize=11, leading=14, spaceBefore=3)
CELL_SIZE = 12
CELL = _style("cell", PLAIN, fontSize=CELL_SIZE, leading=14.5, spaceBefore=0)
CELL_CENTERED = _style("cell_centered", CELL, alignment=TA_CENTER)
CELL_RIGHT = _style("cell_right", CELL, alignment=TA_RIGHT)
CELL_HEAD = _style("cell_head", CELL_CENTERED, fontName=fonts.BOLD)

# The foot of a document.
RECIPIENTS_LABEL = _style("recipients_label", PLAIN, fontName=fonts.BOLD_ITALIC, fontSize=12, leading=15, spaceBefore=0)
RECIPIENT = _style("recipient", PLAIN, fontSize=11, leading=13.5, spaceBefore=0)
SIGNATURE = _style("signature", KIND, leading=17)
SIGNATURE_NOTE = _style("signature_note", CENTERED, fontName=fonts.ITALIC, fontSize=13, leading=16, spaceBefore=0)

# Contents.
CONTENTS_LEVELS = (
    _style("contents_1", PLAIN, fontName=fonts.BOLD, fontSize=13, leading=17, spaceBefore=4, rightIndent=30),
    _style("contents_2", PLAIN, fontSize=13, leading=17, spaceBefore=2, leftIndent=14, rightIndent=30),
    _style("contents_3", PLAIN, fontSize=13, leading=17, spaceBefore=2, leftIndent=28, rightIndent=30),
)
