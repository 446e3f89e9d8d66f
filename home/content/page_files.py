"""The shape of the files below ``data/guidance`` and ``data/news``: one page each, its texts in Markdown.

Of Markdown only what the editor offers too is read: paragraphs, lists, bold, italics and links.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from markdown_it import MarkdownIt
from pydantic import Field, model_validator

from home.content.enums import Audience, Severity
from ioc_site.common.datafiles import StrictRow, read_data_file
from ioc_site.common.subsystems import Subsystem

GUIDANCE_FOLDER = settings.BASE_DIR / "data" / "guidance"
NEWS_FOLDER = settings.BASE_DIR / "data" / "news"
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
_markdown = MarkdownIt("zero").enable(["list", "emphasis", "link"])


def rich_text(markdown: str) -> str:
    """The HTML of a text of the files; other markup, HTML included, is shown as typed."""
    return _markdown.render(markdown).strip()


class StepRow(StrictRow):
    title: str
    text: str = ""


class NoticeRow(StrictRow):
    severity: Severity
    title: str = ""
    text: str


class QuestionRow(StrictRow):
    question: str
    answer: str


class TableRow(StrictRow):
    """``columns`` are headings; every row has as many cells, the first of which is its heading."""

    caption: str
    columns: list[str] = Field(min_length=1)
    rows: list[list[str]] = Field(min_length=1)

    @model_validator(mode="after")
    def rows_are_as_long_as_columns(self) -> "TableRow":
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs as many cells as there are columns")
        return self


class ClauseRow(StrictRow):
    place: str
    note: str = ""


class ActionRow(StrictRow):
    text: str
    label: str
    link: str


class BlockRow(StrictRow):
    """One block of a page: exactly one of the keys."""

    text: str | None = None
    heading: str | None = None
    steps: list[StepRow] | None = None
    notice: NoticeRow | None = None
    questions: list[QuestionRow] | None = None
    table: TableRow | None = None
    clause: ClauseRow | None = None
    action: ActionRow | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> "BlockRow":
        if len(self.model_fields_set) != 1:
            raise ValueError("a block has exactly one key")
        return self

    def stored(self) -> dict[str, Any]:
        """The block as ``home.content.blocks.BodyBlock`` stores it."""
        (kind,) = self.model_fields_set
        return {"type": kind, "value": _STORED[kind](getattr(self, kind))}


_STORED = {
    "text": rich_text,
    "heading": lambda text: {"text": text, "level": "h2"},
    "steps": lambda rows: {"steps": [{"title": row.title, "text": rich_text(row.text)} for row in rows]},
    "notice": lambda row: {"severity": row.severity.value, "title": row.title, "text": rich_text(row.text)},
    "questions": lambda rows: {
        "questions": [{"question": row.question, "answer": rich_text(row.answer)} for row in rows]
    },
    "table": lambda row: {
        "row_headings": True,
        "table": {
            "caption": row.caption,
            "columns": [{"type": "text", "heading": heading} for heading in row.columns],
            "rows": [{"values": cells} for cells in row.rows],
        },
    },
    "clause": lambda row: row.model_dump(),
    "action": lambda row: row.model_dump() | {"page": None},
}


class PageRow(StrictRow):
    """What every page has; ``related`` are slugs of guidance to read next."""

    title: str = Field(max_length=255)
    slug: Slug
    summary: str = Field(max_length=300)
    audience: Audience = Audience.CITIZEN
    subsystem: Subsystem | None = None
    related: list[Slug] = []
    body: list[BlockRow] = Field(min_length=1)

    def fields(self) -> dict[str, Any]:
        """The values of the page's own fields."""
        plain = self.model_dump(exclude={"body", "related"})
        return plain | {"subsystem": self.subsystem or "", "body": [block.stored() for block in self.body]}


class GuidanceRow(PageRow):
    review_by: date


class NewsRow(PageRow):
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file that was read; ``digest`` is the SHA-256 of its bytes."""

    source: str
    digest: str
    row: PageRow


def read_page_files(folder: Path, shape: type[PageRow]) -> list[PageFile]:
    """The files of a folder by name; raises ``ioc_site.common.datafiles.DataFileError`` with the line of each fault."""
    return [
        PageFile(
            source=f"{folder.name}/{path.name}",
            digest=hashlib.sha256(path.read_bytes()).hexdigest(),
            row=read_data_file(path, shape).content,
        )
        for path in sorted(folder.glob("*.yaml"))
    ]
