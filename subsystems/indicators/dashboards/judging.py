"""Figures against their target and the year before: how far, and whether that is good."""

from dataclasses import dataclass

from subsystems.indicators.enums import Direction
from subsystems.indicators.models import IndicatorVersion, Target

PER_CENT = "%"


@dataclass(frozen=True, slots=True)
class Change:
    """The change against the same period of the year before: per cent of it, or points where the figure itself counts
    in per cent (``in_points``). ``kind`` is success, danger, or empty where neither way is good."""

    amount: float
    in_points: bool
    before: float
    kind: str

    @property
    def size(self) -> float:
        return abs(self.amount)


@dataclass(frozen=True, slots=True)
class Aim:
    """The target of a figure; ``upper`` for a band. ``is_met`` is ``None`` where the direction does not say."""

    value: float
    upper: float | None
    is_met: bool | None


def change(version: IndicatorVersion, value: float, before: float | None) -> Change | None:
    """How a figure changed; ``None`` when nothing can be compared."""
    in_points = version.unit == PER_CENT
    if before is None or (not before and not in_points):
        return None
    amount = value - before if in_points else 100 * (value - before) / abs(before)
    return Change(amount, in_points, before, _kind(version.direction, amount))


def _kind(direction: str, amount: float) -> str:
    if not amount or direction not in (Direction.UP, Direction.DOWN):
        return ""
    return "success" if (amount > 0) == (direction == Direction.UP) else "danger"


def aim(version: IndicatorVersion, value: float, target: Target | None) -> Aim | None:
    """The target set for the period, else the band of the definition; ``None`` without either."""
    if target is not None:
        low, high = target.value, target.upper
    elif version.direction == Direction.BAND and version.band_low is not None:
        low, high = version.band_low, version.band_high
    else:
        return None
    return Aim(low, high, _is_met(version.direction, value, low, high))


def _is_met(direction: str, value: float, low: float, high: float | None) -> bool | None:
    if high is not None:
        return low <= value <= high
    if direction == Direction.UP:
        return value >= low
    return value <= low if direction == Direction.DOWN else None
