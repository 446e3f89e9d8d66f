"""Two texts side by side: which provisions differ, and which words in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from home.regulation.text import DocumentText, ProvisionText

# Syllables, runs of white space, and single marks: Vietnamese separates syllables, and a changed one is what is seen.
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """A provision that reads differently: what it said (``None``: it did not exist), what it says, both marked.

    ``provision`` is either of the two: the one to take place and heading from.
    """

    provision: ProvisionText
    old: ProvisionText | None
    new: ProvisionText | None
    old_html: SafeString
    new_html: SafeString


def compare(old: DocumentText, new: DocumentText) -> list[ProvisionChange]:
    """The provisions that differ between two days, in reading order of the later text."""
    changes = []
    for eid in _merged(list(old.by_eid), list(new.by_eid)):
        before, after = old.by_eid.get(eid), new.by_eid.get(eid)
        old_words, new_words = _words(before), _words(after)
        if old_words != new_words or _gone(before) != _gone(after):
            old_html, new_html = mark_changes(old_words, new_words)
            changes.append(ProvisionChange(after or old.by_eid[eid], before, after, old_html, new_html))
    return changes


def _words(provision: ProvisionText | None) -> str:
    if provision is None or provision.repealed:
        return ""
    return f"{provision.heading}\n{provision.text}".strip()


def _gone(provision: ProvisionText | None) -> bool:
    return provision is None or provision.repealed


def _merged(old: list[str], new: list[str]) -> Iterator[str]:
    """Both lists as one: what only the old one has comes after what preceded it there."""
    kept = set(new)
    after: dict[str, list[str]] = {}
    previous = ""
    for eid in old:
        if eid in kept:
            previous = eid
        else:
            after.setdefault(previous, []).append(eid)
    yield from after.get("", ())
    for eid in new:
        yield eid
        yield from after.get(eid, ())


def mark_changes(old: str, new: str) -> tuple[SafeString, SafeString]:
    """Both texts as HTML, what left the first in ``<del>``, what is new in the second in ``<ins>``.

    A new line starts a new paragraph (``</p><p>``). Very long texts get a coarser comparison rather than a slow one.
    """
    engine = diff_match_patch()
    engine.Diff_Timeout = _SECONDS
    codes: dict[str, str] = {}
    diffs = engine.diff_main(_encoded(old, codes), _encoded(new, codes), checklines=False)
    engine.diff_cleanupSemantic(diffs)
    words = {code: word for word, code in codes.items()}
    sides: tuple[list[str], list[str]] = ([], [])
    for operation, coded in diffs:
        text = "".join(words[code] for code in coded)
        if operation <= 0:
            sides[0].append(_marked("del", text) if operation else escape(text))
        if operation >= 0:
            sides[1].append(_marked("ins", text) if operation else escape(text))
    old_html, new_html = ("".join(side).replace("\n", "</p><p>") for side in sides)
    return mark_safe(old_html), mark_safe(new_html)


def _encoded(text: str, codes: dict[str, str]) -> str:
    """Each different word as one character of a private plane, because the engine compares characters."""
    return "".join(codes.setdefault(word, chr(0xF0000 + len(codes))) for word in _TOKENS.findall(text))


def _marked(tag: str, text: str) -> str:
    """A mark ends before a new line and begins again after it, so that paragraphs nest rightly."""
    lines = (f"<{tag}>{escape(line)}</{tag}>" if line else "" for line in text.split("\n"))
    return "\n".join(lines)
