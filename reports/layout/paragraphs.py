"""Paragraphs, headings and grounds. Texts are plain strings (escaped) or markup made by ``reports.layout.text``."""

from collections.abc import Iterable
from html import unescape

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, HRFlowable, Paragraph

from reports.layout import styles
from reports.layout.fonts import register_fonts, text_width
from reports.layout.text import join, markup, printable


def paragraph(text: str, style: ParagraphStyle = styles.BODY) -> Paragraph:
    """One paragraph; line breaks in the text stay."""
    register_fonts()
    return Paragraph(markup(text), style)


def paragraphs(text: str, style: ParagraphStyle = styles.BODY) -> list[Flowable]:
    """A plain text of several lines, each a paragraph of its own; empty lines are left out."""
    return [paragraph(line, style) for line in printable(text).splitlines() if line.strip()]


def grounds(texts: Iterable[str]) -> list[Flowable]:
    """The legal grounds (căn cứ), in italics, each on its own line."""
    return [paragraph(text, styles.GROUND) for text in texts]


def bullets(texts: Iterable[str], sign: str = "-") -> list[Flowable]:
    """A list as official documents write it: a dash, indented like any paragraph."""
    return [paragraph(join(f"{sign} ", text), styles.BULLET) for text in texts]


def heading(level: int, number: str, text: str) -> Paragraph:
    """A numbered heading of a report: level 1 ``I.``, level 2 ``1.``, level 3 ``a)``; in outline and contents."""
    label = f"{number} {text}".strip()
    return listed(label, styles.HEADINGS[level - 1], level)


def listed(text: str, style: ParagraphStyle, level: int, title: str = "", *, keep: bool = True) -> Paragraph:
    """A paragraph that starts with an entry in the outline and the contents and, with ``keep``, stays with the next.

    ``level`` counts from 1; ``title`` is the entry when it differs from the text.
    """
    made = paragraph(join(entry(level, title or _plain(text)), text), style)
    made.keepWithNext = keep
    return made


def entry(level: int, title: str) -> SafeString:
    """Markup that enters the place in the outline and the contents when it is drawn."""
    label = f"{level}:{' '.join(printable(title).split())}"
    return format_html('<onDraw name="list_entry" label="{}"/>', label)


def rule(width: float, space_before: float = 4, space_after: float = 6) -> HRFlowable:
    """A centred line of ``width`` points, as below a title."""
    return HRFlowable(
        width=width,
        thickness=styles.RULE_THICKNESS,
        color="black",
        spaceBefore=space_before,
        spaceAfter=space_after,
        hAlign="CENTER",
    )


def balanced_lines(text: str, style: ParagraphStyle, width: float) -> list[str]:
    """Break a centred text into as few lines as possible, of lengths as even as possible.

    Line breaks in the text stay. A single word wider than ``width`` makes a line of its own.
    """
    lines: list[str] = []
    for part in printable(text).splitlines():
        words = part.split()
        fewest = len(_filled(words, style, width))
        too_narrow, narrowest = 0.0, width
        while narrowest - too_narrow > 1:
            middle = (too_narrow + narrowest) / 2
            if len(_filled(words, style, middle)) <= fewest:
                narrowest = middle
            else:
                too_narrow = middle
        lines += _filled(words, style, narrowest)
    return lines


def balanced(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    """A centred paragraph in balanced lines."""
    return paragraph("\n".join(balanced_lines(text, style, width)), style)


def _filled(words: list[str], style: ParagraphStyle, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, style.fontName, style.fontSize) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _plain(text: str) -> str:
    """The words of a text or markup, for outline and contents."""
    if not isinstance(text, SafeString):
        return text
    return unescape(strip_tags(text.replace("<br/>", " ")))
