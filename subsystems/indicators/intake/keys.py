"""A figure's identity as one whole number, so that dictionaries of a hundred thousand stay small and quick."""

_AREA_BITS, _PART_BITS, _PERIOD_BITS = 24, 16, 27
_AREAS, _PARTS, _PERIODS = (1 << _AREA_BITS) - 1, (1 << _PART_BITS) - 1, (1 << _PERIOD_BITS) - 1

Key = int


def pack(indicator: int, area: int, part: int, period: int) -> Key:
    """The key of indicator, area, breakdown (primary keys) and period key."""
    return ((indicator << _AREA_BITS | area) << _PART_BITS | part) << _PERIOD_BITS | period


def unpack(key: Key) -> tuple[int, int, int, int]:
    """Indicator, area, breakdown and period of a key."""
    period, rest = key & _PERIODS, key >> _PERIOD_BITS
    part, rest = rest & _PARTS, rest >> _PART_BITS
    return rest >> _AREA_BITS, rest & _AREAS, part, period
