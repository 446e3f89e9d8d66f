"""Charts drawn on the server: places and sizes for an SVG, so that a page needs no script to show them."""

from dataclasses import dataclass
from itertools import count
from typing import Any

WIDTH, HEIGHT, FOOT, LEFT = 720, 260, 34, 44
LABELS_FIT = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: a stacked column of on time, extended, late and undecided reports; lengths in units of the drawing."""

    x: float
    width: float
    parts: list[tuple[str, float, float]]
    label: str
    middle: float
    figures: Any
    shows_label: bool

    @property
    def top(self) -> float:
        """The height of its upper end."""
        return min((y for _kind, y, _height in self.parts), default=float(HEIGHT - FOOT))


@dataclass(frozen=True, slots=True)
class MonthChart:
    """The columns with the lines of the scale, (height, number)."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    foot: int = HEIGHT - FOOT
    left: int = LEFT


def month_chart(months: list[tuple[str, Any]]) -> MonthChart:
    """The chart of (label, figures) by month, oldest first."""
    step = _step(max((figures.received for _label, figures in months), default=0))
    top = step * 4
    room, height = (WIDTH - LEFT) / max(1, len(months)), HEIGHT - FOOT - 18
    every = -(-len(months) // LABELS_FIT)
    bars = []
    for number, (label, figures) in enumerate(months):
        x, width = LEFT + number * room + room * 0.15, room * 0.7
        bars.append(
            Bar(
                round(x, 1),
                round(width, 1),
                _parts(figures, height / top),
                label,
                round(x + width / 2, 1),
                figures,
                number % every == 0,
            )
        )
    lines = [(round(HEIGHT - FOOT - number * step * height / top, 1), number * step) for number in range(5)]
    return MonthChart(bars, lines)


def _parts(figures: Any, scale: float) -> list[tuple[str, float, float]]:
    """(kind, top, height) from the foot upwards."""
    rest = max(0, figures.received - figures.on_time - figures.extended - figures.late)
    parts, y = [], float(HEIGHT - FOOT)
    for kind, number in (
        ("ontime", figures.on_time),
        ("extended", figures.extended),
        ("late", figures.late),
        ("rest", rest),
    ):
        if number:
            y -= number * scale
            parts.append((kind, round(y, 1), round(number * scale, 1)))
    return parts


def _step(highest: int) -> int:
    """A round step so that four of them reach the highest column."""
    return next(factor * 10**power for power in count() for factor in (1, 2, 5) if factor * 10**power * 4 >= highest)
