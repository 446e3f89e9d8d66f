"""The rules of "đúng - đủ - sạch - sống" (Article 4, clause 3), their weights, and what a score means.

A rule scores passing ÷ assessed × 100. The rules of a dimension make its score by their weights, the dimensions count
alike; what was not assessed does not count at all. An indicator's scores make those of its agency and its component as
plain means, so that a daily indicator with thousands of figures does not outweigh a yearly one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from subsystems.indicators.enums import QualityDimension as Dimension
from subsystems.indicators.enums import QualityRule as Rule

GOOD_FROM, FAIR_FROM = 90, 75


class Level(models.TextChoices):
    """What a score means: 90 and more, 75 to less than 90, less than 75 (the colours are green, amber, red)."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("To be improved")
    POOR = "poor", _("Poor")


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule: its dimension, its weight within it, and how it assesses in words."""

    rule: Rule
    dimension: Dimension
    weight: int
    method: Any


RULES = (
    RuleInfo(
        Rule.RANGE,
        Dimension.ACCURACY,
        3,
        _("Every delivered figure: between the smallest and the largest value, whole where whole units are counted."),
    ),
    RuleInfo(Rule.FORMULA, Dimension.ACCURACY, 2, _("Every derived figure: what its formula gives for its inputs.")),
    RuleInfo(
        Rule.SUM,
        Dimension.ACCURACY,
        2,
        _("Every total of what adds up: the sum of the areas below, and of the parts of each breakdown."),
    ),
    RuleInfo(
        Rule.JUMP,
        Dimension.ACCURACY,
        1,
        _("Every change against the period before: within the usual, or confirmed by the head with the approval."),
    ),
    RuleInfo(
        Rule.STANDS,
        Dimension.ACCURACY,
        2,
        _("Every published figure: no other value had to replace it later, no roll-back took it away."),
    ),
    RuleInfo(
        Rule.PLACES, Dimension.COMPLETENESS, 3, _("Every total that is owed (area and period): it has been published.")
    ),
    RuleInfo(
        Rule.PARTS,
        Dimension.COMPLETENESS,
        1,
        _("Every breakdown that was given for an area and a period: none of its parts is missing."),
    ),
    RuleInfo(
        Rule.CODES, Dimension.CLEANLINESS, 1, _("Every value of the files checked in the month: its codes are known.")
    ),
    RuleInfo(
        Rule.FORMATS,
        Dimension.CLEANLINESS,
        1,
        _("Every value of the files checked in the month: it is a number, a period, and in the right unit."),
    ),
    RuleInfo(
        Rule.DUPLICATES,
        Dimension.CLEANLINESS,
        1,
        _("Every value of the files checked in the month: it stands there once."),
    ),
    RuleInfo(
        Rule.ON_TIME,
        Dimension.LIVENESS,
        1,
        _("Every period that fell due: published completely by the end of its due working day."),
    ),
)
INFO = {info.rule: info for info in RULES}
# The codes of errors in files, by the rule that they break; every other code is one of formats.
_CODES = frozenset({"missing_column", "missing", "no_header", "ambiguous_area", "foreign_area", "derived_indicator"})
_DUPLICATES = frozenset({"duplicate_key", "duplicate_header"})

Counts = Mapping[Rule, tuple[int, int]]


def rule_of_error(code: str) -> Rule:
    """The rule that an error in a file breaks."""
    if code in _DUPLICATES:
        return Rule.DUPLICATES
    return Rule.CODES if code in _CODES or code.startswith("unknown_") else Rule.FORMATS


def level(score: float | None) -> Level | None:
    """What a score means; it is judged as it is shown, with one decimal."""
    if score is None:
        return None
    shown = round(score, 1)
    return Level.GOOD if shown >= GOOD_FROM else Level.FAIR if shown >= FAIR_FROM else Level.POOR


@dataclass(frozen=True, slots=True)
class Scores:
    """The four dimensions from 0 to 100, ``None`` where nothing was assessed."""

    accuracy: float | None = None
    completeness: float | None = None
    cleanliness: float | None = None
    liveness: float | None = None

    @property
    def overall(self) -> float | None:
        return mean((self.accuracy, self.completeness, self.cleanliness, self.liveness))

    def of(self, dimension: Dimension) -> float | None:
        value: float | None = getattr(self, dimension.value)
        return value


def scores_of(counts: Counts) -> Scores:
    """The scores of one indicator from what its rules counted."""
    found: dict[str, float | None] = {}
    for dimension in Dimension:
        infos = [info for info in RULES if info.dimension == dimension and counts.get(info.rule, (0, 0))[1]]
        weight = sum(info.weight for info in infos)
        sums = [100 * info.weight * counts[info.rule][0] / counts[info.rule][1] for info in infos]
        found[dimension.value] = sum(sums) / weight if weight else None
    return Scores(**found)


def mean_scores(scores: Iterable[Scores]) -> Scores:
    """The scores of what consists of several indicators."""
    rows = list(scores)
    return Scores(**{dimension.value: mean(row.of(dimension) for row in rows) for dimension in Dimension})


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
