"""From parts to a PDF file: pages, page numbers, outline, contents, draft watermark, and the archive pass.

A document is a sequence of parts. Each part starts a page and counts its own pages (an annex and an attached
regulation do, Decree 30), with the number at the top centre from its second page on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate
from reportlab.platypus.tableofcontents import TableOfContents

from reports.layout import fonts, styles
from reports.layout.archive import archive_pdf
from reports.layout.flow import KeepWithLead
from reports.layout.paragraphs import paragraph
from reports.layout.tables import BARE
from reports.layout.text import markup, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What the file says about itself. ``created`` (with time zone) is the only time in it: no clock is read."""

    title: str
    author: str
    created: datetime
    subject: str = ""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part with its own page numbers. ``label`` ("PL I") stands before its page numbers in the contents."""

    story: Sequence[Flowable]
    label: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The table of contents, at this place among the parts; left out of a document with fewer pages than
    ``least_pages``, where nobody needs it."""

    title: str = "MỤC LỤC"
    depth: int = 3
    least_pages: int = 0


Part = Section | Contents
DRAFT = "DỰ THẢO"


def build_pdf(parts: Sequence[Part], properties: Properties, *, draft: bool = False) -> bytes:
    """Set the parts and give the finished PDF/A-2b file; the same input gives the same bytes.

    A flowable can be set once only: make new ones for each call. ``draft`` prints DỰ THẢO across each page.
    """
    fonts.register_fonts()
    output = BytesIO()
    template = _Template(output, parts, properties, draft)
    # Contents are laid out last, when every page number is known, and moved to their place: one pass instead of two.
    laid_out = sorted(range(len(parts)), key=lambda index: isinstance(parts[index], Contents))
    story: list[Flowable] = []
    for index in laid_out:
        part = parts[index]
        story += [NextPageTemplate(f"{index} first"), PageBreak()] if story else []
        story += part.story if isinstance(part, Section) else _contents(part, template)
    template.build(story)
    others = sum(len(template.pages_of(i)) for i, part in enumerate(parts) if isinstance(part, Section))
    kept = [i for i, part in enumerate(parts) if isinstance(part, Section) or others >= part.least_pages]
    pages = [page for index in kept for page in template.pages_of(index)]
    return archive_pdf(output.getvalue(), properties, pages)


class _Template(BaseDocTemplate):
    """One pair of page templates a part: its first page without a number, the others with."""

    def __init__(self, output: BytesIO, parts: Sequence[Part], properties: Properties, draft: bool) -> None:
        super().__init__(
            output,
            pagesize=(styles.PAGE_WIDTH, styles.PAGE_HEIGHT),
            title=printable(properties.title),
            author=printable(properties.author),
            lang="vi-VN",
            displayDocTitle=True,
            invariant=1,
            initialFontName=fonts.REGULAR,
            keepTogetherClass=KeepWithLead,
        )
        self._draft = draft
        self._level = 0
        self.entries: list[tuple[int, str, int, str]] = []
        self.labels: dict[int, str] = {}  # page of the file (from 1) to the number that people see
        self._parts: dict[int, list[int]] = {}
        laid_out = sorted(range(len(parts)), key=lambda index: isinstance(parts[index], Contents))
        for index in laid_out:
            self.addPageTemplates(self._templates(index, parts[index]))

    def beforeDocument(self) -> None:
        self.canv.setNamedCB("list_entry", self._list_entry)  # named by the markup that paragraphs.entry() makes

    def _list_entry(self, canvas: Any, _kind: str | None, label: str) -> None:
        """An entry of outline and contents, where its paragraph is drawn."""
        level_text, title = label.split(":", 1)
        level = int(level_text) - 1
        key = f"muc-{len(self.entries) + 1}"
        canvas.bookmarkHorizontal(key, 0, canvas._curr_tx_info["cur_y"] + styles.BODY.leading)
        # An outline may go down one level at a time only.
        self._level = min(level, self._level + 1) if self.entries else 0
        canvas.addOutlineEntry(title, key, self._level, closed=self._level > 0)
        self.entries.append((level, markup(title), self.page, key))

    def pages_of(self, part: int) -> list[int]:
        """The pages that a part takes in the file, counted from 0."""
        return [page - 1 for page in self._parts.get(part, [])]

    def _templates(self, index: int, part: Part) -> list[PageTemplate]:
        turned = isinstance(part, Section) and part.landscape
        width, height = (
            landscape((styles.PAGE_WIDTH, styles.PAGE_HEIGHT)) if turned else (styles.PAGE_WIDTH, styles.PAGE_HEIGHT)
        )
        label = part.label if isinstance(part, Section) else ""

        def begin_page(canvas: Canvas, _template: BaseDocTemplate) -> None:
            self._begin_page(canvas, index, label)

        return [
            PageTemplate(
                id=f"{index} {which}",
                frames=[_frame(width, height)],
                pagesize=(width, height),
                onPage=begin_page,
                autoNextPageTemplate=f"{index} next",
            )
            for which in ("first", "next")
        ]

    def _begin_page(self, canvas: Any, part: int, label: str) -> None:
        pages = self._parts.setdefault(part, [])
        pages.append(self.page)
        number = str(len(pages))
        self.labels[self.page] = f"{label}-{number}" if label else number
        width, height = canvas._pagesize
        canvas.saveState()
        if self._draft:
            _watermark(canvas, width, height)
        if len(pages) > 1:
            canvas.setFont(fonts.REGULAR, styles.BODY.fontSize)
            centre = styles.MARGIN_LEFT + (width - styles.MARGIN_LEFT - styles.MARGIN_RIGHT) / 2
            canvas.drawCentredString(centre, height - styles.MARGIN_TOP * 0.68, number)
        canvas.restoreState()


def _frame(width: float, height: float) -> Frame:
    return Frame(
        styles.MARGIN_LEFT,
        styles.MARGIN_BOTTOM,
        width - styles.MARGIN_LEFT - styles.MARGIN_RIGHT,
        height - styles.MARGIN_TOP - styles.MARGIN_BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )


def _watermark(canvas: Canvas, width: float, height: float) -> None:
    canvas.translate(width / 2, height / 2)
    canvas.rotate(55)
    canvas.setFont(fonts.BOLD, 104)
    canvas.setFillGray(0.9)
    canvas.drawCentredString(0, -36, DRAFT)
    canvas.rotate(-55)
    canvas.translate(-width / 2, -height / 2)
    canvas.setFillGray(0)


class _ContentsTable(TableOfContents):
    """Reportlab's table of contents, filled from this pass instead of the last one."""

    def __init__(self, template: _Template, depth: int) -> None:
        super().__init__(
            levelStyles=list(styles.CONTENTS_LEVELS),
            tableStyle=BARE,
            dotsMinLevel=0,
            formatter=lambda page: template.labels[page],
        )
        self._template = template
        self._depth = depth

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        self._lastEntries = [entry for entry in self._template.entries if entry[0] < self._depth]
        return super().wrap(availWidth, availHeight)


def _contents(part: Contents, template: _Template) -> list[Flowable]:
    return [paragraph(part.title, styles.KIND), _ContentsTable(template, part.depth)]
