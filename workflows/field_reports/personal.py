"""Likely personal data in a text that is to become public: found to be pointed out, never changed without asking."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MASK = "[đã che]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that looks like personal data, and what it looks like."""

    kind: Any
    text: str
    start: int
    end: int


_PATTERNS = (
    (_("e-mail address"), re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    # Grouped numbers first: the beginning of one would do for a telephone number, and the rest would stay readable.
    (_("identity number"), re.compile(r"(?<![\d.])0\d{2}(?:[ .-]\d{3}){3}(?![ .-]?\d)")),
    (_("phone number"), re.compile(r"(?<![\d.])\(?(?:\+84|84|0(?=[2-9]))(?:[\s.()-]{0,2}\d){8,10}(?!\d)")),
    (_("identity number"), re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")),
    # Small letters only where nothing parts them from the number: "20 m 1500" is no plate.
    (
        _("number plate"),
        re.compile(r"(?<!\w)\d{2}(?:[\s-]?[A-ZĐ]{1,2}|-?[a-zđ])\d?[\s.-]?(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)"),
    ),
)


def find_personal_data(text: str) -> list[Finding]:
    """What looks like personal data, in order and without overlap. Faces in photos cannot be judged."""
    found: list[Finding] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < f.end and f.start < match.end() for f in found):
                found.append(Finding(kind, match.group(), match.start(), match.end()))
    return sorted(found, key=lambda f: f.start)


def mask_personal_data(text: str) -> str:
    """The text with everything that looks like personal data masked."""
    for finding in reversed(find_personal_data(text)):
        text = f"{text[: finding.start]}{MASK}{text[finding.end :]}"
    return text


def segments(text: str) -> list[tuple[str, Any]]:
    """The text in pieces, each with what it looks like: the kind of personal data, or empty for everything else."""
    pieces: list[tuple[str, Any]] = []
    end = 0
    for finding in find_personal_data(text):
        pieces += [(text[end : finding.start], ""), (finding.text, finding.kind)]
        end = finding.end
    return [piece for piece in [*pieces, (text[end:], "")] if piece[0]]
