"""The rules at work: each looks at a case and says of every figure, file or period whether it passes.

The job counts the verdicts, the screens show those that fail; both run the same functions.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from subsystems.indicators.enums import QualityRule as Rule
from subsystems.indicators.enums import Removal
from subsystems.indicators.formulas import formula
from subsystems.indicators.intake.unusual import tolerance
from subsystems.indicators.models import IndicatorVersion
from subsystems.indicators.obligations import DueState
from subsystems.indicators.periods import ReportingPeriod
from subsystems.indicators.quality.material import Case, Material, Place
from subsystems.indicators.quality.rules import rule_of_error


class Verdict(NamedTuple):
    """Whether something passes. A figure has ``period`` and ``place``, a file or period its object in ``about``.

    ``value`` is the figure's, ``expected`` what would be right or what it is compared with.
    """

    passes: bool
    period: ReportingPeriod | None = None
    place: Place | None = None
    value: float | None = None
    expected: float | None = None
    about: Any = None
    weight: int = 1


def _figures(material: Material, case: Case) -> Iterator[tuple[ReportingPeriod, IndicatorVersion, dict[Place, Any]]]:
    """The periods of a case with the figures of the areas that the agency answers for."""
    for item in case.due:
        version = material.version(case.indicator, item.period)
        if version is None:
            continue
        own = {area.pk for area in material.areas(case, version, item.period)}
        held = material.figures[case.indicator].get(item.period.key, {})
        yield item.period, version, {place: one for place, one in held.items() if place[0] in own}


def in_range(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        low, high = version.minimum, version.maximum
        for place, one in held.items():
            is_whole = bool(version.decimals or version.formula) or one.value == int(one.value)
            passes = (low is None or one.value >= low) and (high is None or one.value <= high) and is_whole
            limit = low if low is not None and one.value < low else high
            yield Verdict(passes, period, place, one.value, limit)


def by_formula(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        if not version.formula:
            continue
        parsed = formula(version.formula)
        inputs = {code: material.figures[material.codes[code]] for code in parsed.codes if code in material.codes}
        for place, one in held.items():
            values = {code: rows[period.key][place].value for code, rows in inputs.items() if place in rows[period.key]}
            result = parsed.value(values)
            if result is not None:
                expected = round(result, version.decimals)
                yield Verdict(
                    abs(expected - one.value) <= 10**-version.decimals / 2, period, place, one.value, expected
                )


def sums(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        if not version.is_additive or version.formula:
            continue
        yield from _sums_of_areas(material, period, version, held)
        if version.unit != "%":
            yield from _sums_of_parts(material, period, version, held)


def _sums_of_areas(
    material: Material, period: ReportingPeriod, version: IndicatorVersion, held: dict[Place, Any]
) -> Iterator[Verdict]:
    province, *areas = material.book.reported(version.level, period.end)
    for part in {part for _area, part in held}:
        yield from _compared(period, version, held, (province.pk, part), [(area.pk, part) for area in areas])


def _sums_of_parts(
    material: Material, period: ReportingPeriod, version: IndicatorVersion, held: dict[Place, Any]
) -> Iterator[Verdict]:
    for dimension in version.dimensions.all():
        for area in {area for area, _part in held}:
            parts = [(area, part) for part in material.parts[dimension.pk]]
            yield from _compared(period, version, held, (area, material.total), parts)


def _compared(
    period: ReportingPeriod, version: IndicatorVersion, held: dict[Place, Any], whole: Place, parts: list[Place]
) -> Iterator[Verdict]:
    """A total beside the sum of its parts, where all of them are there."""
    if not parts or whole not in held or any(place not in held for place in parts):
        return
    total = held[whole].value
    expected = round(sum(held[place].value for place in parts), version.decimals)
    passes = abs(total - expected) <= tolerance(version, len(parts))
    yield Verdict(passes, period, whole, total, expected)


def jumps(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        if version.formula:
            continue
        before = material.figures[case.indicator].get(period.compared().key, {})
        for place, one in held.items():
            past = before.get(place)
            if past is not None and past.value:
                change = abs(one.value - past.value) / abs(past.value) * 100
                passes = change <= version.jump_percent or material.is_confirmed(one.delivery)
                yield Verdict(passes, period, place, one.value, past.value)


def stands(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        if version.formula:
            continue
        past = material.past.get((case.indicator, period.key), {})
        for place, one in held.items():
            changed = [value for value, why in past.get(place, []) if value != one.value or why == Removal.ROLLED_BACK]
            yield Verdict(not changed, period, place, one.value, changed[-1] if changed else None)


def places(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        if version.formula:
            continue
        for area in material.areas(case, version, period):
            place = (area.pk, material.total)
            yield Verdict(place in held, period, place)


def parts(material: Material, case: Case) -> Iterator[Verdict]:
    for period, version, held in _figures(material, case):
        for dimension in version.dimensions.all():
            known = material.parts[dimension.pk]
            for area in sorted({area for area, part in held if part in known}):
                yield from (Verdict((area, part) in held, period, (area, part)) for part in known)


def _in_files(rule: Rule) -> Callable[[Material, Case], Iterator[Verdict]]:
    """Each checked file, with as many values as it has: those without an error of this rule pass."""

    def rule_in_files(material: Material, case: Case) -> Iterator[Verdict]:
        for check in case.checks:
            wrong = sum(count for code, count in check.errors.items() if rule_of_error(code) == rule)
            if wrong:
                yield Verdict(False, about=check, weight=wrong)
            if check.assessed > wrong:
                yield Verdict(True, about=check, weight=check.assessed - wrong)

    return rule_in_files


def on_time(material: Material, case: Case) -> Iterator[Verdict]:
    for item in case.due:
        version = material.version(case.indicator, item.period)
        if version is not None and not version.formula:
            yield Verdict(item.state == DueState.ON_TIME, item.period, about=item)


JUDGES: dict[Rule, Callable[[Material, Case], Iterator[Verdict]]] = {
    Rule.RANGE: in_range,
    Rule.FORMULA: by_formula,
    Rule.SUM: sums,
    Rule.JUMP: jumps,
    Rule.STANDS: stands,
    Rule.PLACES: places,
    Rule.PARTS: parts,
    Rule.CODES: _in_files(Rule.CODES),
    Rule.FORMATS: _in_files(Rule.FORMATS),
    Rule.DUPLICATES: _in_files(Rule.DUPLICATES),
    Rule.ON_TIME: on_time,
}
