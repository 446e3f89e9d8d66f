"""The shape of ``data/site.yaml``: the pages and the menu that the portal starts with."""

import re
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.html import escape
from pydantic import Field, model_validator

from home.models import MenuPlace
from ioc_site.common.datafiles import StrictRow, read_data_file
from ioc_site.common.subsystems import Subsystem

SITE_FILE = settings.BASE_DIR / "data" / "site.yaml"


class StepRow(StrictRow):
    title: str
    text: str


class HomeRow(StrictRow):
    title: str
    heading: str
    lead: str
    search_description: str
    report_heading: str
    report_text: str
    report_steps: list[StepRow]


class ListRow(StrictRow):
    """One of the two lists of pages that the content room fills."""

    kind: Literal["guidance", "news"]
    title: str
    slug: str
    introduction: str


class BlockRow(StrictRow):
    """A heading or a text; never both."""

    heading: str = ""
    text: str = ""

    @model_validator(mode="after")
    def one_of_two(self) -> "BlockRow":
        if bool(self.heading) == bool(self.text):
            raise ValueError("heading or text, one of the two")
        return self


class ComponentRow(StrictRow):
    subsystem: Subsystem
    title: str
    lead: str
    body: list[BlockRow]


class ComponentsRow(StrictRow):
    title: str
    lead: str
    search_description: str
    pages: list[ComponentRow] = Field(min_length=len(Subsystem), max_length=len(Subsystem))


class MenuRow(StrictRow):
    place: MenuPlace
    label: str
    label_en: str
    link: str = Field(pattern=r"^/\S*$")


class FrameRow(StrictRow):
    organisation: str
    operator: str
    menu: list[MenuRow]


class SiteFile(StrictRow):
    home: HomeRow
    lists: list[ListRow]
    components: ComponentsRow
    frame: FrameRow


def read_site_file(path: Path = SITE_FILE) -> SiteFile:
    """Read the file; raises ``ioc_site.common.datafiles.DataFileError`` with the line of each fault."""
    return read_data_file(path, SiteFile).content


def rich_text(text: str) -> str:
    """The HTML of a text of the file: an empty line starts a paragraph, lines with ``- `` are a list."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        items = re.split(r"^- ", paragraph, flags=re.MULTILINE)
        if len(items) > 1:
            parts.append("<ul>" + "".join(f"<li>{_line(item)}</li>" for item in items[1:]) + "</ul>")
        else:
            parts.append(f"<p>{_line(paragraph)}</p>")
    return "".join(parts)


def _line(text: str) -> str:
    return escape(" ".join(text.split()))
