"""The head of an official document: country and motto, issuer, number, place and date, title and summary."""

from dataclasses import dataclass
from datetime import date

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from ioc_site.common.vietnamese import long_date
from reports.layout import styles
from reports.layout.fonts import text_width
from reports.layout.paragraphs import balanced, balanced_lines, entry, paragraph, rule
from reports.layout.tables import side_by_side
from reports.layout.text import join

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_ROOM = "\u00a0" * 7  # to write a figure by hand
BLANK_DATE = f"ngày{_ROOM}tháng{_ROOM}năm{_ROOM}"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

_RIGHT = 280.0  # as wide as the country's name needs
_LEFT = styles.BODY_WIDTH - _RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues the document, under what number, where and when.

    ``parent`` is the body above the issuer (a department's Ủy ban nhân dân tỉnh). Without ``number`` and ``place`` the
    second line is left out (an attached document repeats only the first). Without ``issued_on`` the day stays blank,
    for a draft. ``subject`` is the "V/v" line of a letter without a title.
    """

    issuer: str
    parent: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    subject: str = ""


def letterhead(head: Letterhead) -> list[Flowable]:
    """The two-column head that starts every document."""
    left: list[Flowable] = []
    if head.parent:
        left.append(balanced(head.parent, styles.PARENT, _LEFT - 6))
    issuer_lines = balanced_lines(head.issuer, styles.ISSUER, _LEFT - 6)
    left += [
        paragraph("\n".join(issuer_lines), styles.ISSUER),
        rule(_width(issuer_lines[-1], styles.ISSUER) * 0.45),
        Spacer(1, 5),
    ]
    right = [
        paragraph(COUNTRY, styles.COUNTRY),
        paragraph(MOTTO, styles.MOTTO),
        rule(_width(MOTTO, styles.MOTTO)),
        Spacer(1, 5),
    ]
    rows: list[list[list[Flowable]]] = [[left, right]]
    if head.number or head.place:
        under: list[Flowable] = [paragraph(f"Số: {head.number}", styles.NUMBER)] if head.number else []
        if head.subject:
            under.append(balanced(f"V/v {head.subject}", styles.SUBJECT, _LEFT - 6))
        rows.append([under, [paragraph(place_and_date(head.place, head.issued_on), styles.PLACE_AND_DATE)]])
    return [side_by_side(rows, (_LEFT, _RIGHT)), Spacer(1, 14)]


def place_and_date(place: str, day: date | None) -> str:
    """``Bình Thuận, ngày 23 tháng 5 năm 2024``; without a day, room to write one."""
    return f"{place}, {long_date(day) if day else BLANK_DATE}"


def title_block(kind: str, title: str, *, note: str = "", with_rule: bool = True) -> list[Flowable]:
    """Kind of document, its title (trích yếu), an optional note in italics, and the rule below."""
    width = styles.BODY_WIDTH - 20
    lines = balanced_lines(title, styles.TITLE, width)
    made: list[Flowable] = [paragraph(kind, styles.KIND), paragraph("\n".join(lines), styles.TITLE)]
    last_width = _width(lines[-1], styles.TITLE) if lines else width / 2
    if note:
        note_lines = balanced_lines(note, styles.TITLE_NOTE, styles.BODY_WIDTH)
        made.append(paragraph("\n".join(note_lines), styles.TITLE_NOTE))
    if with_rule:
        made.append(rule(min(last_width * 0.4, 130), space_before=5, space_after=10))
    return made


def annex_block(label: str, title: str, note: str) -> list[Flowable]:
    """The head of an annex: ``Phụ lục I``, its title in capitals, ``(Kèm theo Báo cáo số …)``; is listed."""
    return title_block(join(entry(1, f"{label}. {title}"), label), title.upper(), note=note)


def _width(text: str, style: ParagraphStyle) -> float:
    return text_width(text, style.fontName, style.fontSize)
