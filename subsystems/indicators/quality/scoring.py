"""Counting and scoring: the job that keeps the scores of the last months up to date.

All of them are computed anew each time, since a delivery today may be about any month; months before the window stay
as they were last computed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ioc_site.common.freshness import purge
from subsystems.indicators.enums import QualityRule as Rule
from subsystems.indicators.models import Indicator, Obligation, QualityCount, QualityRun, QualityScore
from subsystems.indicators.quality.material import Case, Material
from subsystems.indicators.quality.months import months_until
from subsystems.indicators.quality.rules import Scores, mean_scores, scores_of
from subsystems.indicators.quality.verdicts import JUDGES

Progress = Callable[[int, int], None]
_FIELDS = ("month", "subsystem", "agency_id", "indicator_id", "accuracy", "completeness", "cleanliness", "liveness")


@dataclass(slots=True)
class _Counted:
    """One indicator of one agency in one month."""

    indicator: int
    agency: int
    month: int
    counts: dict[Rule, tuple[int, int]] = field(default_factory=dict)
    is_demo: bool = False


def assess(now: datetime | None = None, progress: Progress | None = None) -> dict[str, int]:
    """Count and score everything that fell due in the last months; returns how much there was."""
    now = now or timezone.now()
    months = months_until(timezone.localdate(now))
    material = Material(Obligation.objects.all(), months[0].start, months[-1].end, now)
    cases = list(material.cases())
    counted = []
    for number, case in enumerate(cases):
        if progress is not None and number % 50 == 0:
            progress(number, len(cases))
        counted.append(count_case(material, case))
    counted = [row for row in counted if row.counts]
    scores = _score(counted, dict(Indicator.objects.values_list("pk", "subsystem")))
    _write(months[0].key, counted, scores, now)
    return {"cases": len(counted), "scores": len(scores)}


def count_case(material: Material, case: Case) -> _Counted:
    """What every rule finds in one case."""
    row = _Counted(case.indicator, case.agency.pk, case.month.key)
    for rule, judge in JUDGES.items():
        counts: Counter[bool] = Counter()
        for verdict in judge(material, case):
            counts[verdict.passes] += verdict.weight
        if counts:
            row.counts[rule] = (counts[True], counts.total())
    row.is_demo = any(
        material.is_demo(one.delivery)
        for item in case.due
        for one in material.figures[case.indicator].get(item.period.key, {}).values()
    )
    return row


def _score(counted: list[_Counted], subsystems: dict[int, str]) -> dict[tuple[str, int], QualityScore]:
    """The scores of every subject by month."""
    groups: dict[tuple[str, int], tuple[dict[str, Any], list[Scores], list[bool]]] = {}
    of_indicator: dict[tuple[int, int], list[tuple[Scores, bool]]] = defaultdict(list)
    for row in counted:
        scores, subsystem = scores_of(row.counts), subsystems[row.indicator]
        of_indicator[row.indicator, row.month].append((scores, row.is_demo))
        fields: dict[str, Any] = {"subsystem": subsystem, "agency_id": row.agency, "indicator_id": row.indicator}
        _add(groups, f"i:{row.indicator}:{row.agency}", row.month, fields, scores, row.is_demo)
        _add(groups, f"a:{row.agency}", row.month, {"agency_id": row.agency}, scores, row.is_demo)
    for (indicator, month), found in of_indicator.items():
        scores, is_demo = mean_scores(one for one, _demo in found), any(demo for _one, demo in found)
        subsystem = subsystems[indicator]
        fields = {"subsystem": subsystem, "indicator_id": indicator}
        _add(groups, f"i:{indicator}", month, fields, scores, is_demo)
        _add(groups, f"s:{subsystem}", month, {"subsystem": subsystem}, scores, is_demo)
        _add(groups, "all", month, {}, scores, is_demo)
    rows = {}
    for (subject, month), (fields, parts, demos) in groups.items():
        scores = mean_scores(parts)
        if scores.overall is not None:
            rows[subject, month] = _row(subject, month, fields, scores, any(demos))
    _mark_latest(rows)
    return rows


def _add(groups: Any, subject: str, month: int, fields: dict[str, Any], scores: Scores, is_demo: bool) -> None:
    _fields, parts, demos = groups.setdefault((subject, month), (fields, [], []))
    parts.append(scores)
    demos.append(is_demo)


def _row(subject: str, month: int, fields: dict[str, Any], scores: Scores, is_demo: bool) -> QualityScore:
    return QualityScore(
        subject=subject,
        month=month,
        accuracy=_rounded(scores.accuracy),
        completeness=_rounded(scores.completeness),
        cleanliness=_rounded(scores.cleanliness),
        liveness=_rounded(scores.liveness),
        overall=round(scores.overall or 0, 2),  # none without an overall score gets here
        is_demo=is_demo,
        **fields,
    )


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 2)


def _mark_latest(rows: dict[tuple[str, int], QualityScore]) -> None:
    newest: dict[str, int] = {}
    for subject, month in rows:
        newest[subject] = max(month, newest.get(subject, 0))
    for subject, month in newest.items():
        rows[subject, month].is_latest = True


@transaction.atomic
def _write(first: int, counted: list[_Counted], scores: dict[tuple[str, int], QualityScore], now: datetime) -> None:
    """Replace what is stored from the month ``first`` on; public pages are rendered anew only when a score changed."""
    QualityRun.objects.bulk_create(
        [QualityRun(pk=1, computed_at=now)],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["computed_at"],
    )
    QualityCount.objects.filter(month__gte=first).delete()
    QualityCount.objects.bulk_create(
        (
            QualityCount(
                indicator_id=row.indicator,
                agency_id=row.agency,
                month=row.month,
                rule=rule,
                passing=passing,
                assessed=assessed,
            )
            for row in counted
            for rule, (passing, assessed) in row.counts.items()
        ),
        batch_size=1000,
    )
    before = set(QualityScore.objects.filter(month__gte=first).values_list("subject", "is_latest", *_FIELDS))
    after = {(row.subject, row.is_latest, *(getattr(row, name) for name in _FIELDS)) for row in scores.values()}
    if before != after:
        QualityScore.objects.filter(is_latest=True).update(is_latest=False)
        QualityScore.objects.filter(month__gte=first).delete()
        QualityScore.objects.bulk_create(scores.values(), batch_size=1000)
        purge()
