"""The figures that hold now, read in one query and found by key."""

from array import array
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from subsystems.indicators.intake.keys import Key, pack
from subsystems.indicators.models import Observation


class Held(NamedTuple):
    """A figure that holds: its value and where it came from."""

    value: float
    delivery: int
    row: int
    version: int


class HeldFigures(Mapping[Key, Held]):
    """Very many figures in columns: a fifth of the memory that a tuple for each would take."""

    def __init__(self) -> None:
        self._places: dict[Key, int] = {}
        self._values, self._deliveries, self._rows, self._versions = array("d"), array("q"), array("q"), array("q")

    def add(self, key: Key, value: float, delivery: int, row: int, version: int) -> None:
        """Take up one figure; a key comes once."""
        self._places[key] = len(self._values)
        self._values.append(value)
        self._deliveries.append(delivery)
        self._rows.append(row)
        self._versions.append(version)

    def value(self, key: Key) -> float | None:
        """The value alone."""
        place = self._places.get(key)
        return None if place is None else self._values[place]

    def __getitem__(self, key: Key) -> Held:
        place = self._places[key]
        return Held(self._values[place], self._deliveries[place], self._rows[place], self._versions[place])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def held_figures(indicators: Collection[int], first: int, last: int) -> HeldFigures:
    """The figures of some indicators for periods from ``first`` to ``last`` (keys). One query."""
    rows = (
        Observation.objects.filter(indicator__in=indicators, period__gte=first, period__lte=last)
        .order_by()
        .values_list("indicator", "area", "breakdown", "period", "value", "delivery", "row", "version")
    )
    found = HeldFigures()
    for i, a, b, p, value, delivery, row, version in rows.iterator(chunk_size=5_000):
        found.add(pack(i, a, b, p), value, delivery, row, version)
    return found
