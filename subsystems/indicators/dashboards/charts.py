"""Lines drawn on the server: places for an SVG, so that a page needs no script to show them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, LEFT, RIGHT, TOP = 720, 260, 34, 64, 12, 14
LABELS_FIT = 7
SPARK_WIDTH, SPARK_HEIGHT = 120, 28
# Below this share of the highest value the scale begins at zero.
_NEAR_ZERO = 0.6

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in the drawing; ``label`` says what it is to whoever points at it."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """The values with those of a year before and the targets. Lines are lists of ``x,y x,y …``, one for each stretch
    without a gap; ``scale`` holds (height, number), ``labels`` (place, text) below the line."""

    now: list[str]
    before: list[str]
    target: list[str]
    dots: list[Dot]
    scale: list[tuple[float, float]]
    decimals: int
    labels: list[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def line_chart(labels: Sequence[str], texts: Sequence[str], now: Values, before: Values, target: Values) -> LineChart:
    """The chart of values by period, oldest first; all sequences have one length. ``texts`` name the dots."""
    known = [value for value in (*now, *before, *target) if value is not None]
    low, high, step = _scale(known)
    room = (WIDTH - LEFT - RIGHT) / max(1, len(labels) - 1)
    height = HEIGHT - FOOT - TOP

    def x(index: int) -> float:
        return round(LEFT + index * room, 1)

    def y(value: float) -> float:
        return round(HEIGHT - FOOT - (value - low) / (high - low) * height, 1)

    every = max(1, -(-len(labels) // LABELS_FIT))
    last = len(labels) - 1
    lines = [low + number * step for number in range(round((high - low) / step) + 1)]
    return LineChart(
        now=[_points(part, x, y) for part in _stretches(now)],
        before=[_points(part, x, y) for part in _stretches(before)],
        target=[_points(part, x, y) for part in _stretches(target)],
        dots=[Dot(x(i), y(value), texts[i]) for i, value in enumerate(now) if value is not None],
        scale=[(y(value), value) for value in lines],
        decimals=max(0, -math.floor(math.log10(step) + 1e-9)) if step % 1 else 0,
        labels=[(x(i), label) for i, label in enumerate(labels) if (last - i) % every == 0],
    )


def spark_line(values: Values) -> list[str]:
    """The stretches of a small line without scale; empty with fewer than two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    low, span = min(known), (max(known) - min(known)) or 1
    room = (SPARK_WIDTH - 4) / (len(values) - 1)
    return [
        _points(
            part,
            lambda index: round(2 + index * room, 1),
            lambda value: round(SPARK_HEIGHT - 3 - (value - low) / span * (SPARK_HEIGHT - 6), 1),
        )
        for part in _stretches(values)
    ]


def bar_length(value: float, highest: float) -> float:
    """The length of a bar in per cent of the longest; nothing for what is not above zero."""
    return round(max(0.0, 100 * value / highest), 1) if highest > 0 else 0.0


def _points(part: Iterable[tuple[int, float]], x: Callable[[int], float], y: Callable[[float], float]) -> str:
    return " ".join(f"{x(index)},{y(value)}" for index, value in part)


def _stretches(values: Values) -> list[list[tuple[int, float]]]:
    """The values with their places, cut where one is missing."""
    parts: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append((index, value))
    return [part for part in parts if len(part) > 1]


def _scale(known: Sequence[float]) -> tuple[float, float, float]:
    """The ends of a scale around the values and its step: round numbers, three to six lines."""
    low, high = min(known, default=0.0), max(known, default=1.0)
    if 0 <= low <= high * _NEAR_ZERO:
        low = 0.0
    span = high - low or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * 5 >= span)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return first * step, max(last, first + 1) * step, step
