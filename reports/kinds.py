"""The kinds of report document that the portal can build.

One module a kind: it defines frozen dataclasses for the figures that it prints, and a function from them to a PDF. It
reads no database; whoever builds a report computes the figures with the query functions that the screens use. The kind
is registered when the app is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportKind:
    """``figures`` is the class of what ``build`` takes; ``build`` gives the finished PDF/A-2b file.

    ``code`` is stable (stored, and typed on the command line); ``label`` may be lazy.
    """

    code: str
    label: Any
    figures: type
    build: Callable[[Any], bytes]


_kinds: dict[str, ReportKind] = {}


def register_kind(kind: ReportKind) -> None:
    """Make a kind known; raises ``ValueError`` when its code is taken by another one."""
    if _kinds.get(kind.code, kind) != kind:
        raise ValueError(f"a kind of report with the code {kind.code!r} is registered already")
    _kinds[kind.code] = kind


def report_kinds() -> list[ReportKind]:
    """All kinds, in order of code."""
    return [kind for _, kind in sorted(_kinds.items())]


def build_report(code: str, figures: Any) -> bytes:
    """The report of a kind with these figures; raises ``LookupError`` for an unknown code, ``TypeError`` for figures
    of another kind.
    """
    kind = _kinds.get(code)
    if kind is None:
        raise LookupError(f"there is no kind of report {code!r}; known are: {', '.join(sorted(_kinds))}")
    if not isinstance(figures, kind.figures):
        raise TypeError(f"{code} is built from {kind.figures.__name__}, not {type(figures).__name__}")
    return kind.build(figures)
