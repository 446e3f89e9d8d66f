"""What stays together on a page: headings with what follows, the signature with the last lines of the text."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph

from reports.layout import styles

_LEAD_LINES = 2  # lines of a paragraph that must follow a heading on its page (and the fewest at a page's end)


class KeepWithLead(KeepTogether):
    """Keeps headings with the beginning of the next flowable instead of with all of it.

    ``KeepTogether`` would move a heading and its table of many pages to a fresh page and leave the rest of this one
    empty, and it would wrap the whole table to find out.
    """

    _content: list[Any]

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return aW, 0xFFFFFF  # more than any frame has: always asks for split()

    def split(self, aW: float, aH: float) -> list[Flowable]:
        *heads, follower = self._content
        # Decided here: a heading with nothing to keep (a table's own group, the end) would be grouped again for ever.
        if follower.getKeepWithNext():
            follower.keepWithNext = False
        needed = sum(_height(head, aW) + head.getSpaceBefore() + head.getSpaceAfter() for head in heads)
        needed += follower.getSpaceBefore() + lead_height(follower, aW)
        return [CondPageBreak(min(needed, styles.BODY_HEIGHT)), *self._content]


def lead_height(flowable: Flowable, width: float) -> float:
    """Height of the least part of a flowable that may stand at the end of a page."""
    minimum = getattr(flowable, "lead_height", None)
    if minimum is not None:
        return float(minimum)
    height = _height(flowable, width)
    return min(height, _LEAD_LINES * flowable.style.leading) if isinstance(flowable, Paragraph) else height


def with_closing(story: Sequence[Flowable], closing: Flowable) -> list[Flowable]:
    """The story and then the closing block, which takes the last lines of the text along when it starts a page."""
    if not story or not isinstance(story[-1], Paragraph):
        return [*story, closing]
    start = len(story) - 1
    while start and story[start - 1].getKeepWithNext():
        start -= 1
    return [*story[:start], _TextWithClosing([*story[start:], closing])]


class _TextWithClosing(KeepTogether):
    """The last paragraph, with its headings, and the closing block.

    On one page where they fit, else the paragraph is broken so that its last lines go along.
    """

    _content: list[Any]

    def split(self, aW: float, aH: float) -> list[Flowable]:
        *heads, text, closing = self._content
        for head in heads:
            head.keepWithNext = False
        above = sum(_height(head, aW) + head.getSpaceBefore() + head.getSpaceAfter() for head in heads)
        text_height, leading = _height(text, aW), text.style.leading
        together = above + text.getSpaceBefore() + text_height + closing.getSpaceBefore() + _height(closing, aW)
        if together <= aH:
            return self._content
        broken = text.split(aW, min(aH - above, text_height - _LEAD_LINES * leading + 0.1))
        if len(broken) == 2:
            return [*heads, broken[0], _TextWithClosing([broken[1], closing])]
        return [CondPageBreak(min(together, styles.BODY_HEIGHT)), *self._content]


def _height(flowable: Flowable, width: float) -> float:
    return float(flowable.wrap(width, styles.BODY_HEIGHT)[1])
