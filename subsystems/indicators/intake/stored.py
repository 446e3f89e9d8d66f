"""The figures that hold now, read in one query into a dictionary."""

from collections.abc import Collection
from typing import NamedTuple

from subsystems.indicators.intake.keys import Key, pack
from subsystems.indicators.models import Observation


class Held(NamedTuple):
    """A figure that holds: its value and where it came from."""

    value: float
    delivery: int
    row: int
    version: int


def held_figures(indicators: Collection[int], first: int, last: int) -> dict[Key, Held]:
    """The figures of some indicators for periods from ``first`` to ``last`` (keys). One query."""
    rows = (
        Observation.objects.filter(indicator__in=indicators, period__gte=first, period__lte=last)
        .order_by()
        .values_list("indicator", "area", "breakdown", "period", "value", "delivery", "row", "version")
    )
    return {
        pack(i, a, b, p): Held(value, delivery, row, version)
        for i, a, b, p, value, delivery, row, version in rows.iterator(chunk_size=20_000)
    }
