"""What a report says, as data: the same content is set as PDF, shown as a web page and written as a spreadsheet.

A kind of report computes a ``Content`` from the query functions that the screens use; it is stored with the document,
so that a report can be set again years later without asking the database, and gives the same bytes. The words in it
are Vietnamese: an official document has one language.

``None`` is a figure that does not exist ("chưa có số liệu"); it is never shown as 0 and never compared.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from ioc_site.common import vietnamese

Number = int | float | None
Cell = int | float | str | None
NO_DATA = "Chưa có số liệu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the period, beside that of the period before and of the same one last year.

    ``better`` says whether more is good (``up``), bad (``down``) or neither; ``note`` where the number comes from or
    why there is none. ``unit`` stands behind the number in the summary (``phản ánh``, ``%``).
    """

    code: str
    label: str
    value: Number
    previous: Number = None
    last_year: Number = None
    unit: str = ""
    decimals: int = 0
    better: Literal["up", "down", ""] = ""
    note: str = ""

    @property
    def change(self) -> float | None:
        """Difference to the period before, in the figure's own unit."""
        return _difference(self.value, self.previous)

    @property
    def change_over_year(self) -> float | None:
        return _difference(self.value, self.last_year)

    @property
    def change_percent(self) -> float | None:
        """Difference to the period before in per cent of it; ``None`` for a rate, and where that one was 0."""
        return _percent(self.change, self.previous) if self.unit != "%" else None


def _difference(value: Number, other: Number) -> float | None:
    return None if value is None or other is None else value - other


def _percent(change: float | None, base: Number) -> float | None:
    return 100 * change / abs(base) if change is not None and base else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Paragraphs of running text."""

    paragraphs: tuple[str, ...]
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Figures with their comparisons, as a table."""

    caption: str
    figures: tuple[Figure, ...]
    type: Literal["figures"] = "figures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a table's column; figures stand to the right, with ``decimals`` places."""

    title: str
    share: float = 1
    align: Literal["left", "center", "right"] = "left"
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; with ``total`` the last row is the sum of the others."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = ""
    total: bool = False
    type: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A series of a chart, one value a category."""

    name: str
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart of up to four series."""

    caption: str
    form: Literal["bars", "long_bars", "lines"]
    categories: tuple[str, ...]
    lines: tuple[Line, ...]
    decimals: int = 0
    type: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on a map (WGS 84 degrees) with its number."""

    name: str
    latitude: float
    longitude: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A small map of the province with circles as large as the numbers."""

    caption: str
    places: tuple[Place, ...]
    unit: str = ""
    type: Literal["map"] = "map"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo by its name in the private storage: erased photos do not live on in the content of reports. Without a
    ``path`` the photo is named and not shown."""

    caption: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """Photos side by side; one that is gone by the time of setting is named as gone."""

    caption: str
    photos: tuple[Photo, ...]
    type: Literal["photos"] = "photos"


Block = Annotated[Text | Figures | Grid | Chart | Map | Photos, Field(discriminator="type")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section with its heading; numbers (``I.``, ``1.``, ``a)``) come by themselves."""

    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """Details behind the report, on pages of their own, wide where a table needs it."""

    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A whole report. ``subject`` is the trích yếu without the period; ``summary`` are sentences that rules made of the
    figures, which staff may edit before approval; ``asks`` are the proposals at the end. ``addressee`` is whom a
    submission is for (Kính gửi), ``closing`` its last sentence instead of the one that ends reports. ``is_demo`` marks
    figures that rest on generated data.
    """

    subject: str
    period: str
    scope: str
    computed_at: datetime
    summary: tuple[str, ...]
    parts: tuple[Part, ...]
    grounds: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = field(default=())
    addressee: str = ""
    closing: str = ""
    is_demo: bool = False

    @property
    def title(self) -> str:
        """The full trích yếu: what about, when, and where if not the whole province."""
        words = " ".join(filter(None, (self.subject, self.scope, self.period)))
        return words[:1].upper() + words[1:]


@cache
def _adapter() -> TypeAdapter[Content]:
    return TypeAdapter(Content)


def to_json(content: Content) -> dict[str, Any]:
    """The content as JSON can hold it."""
    made: dict[str, Any] = _adapter().dump_python(content, mode="json")
    return made


def from_json(data: dict[str, Any]) -> Content:
    """The content again; raises ``ValueError`` for what ``to_json`` did not make."""
    return _adapter().validate_python(data)


def shown(value: float, figure: Figure) -> str:
    """A number of a figure in Vietnamese form, without its unit."""
    return vietnamese.number(value, figure.decimals)


def figures_of(content: Content) -> dict[str, Figure]:
    """Every figure of a report by its code."""
    return {f.code: f for part in content.parts for f in _figures_in(part)}


def _figures_in(part: Part) -> list[Figure]:
    own = [figure for block in part.blocks if isinstance(block, Figures) for figure in block.figures]
    return own + [figure for inner in part.parts for figure in _figures_in(inner)]
