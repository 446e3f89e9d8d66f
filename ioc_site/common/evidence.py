"""The register of evidence: what the portal itself knows about an agency or a person over a period (Article 10).

A commendation or discipline case shows it beside what people write. The room that keeps the records registers how to
count them when its app is ready; nothing is ever typed in, and what cannot be computed says so.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from ioc_site.common.measures import Period


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the evidence is about: an ``agencies.Agency``, or a ``User`` (then ``agency`` is where they work)."""

    agency: Any = None
    user: Any = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: ``good`` of ``total`` records (``good`` is ``None`` where they are only counted), or why nothing
    could be computed. ``rows`` are the records behind it as (text, path), at most ``ROWS_KEPT`` of them; ``query`` says
    in words what was counted."""

    total: int | None
    good: int | None = None
    rows: tuple[tuple[str, str], ...] = ()
    query: str = ""
    reason: str = ""

    @property
    def share(self) -> float | None:
        """Per cent, 0 to 100; ``None`` when nothing was assessed."""
        return 100 * self.good / self.total if self.total and self.good is not None else None


ROWS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """One kind of evidence. ``more_is_better`` is false for what one would rather have none of (overdue work)."""

    code: str
    label: Any
    find: Callable[[Subject, Period], Finding]
    for_people: bool = False
    more_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A finding as a case keeps it: plain values, with the time of computing."""

    code: str
    label: str
    total: int | None
    good: int | None
    share: float | None
    query: str
    reason: str
    computed_at: str
    rows: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


_evidence: dict[str, Evidence] = {}


def register_evidence(evidence: Evidence) -> None:
    """Make a kind of evidence known; raises ``ValueError`` when its code is taken by another one."""
    if _evidence.get(evidence.code, evidence) != evidence:
        raise ValueError(f"evidence with the code {evidence.code!r} is registered already")
    _evidence[evidence.code] = evidence


def kinds_of_evidence(*, for_people: bool = False) -> list[Evidence]:
    """All kinds, in order of code; for a person only those that can be told of one."""
    return [kind for _code, kind in sorted(_evidence.items()) if kind.for_people or not for_people]


def evidence_for(subject: Subject, period: Period, now: datetime) -> list[Exhibit]:
    """Everything that the portal knows about a subject over a period."""
    return [exhibit(kind, subject, period, now) for kind in kinds_of_evidence(for_people=subject.user is not None)]


def exhibit(kind: Evidence, subject: Subject, period: Period, now: datetime) -> Exhibit:
    """One finding as a case keeps it."""
    found = kind.find(subject, period)
    return Exhibit(
        code=kind.code,
        label=str(kind.label),
        total=found.total,
        good=found.good,
        share=found.share,
        query=str(found.query),
        reason=str(found.reason),
        computed_at=now.isoformat(),
        rows=[(str(text), path) for text, path in found.rows[:ROWS_KEPT]],
    )
