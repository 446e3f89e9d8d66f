"""The register of measures: how the portal computes the evidence for a duty of the regulation.

A duty names a clause and the agencies that owe it. The room whose records prove that it was done registers a measure
for that clause when its app is ready; a duty without one shows "chưa có số đo". Nothing is ever typed in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from ioc_site.common.citations import Citation


@dataclass(frozen=True, slots=True)
class Period:
    """A closed period of calendar days, both ends included."""

    start: date
    end: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first and the last moment of the period in Vietnam, for ``__range`` lookups."""
        zone = timezone.get_default_timezone()
        return datetime.combine(self.start, time.min, tzinfo=zone), datetime.combine(self.end, time.max, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """What a measure found: ``passing`` of ``assessed`` records, or ``None`` for both when it cannot be computed.

    ``detail_url`` opens the rows behind the figure; ``reason`` says why nothing could be computed.
    """

    passing: int | None
    assessed: int | None
    detail_url: str = ""
    reason: str = ""

    @property
    def score(self) -> float | None:
        """Per cent, 0 to 100; ``None`` when nothing was assessed."""
        if self.passing is None or not self.assessed:
            return None
        return 100 * self.passing / self.assessed


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One record behind a measure: what it is, whether it passed, and where it opens (empty: nowhere)."""

    text: str
    passed: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One way of computing the evidence for the duties under ``citations``.

    ``compute(agency, period)`` takes an ``agencies.Agency``; ``label`` may be lazy. ``rows(agency, period)`` gives the
    records behind the figure, those that did not pass first, ``ROWS_SHOWN`` at most. ``advice`` tells an agency what to
    do about a low figure, and ``action`` is the path of the screen on which to do it.
    """

    code: str
    label: Any
    citations: tuple[Citation, ...]
    compute: Callable[[Any, Period], MeasureResult]
    rows: Callable[[Any, Period], Iterable[MeasuredRow]] | None = None
    advice: Any = ""
    action: Any = ""


ROWS_SHOWN = 200


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> None:
    """Make a measure known; raises ``ValueError`` when its code is taken by another one."""
    if _measures.get(measure.code, measure) != measure:
        raise ValueError(f"a measure with the code {measure.code!r} is registered already")
    _measures[measure.code] = measure


def measures_for(citation: Citation) -> list[Measure]:
    """All measures of exactly this clause, in order of code."""
    return [m for _, m in sorted(_measures.items()) if citation in m.citations]


def measure_of(code: str) -> Measure | None:
    """The measure with this code; ``None`` where no room registers it (any more)."""
    return _measures.get(code)
