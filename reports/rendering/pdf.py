"""From the content of a report to its PDF, with everything that Decree 30/2020/NĐ-CP puts around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from ioc_site.common.vietnamese import date_time
from reports import content as said
from reports.content import NO_DATA, Content, Figure
from reports.layout import styles
from reports.layout.charts import Series, bar_chart, line_chart
from reports.layout.closing import Signature, closing
from reports.layout.document import Contents, Properties, Section, build_pdf
from reports.layout.document import Part as PdfPart
from reports.layout.flow import with_closing
from reports.layout.head import Letterhead, annex_block, letterhead, title_block
from reports.layout.maps import MapPlace, province_map
from reports.layout.paragraphs import bullets, grounds, heading, paragraph
from reports.layout.photos import GONE, photo_rows, read_photo
from reports.layout.tables import Column, figures_table
from reports.layout.verifying import verification_block

LONG = 8  # pages from which a report gets a table of contents
_BARS_A_CHART = 18
_BLANK = "\u00a0" * 8  # to write a number by hand
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
DEMO_NOTE = "(Số liệu trong văn bản này là dữ liệu minh họa)"
DEMO_SOURCE = "Nguồn: dữ liệu minh họa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the content: who issues it, under which number, who signs, who gets it.

    Without ``number`` the report is a draft, but for a secret one (``is_numbered_by_hand``): no register of the portal
    may tell of it. ``verify_url`` and ``code`` are printed on issued reports only;
    ``corrects`` names the report that this one replaces.
    """

    issuer: str
    parent: str = ""
    symbol: str = ""
    number: str = ""
    place: str = "Bình Thuận"
    issued_on: date | None = None
    document_type: str = "BÁO CÁO"
    summary: tuple[str, ...] = ()
    signature: str = ""
    signer_name: str = ""
    recipients: tuple[str, ...] = ()
    corrects: str = ""
    code: str = ""
    verify_url: str = ""
    is_numbered_by_hand: bool = False

    @property
    def is_draft(self) -> bool:
        return not self.number and not self.is_numbered_by_hand


def set_pdf(content: Content, frame: Frame) -> bytes:
    """The report as a PDF/A-2b file; the same content and frame give the same bytes."""
    head = Letterhead(
        issuer=frame.issuer.upper(),
        parent=frame.parent.upper(),
        number=frame.number or f"{_BLANK}/{frame.symbol}",
        place=frame.place,
        issued_on=frame.issued_on,
    )
    story = letterhead(head)
    story += title_block(frame.document_type, content.title, note=DEMO_NOTE if content.is_demo else "")
    if content.addressee:
        story.append(paragraph(f"Kính gửi: {content.addressee}", styles.ADDRESSEE))
    story += grounds(content.grounds)
    if frame.corrects:
        story.append(paragraph(f"{frame.document_type.capitalize()} này thay thế {frame.corrects}."))
    story += _body(content, frame)
    story = with_closing(story, closing(frame.recipients, Signature.from_text(frame.signature, name=frame.signer_name)))
    if frame.number:
        story.append(verification_block(frame.code, frame.verify_url))
    parts: list[PdfPart] = [Section(story=story), Contents(least_pages=LONG)]
    parts += [_annex(content, frame, index) for index in range(len(content.annexes))]
    properties = Properties(
        title=f"{frame.document_type.capitalize()} {content.title}",
        author=frame.issuer,
        subject=_provenance(content),
        created=content.computed_at,
    )
    return build_pdf(parts, properties, draft=frame.is_draft)


def _body(content: Content, frame: Frame) -> list[Flowable]:
    """Summary, sections, proposals, and the last paragraph."""
    numbers = iter(_ROMAN)
    setter = _Setter(content.is_demo)
    story: list[Flowable] = [heading(1, f"{next(numbers)}.", "TÓM TẮT KẾT QUẢ"), *bullets(frame.summary)]
    for part in content.parts:
        story += setter.part(part, 1, f"{next(numbers)}.")
    if content.asks:
        story += [heading(1, f"{next(numbers)}.", "KIẾN NGHỊ, ĐỀ XUẤT"), *bullets(content.asks)]
    story.append(paragraph(_provenance(content), styles.REMARK))
    return [*story, paragraph(content.closing or f"Trên đây là báo cáo {_lowered(content.title)}./.")]


def _provenance(content: Content) -> str:
    """Of which period each number is, and when it was computed."""
    return (
        f"Số liệu {content.period or 'trong văn bản này'} do Cổng thông tin IOC Bình Thuận tổng hợp tự động, "
        f"tính tại thời điểm {date_time(content.computed_at)}; số liệu chưa có được ghi rõ là chưa có."
    )


def _lowered(title: str) -> str:
    """A title within a sentence: names in capitals (IOC) keep theirs."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _annex(content: Content, frame: Frame, index: int) -> Section:
    annex = content.annexes[index]
    alone = len(content.annexes) == 1
    label = "Phụ lục" if alone else f"Phụ lục {_ROMAN[index]}"
    number = frame.number or f"{_BLANK}/{frame.symbol}"
    story = annex_block(label, annex.title, f"(Kèm theo {frame.document_type.capitalize()} số {number})")
    setter = _Setter(content.is_demo, styles.LANDSCAPE_WIDTH if annex.wide else styles.BODY_WIDTH)
    for block in annex.blocks:
        story += setter.block(block)
    return Section(story=story, label="PL" if alone else f"PL {_ROMAN[index]}", landscape=annex.wide)


class _Setter:
    """Turns parts and blocks into flowables; tables and charts are counted as they come."""

    def __init__(self, is_demo: bool, width: float = styles.BODY_WIDTH) -> None:
        self._width = width
        self._source = DEMO_SOURCE if is_demo else ""
        self._setters: dict[str, Callable[[Any], list[Flowable]]] = {
            "text": self._text,
            "figures": self._figures,
            "grid": self._grid,
            "chart": self._chart,
            "map": self._map,
            "photos": self._photos,
        }

    def part(self, part: said.Part, level: int, number: str) -> list[Flowable]:
        title = part.title.upper() if level == 1 else part.title
        story: list[Flowable] = [heading(level, number, title)]
        for block in part.blocks:
            story += self.block(block)
        for index, inner in enumerate(part.parts):
            label = f"{index + 1}." if level == 1 else f"{_LETTERS[index]})"
            story += self.part(inner, level + 1, label)
        return story

    def block(self, block: said.Block) -> list[Flowable]:
        return self._setters[block.type](block)

    def _text(self, block: said.Text) -> list[Flowable]:
        return [paragraph(text) for text in block.paragraphs]

    def _figures(self, block: said.Figures) -> list[Flowable]:
        columns = [
            Column(title="TT", share=0.55, align="center"),
            Column(title="Chỉ tiêu", share=3.2),
            Column(title="Đơn vị", share=1.1, align="center"),
            Column(title="Kỳ này", align="right"),
            Column(title="Kỳ trước", align="right"),
            Column(title="Tăng, giảm", align="right"),
            Column(title="Cùng kỳ năm trước", align="right"),
        ]
        rows = [_figure_row(index, figure) for index, figure in enumerate(block.figures, start=1)]
        made = figures_table(columns, rows, caption=block.caption, width=self._width)
        notes = [f"{figure.label}: {figure.note}." for figure in block.figures if figure.note]
        return [*made, *(paragraph(note, styles.SOURCE) for note in notes)]

    def _grid(self, block: said.Grid) -> list[Flowable]:
        columns = [Column(title=h.title, share=h.share, align=h.align, decimals=h.decimals) for h in block.heads]
        return figures_table(
            columns, block.rows, caption=block.caption, unit=block.unit, total=block.total, width=self._width
        )

    def _chart(self, block: said.Chart) -> list[Flowable]:
        if block.form == "lines":
            lines = [Series(line.name, line.values) for line in block.lines]
            return line_chart(
                block.categories, lines, caption=block.caption, source=self._source, decimals=block.decimals
            )
        if block.form == "bars":
            lines = [Series(line.name, line.values) for line in block.lines]
            return bar_chart(
                block.categories, lines, caption=block.caption, source=self._source, decimals=block.decimals
            )
        return self._long_bars(block)

    def _long_bars(self, block: said.Chart) -> list[Flowable]:
        """Horizontal bars; more than fit on a page go on in a further chart."""
        story: list[Flowable] = []
        for start in range(0, max(1, len(block.categories)), _BARS_A_CHART):
            end = start + _BARS_A_CHART
            lines = [Series(line.name, line.values[start:end]) for line in block.lines]
            caption = block.caption if start == 0 else f"{block.caption} (tiếp theo)"
            story += bar_chart(
                block.categories[start:end],
                lines,
                caption=caption,
                source=self._source,
                decimals=block.decimals,
                direction="horizontal",
            )
        return story

    def _map(self, block: said.Map) -> list[Flowable]:
        places = [MapPlace(p.name, p.latitude, p.longitude, p.value) for p in block.places]
        return province_map(places, caption=block.caption, source=self._source)

    def _photos(self, block: said.Photos) -> list[Flowable]:
        shown = []
        for photo in block.photos:
            data = read_photo(photo.path)
            is_gone = bool(photo.path) and data is None  # since the report was computed
            shown.append((data, f"{photo.caption}: {GONE}." if is_gone else photo.caption))
        return photo_rows(shown, caption=block.caption, width=self._width)


def _figure_row(index: int, figure: Figure) -> Sequence[str]:
    def shown(value: float | None) -> str:
        return NO_FIGURE if value is None else said.shown(value, figure)

    change = figure.change
    sign = "+" if change is not None and change > 0 else ""
    return (
        str(index),
        figure.label,
        figure.unit,
        NO_DATA if figure.value is None else said.shown(figure.value, figure),
        shown(figure.previous),
        f"{sign}{shown(change)}",
        shown(figure.last_year),
    )


NO_FIGURE = "…"
