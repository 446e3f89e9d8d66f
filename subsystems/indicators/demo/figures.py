"""Illustrative figures: a trend, a season and some noise for each area, always the same for the same figure.

The numbers are generated, mean nothing and are marked "dữ liệu minh họa" wherever they are shown. They fit together as
real ones do: areas and breakdowns sum up to totals, derived indicators follow their formulas, rates stay within bounds.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from subsystems.indicators.enums import PeriodKind
from subsystems.indicators.formulas import formula
from subsystems.indicators.loading import DemoRow, IndicatorRow
from subsystems.indicators.periods import ReportingPeriod

ANCHOR_YEAR = 2026
PROVINCE, TOTAL = "", ""
WEEKEND_SHARE = 0.12
_AREA_SPREAD = 0.06
_PART_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a period means for the figures: years since the anchor, place in the year, month, weekday, and a number."""

    years: float
    phase: float
    month: int
    is_weekend: bool
    number: int


class Figures:
    """Makes series up. ``weights`` are shares of the sub-areas by code (together 1); ``parts`` the breakdown codes of
    each dimension by dimension code."""

    def __init__(self, rows: dict[str, IndicatorRow], weights: dict[str, float], parts: dict[str, list[str]]) -> None:
        self.rows, self.weights, self.parts = rows, weights, parts
        self._cache: dict[tuple[str, str, str], list[float]] = {}
        self._key: tuple[PeriodKind, int, int] | None = None
        self._moments: list[_Moment] = []

    def series(self, code: str, area: str, part: str, periods: Sequence[ReportingPeriod]) -> list[float]:
        """The values of one indicator for an area (``PROVINCE`` or a code) and a breakdown (``TOTAL`` or a code)."""
        key = (periods[0].kind, periods[0].key, len(periods))
        if key != self._key:
            self._key, self._cache, self._moments = key, {}, [_moment(period) for period in periods]
        return self._series(code, area, part)

    def _series(self, code: str, area: str, part: str) -> list[float]:
        key = (code, area, part)
        if key not in self._cache:
            self._cache[key] = self._made_up(self.rows[code], area, part)
        return self._cache[key]

    def _made_up(self, row: IndicatorRow, area: str, part: str) -> list[float]:
        if row.formula:
            return self._derived(row, area, part)
        is_count = row.unit != "%" and row.level != "province"
        if is_count and area == PROVINCE:
            columns = zip(*(self._series(row.code, sub, part) for sub in self.weights), strict=True)
            return [round(sum(column), row.decimals) for column in columns]
        demo = row.demo or DemoRow()
        if demo.of:
            return self._share_of(row, demo, area, part)
        if part != TOTAL and row.unit != "%":
            return self._part(row, area, part)
        return self._own(row, demo, area, part)

    def _derived(self, row: IndicatorRow, area: str, part: str) -> list[float]:
        parsed = formula(row.formula)
        inputs = {code: self._series(code, area, part) for code in parsed.codes}
        values = (parsed.value({code: series[i] for code, series in inputs.items()}) for i in range(len(self._moments)))
        return [math.nan if value is None else round(value, row.decimals) for value in values]

    def _share_of(self, row: IndicatorRow, demo: DemoRow, area: str, part: str) -> list[float]:
        seed, values = _seed(row.code, area, part), []
        whole = self._series(demo.of, area, part)
        for moment, base in zip(self._moments, whole, strict=True):
            share = demo.percent / 100 * (1 + demo.growth / 100 * max(moment.years, -8))
            share *= 1 + demo.noise / 100 * _noise(seed, moment.number)
            values.append(round(base * min(share, 0.995) * _so_far(demo, moment), row.decimals))
        return values

    def _own(self, row: IndicatorRow, demo: DemoRow, area: str, part: str) -> list[float]:
        seed = _seed(row.code, area, part)
        base = demo.base
        if row.unit == "%" or row.level == "province":
            spread = (_AREA_SPREAD if area else 0) + (_PART_SPREAD if part else 0)
            base *= 1 + spread * _noise(seed, 0) * (0.3 if row.maximum == 100 else 1)
        else:
            base *= self.weights.get(area, 1.0)
        shift = _noise(_seed(row.code, "", ""), 1)
        values = []
        for moment in self._moments:
            value = base * (1 + demo.growth / 100) ** moment.years * _so_far(demo, moment)
            value *= 1 + demo.season / 100 * math.sin(2 * math.pi * (moment.phase + shift))
            value *= 1 + demo.noise / 100 * _noise(seed, moment.number)
            if demo.week and moment.is_weekend:
                value *= WEEKEND_SHARE
            values.append(round(_bounded(value, row), row.decimals))
        return values

    def _part(self, row: IndicatorRow, area: str, part: str) -> list[float]:
        """The share of a breakdown; the last part of a dimension is what is left, so that the parts sum up."""
        siblings = next(parts for name, parts in self.parts.items() if name in row.dimensions and part in parts)
        whole = self._series(row.code, area, TOTAL)
        if part == siblings[-1]:
            others = [self._series(row.code, area, other) for other in siblings[:-1]]
            return [round(value - sum(column), row.decimals) for value, *column in zip(whole, *others, strict=True)]
        seed = _seed(row.code, area, part)
        share = _share(row.code, siblings, part)
        return [
            round(value * share * (1 + 0.06 * _noise(seed, moment.number)), row.decimals)
            for value, moment in zip(whole, self._moments, strict=True)
        ]


def _share(code: str, siblings: Sequence[str], part: str) -> float:
    sizes = {sibling: 1 + 0.7 * _noise(_seed(code, "", sibling), 2) for sibling in siblings}
    return sizes[part] / sum(sizes.values()) * 0.94


def _bounded(value: float, row: IndicatorRow) -> float:
    low = row.minimum if row.minimum is not None else -math.inf
    high = row.maximum if row.maximum is not None else math.inf
    return min(max(value, low), high)


def _so_far(demo: DemoRow, moment: _Moment) -> float:
    """The part of a year's sum that has been reached by the month."""
    return (moment.month / 12) ** 1.25 if demo.cumulative else 1.0


def _moment(period: ReportingPeriod) -> _Moment:
    start = period.start
    phase = start.timetuple().tm_yday / 365
    years = start.year - ANCHOR_YEAR + phase
    is_weekend = period.kind == PeriodKind.DAY and start.weekday() >= 5
    return _Moment(years, phase, start.month, is_weekend, period.key)


def _seed(*names: str) -> int:
    return zlib.crc32("|".join(names).encode())


def _noise(seed: int, number: int) -> float:
    """A number from -1 to 1 that depends on its arguments alone."""
    mixed = (seed * 0x9E3779B1 + number * 0x85EBCA6B) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = mixed * 0xC2B2AE35 & 0xFFFFFFFF
    mixed ^= mixed >> 13
    return (mixed & 0xFFFF) / 32767.5 - 1
