"""How a round ranks its candidates: by the chosen measures, with sample sizes, seats and quotas, nothing else.

An agency's score is the mean of its shares under the measures that it has enough records for (``Round.minimum``); a
measure of which one would rather have none counts as 100 less its share. An agency without any such measure is listed
without a place.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ioc_site.common.evidence import Subject, evidence_for, kinds_of_evidence
from ioc_site.common.measures import Period
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency
from workflows.conduct.models import Round


@dataclass(frozen=True, slots=True)
class Ranked:
    """One agency as the round finds it; ``findings`` maps codes of evidence to ``{total, good, share, label}``."""

    agency: Agency
    findings: dict[str, dict[str, Any]] = field(default_factory=dict)
    score: float | None = None
    place: int | None = None
    is_within_seats: bool = False


def gather(row: Round, now: datetime) -> list[Ranked]:
    """All agencies that held at the end of the period (communes apart), best first."""
    agencies = Agency.objects.valid_on(row.period_end).exclude(kind__in=(AgencyKind.COMMUNE, AgencyKind.PROVINCE))
    period = Period(row.period_start, row.period_end)
    found = []
    for agency in agencies.order_by("name"):
        exhibits = evidence_for(Subject(agency=agency), period, now)
        findings = {
            e.code: {"total": e.total, "good": e.good, "share": e.share, "label": e.label}
            for e in exhibits
            if e.code in row.measures
        }
        found.append(Ranked(agency, findings, score_of(findings, row.minimum)))
    return with_places(found, row.seats, row.quota)


def score_of(findings: dict[str, dict[str, Any]], minimum: int) -> float | None:
    """The mean share over the measures with enough records; ``None`` when there is none."""
    better = {kind.code: kind.more_is_better for kind in kinds_of_evidence()}
    shares = [
        found["share"] if better.get(code, True) else 100 - found["share"]
        for code, found in findings.items()
        if found["share"] is not None and (found["total"] or 0) >= minimum
    ]
    return round(sum(shares) / len(shares), 2) if shares else None


def with_places(found: Iterable[Ranked], seats: int, quota: int) -> list[Ranked]:
    """Places by score, equal scores share one; the seats go down the list, at most ``quota`` to a kind of agency."""
    ordered = sorted(found, key=lambda r: (r.score is None, -(r.score or 0), r.agency.name))
    taken: Counter[str] = Counter()
    ranked: list[Ranked] = []
    for index, candidate in enumerate(ordered):
        if candidate.score is None:
            ranked.append(candidate)
            continue
        same = ranked and ranked[-1].score == candidate.score
        place = ranked[-1].place if same else index + 1
        fits = sum(taken.values()) < seats and (not quota or taken[candidate.agency.kind] < quota)
        taken[candidate.agency.kind] += fits
        ranked.append(replace(candidate, place=place, is_within_seats=fits))
    return ranked
