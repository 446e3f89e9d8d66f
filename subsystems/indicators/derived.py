"""Derived indicators: computed anew for exactly those areas and periods whose inputs changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from subsystems.indicators.formulas import Formula, formula
from subsystems.indicators.intake.keys import Key, pack, unpack
from subsystems.indicators.intake.stored import Held, held_figures
from subsystems.indicators.models import IndicatorVersion
from subsystems.indicators.models.catalogue import version_for
from subsystems.indicators.periods import period_from_key


@dataclass(frozen=True, slots=True)
class Computed:
    """What a derived figure becomes: ``after`` is ``None`` where it can no longer be computed."""

    key: Key
    before: Held | None
    after: Held | None


class _Derived:
    def __init__(self, indicator: int, versions: list[IndicatorVersion], ids: dict[str, int]) -> None:
        self.indicator, self.versions = indicator, versions
        self.formulas: dict[int, Formula] = {v.pk: formula(v.formula) for v in versions if v.formula}
        self.inputs = {code: ids[code] for f in self.formulas.values() for code in f.codes if code in ids}


def _all_derived() -> list[_Derived]:
    """Every derived indicator with its versions. Two queries."""
    rows = IndicatorVersion.objects.exclude(formula="").select_related("indicator").order_by("-number")
    by_indicator: dict[int, list[IndicatorVersion]] = defaultdict(list)
    for version in rows:
        by_indicator[version.indicator_id].append(version)
    codes = {code for version in rows for code in formula(version.formula).codes}
    from subsystems.indicators.models import Indicator

    ids = dict(Indicator.objects.filter(code__in=codes).values_list("code", "pk"))
    return [_Derived(indicator, versions, ids) for indicator, versions in by_indicator.items()]


def recompute(touched: Iterable[Key]) -> list[Computed]:
    """What derived figures become, now that the figures with these keys have changed; only those that differ."""
    everything = _all_derived()
    inputs = {indicator for derived in everything for indicator in derived.inputs.values()}
    places: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
    for key in touched:
        indicator, area, part, period = unpack(key)
        if indicator in inputs:
            places[indicator].add((area, part, period))
    results: list[Computed] = []
    for derived in everything:
        affected = {place for indicator in derived.inputs.values() for place in places.get(indicator, ())}
        if affected:
            results.extend(_recompute_one(derived, affected))
    return results


def _recompute_one(derived: _Derived, affected: Collection[tuple[int, int, int]]) -> list[Computed]:
    periods = [period for _area, _part, period in affected]
    ids = [*derived.inputs.values(), derived.indicator]
    held = held_figures(ids, min(periods), max(periods))
    results = []
    for area, part, period in sorted(affected):
        key = pack(derived.indicator, area, part, period)
        before, after = held.get(key), _value(derived, held, area, part, period)
        if (before and before.value) != (after and after.value):
            results.append(Computed(key, before, after))
    return results


def _value(derived: _Derived, held: Mapping[Key, Held], area: int, part: int, period: int) -> Held | None:
    kind = derived.versions[0].period_kind
    version = version_for(derived.versions, period_from_key(kind, period).start)
    if version is None or version.pk not in derived.formulas:
        return None
    inputs = {code: held.get(pack(pk, area, part, period)) for code, pk in derived.inputs.items()}
    values = {code: figure.value for code, figure in inputs.items() if figure is not None}
    result = derived.formulas[version.pk].value(values)
    if result is None:
        return None
    delivery = max(figure.delivery for figure in inputs.values() if figure is not None)
    return Held(round(result, version.decimals), delivery, 0, version.pk)
