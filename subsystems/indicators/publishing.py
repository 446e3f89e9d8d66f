"""Putting a delivery's figures in force, and taking them back: within the engine's transaction, all or nothing.

What held before goes to ``PastValue``, with where it came from and what replaced it. The current figure itself says
from which delivery and row it is; so every value that ever held can be followed to its file.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from ioc_site.common.freshness import purge
from subsystems.indicators.bulk import Row, upsert
from subsystems.indicators.derived import recompute
from subsystems.indicators.enums import Removal
from subsystems.indicators.intake.checking import open_resource
from subsystems.indicators.intake.context import SetContext
from subsystems.indicators.intake.keys import Key, pack, unpack
from subsystems.indicators.intake.resource import CellSet
from subsystems.indicators.intake.stored import Held
from subsystems.indicators.models import Delivery, Observation, PastValue

_BATCH = 5000


class CheckFailed(Exception):
    """The file passed its check, but what it refers to has changed since: nothing is published."""


def put_in_force(delivery: Delivery, at: datetime) -> Counter[int]:
    """Write the figures of a delivery's file; returns how the number of live figures changed, by delivery.

    Raises ``CheckFailed``; the caller's transaction then has to be rolled back.
    """
    context = SetContext(delivery.indicator_set, delivery.agency)
    with delivery.file.open("rb") as file:
        resource, _facts = open_resource(
            file.read(), delivery.file_name, context, delivery.facts.get("defaults", {}), delivery
        )
    resource.import_data(CellSet(resource.layout), use_transactions=True)
    if resource.findings.has_errors:
        raise CheckFailed(delivery.reference)
    changes: Counter[int] = Counter({delivery.pk: len(resource.touched)})
    _keep_past(resource.replaced, delivery, Removal.REPLACED, at)
    changes.subtract(Counter(held.delivery for held in resource.replaced.values()))
    _add(changes, _derive(resource.touched, delivery, Removal.REPLACED, at))
    purge()
    return changes


def take_back(delivery: Delivery, at: datetime) -> Counter[int]:
    """Put in force again what held before a delivery, for those of its figures that still hold.

    Returns how the number of live figures changed, by delivery. Values of deliveries that were rolled back themselves
    do not come back.
    """
    current = _current(delivery)
    before = _values_before(delivery, set(current))
    _keep_past(current, delivery, Removal.ROLLED_BACK, at)
    changes: Counter[int] = Counter({delivery.pk: -len(current)})
    rows: list[Row] = []
    for key, held in before.items():
        indicator, area, part, period = unpack(key)
        rows.append((indicator, held.version, area, period, part, held.value, held.delivery, held.row))
        changes[held.delivery] += 1
    _delete([key for key in current if key not in before])
    upsert(rows)
    _add(changes, _derive(current, delivery, Removal.ROLLED_BACK, at))
    purge()
    return changes


def _add(changes: Counter[int], more: Counter[int]) -> None:
    for key, count in more.items():
        changes[key] += count


def _current(delivery: Delivery) -> dict[Key, Held]:
    """The figures of a delivery that hold now; derived ones follow their inputs and are left to ``recompute``."""
    indicators = list(delivery.indicator_set.indicators.values_list("pk", flat=True))
    rows = Observation.objects.filter(
        indicator__in=indicators,
        period__gte=delivery.first_period or 0,
        period__lte=delivery.last_period or 99999999,
        delivery=delivery,
        row__gt=0,
    ).values_list("indicator", "area", "breakdown", "period", "value", "delivery", "row", "version")
    return {pack(i, a, b, p): Held(v, d, r, n) for i, a, b, p, v, d, r, n in rows.iterator(chunk_size=_BATCH)}


def _values_before(delivery: Delivery, keys: set[Key]) -> dict[Key, Held]:
    """For each key the latest value from another delivery that has not been rolled back."""
    if not keys:
        return {}
    indicators = {unpack(key)[0] for key in keys}
    periods = [unpack(key)[3] for key in keys]
    rows = (
        PastValue.objects.filter(indicator__in=indicators, period__gte=min(periods), period__lte=max(periods))
        .exclude(delivery=delivery)
        .exclude(delivery__state="rolled_back")
        .exclude(removal=Removal.ROLLED_BACK)
        .order_by("pk")
        .values_list("indicator", "area", "breakdown", "period", "value", "delivery", "row", "version")
    )
    found = {}
    for indicator, area, part, period, value, source, row, version in rows.iterator(chunk_size=_BATCH):
        key = pack(indicator, area, part, period)
        if key in keys:
            found[key] = Held(value, source, row, version)
    return found


def _keep_past(held: dict[Key, Held], by: Delivery, removal: Removal, at: datetime) -> None:
    """Add values that do not hold any more to the history."""
    batch: list[PastValue] = []
    for key, value in held.items():
        indicator, area, part, period = unpack(key)
        batch.append(
            PastValue(
                indicator_id=indicator,
                area_id=area,
                breakdown_id=part,
                period=period,
                version_id=value.version,
                value=value.value,
                delivery_id=value.delivery,
                row=value.row,
                removal=removal,
                removed_by=by,
                removed_at=at,
            )
        )
        if len(batch) >= _BATCH:
            PastValue.objects.bulk_create(batch)
            batch = []
    PastValue.objects.bulk_create(batch)


def _delete(keys: Iterable[Key]) -> None:
    """Remove figures for which nothing held before."""
    by_place: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for key in keys:
        indicator, area, part, period = unpack(key)
        by_place.setdefault((indicator, period), []).append((area, part))
    for (indicator, period), places in by_place.items():
        rows = Observation.objects.filter(indicator=indicator, period=period)
        ids = [pk for pk, area, part in rows.values_list("pk", "area", "breakdown") if (area, part) in set(places)]
        Observation.objects.filter(pk__in=ids).delete()


def _derive(touched: Iterable[Key], by: Delivery, removal: Removal, at: datetime) -> Counter[int]:
    """Bring the derived figures in line with their inputs."""
    changes: Counter[int] = Counter()
    rows: list[Row] = []
    gone: list[Key] = []
    past: dict[Key, Held] = {}
    for computed in recompute(touched):
        if computed.before:
            past[computed.key] = computed.before
            changes[computed.before.delivery] -= 1
        if computed.after is None:
            gone.append(computed.key)
            continue
        indicator, area, part, period = unpack(computed.key)
        after = computed.after
        rows.append((indicator, after.version, area, period, part, after.value, after.delivery, 0))
        changes[after.delivery] += 1
    _keep_past(past, by, removal, at)
    _delete(gone)
    upsert(rows)
    return changes


def count_live(changes: Counter[int], own: Delivery) -> list[int]:
    """Keep the number of live figures of the *other* deliveries; returns their ids. ``own`` is saved by the engine."""
    others = []
    for delivery_id, change in sorted(changes.items()):
        if delivery_id == own.pk or not change:
            continue
        Delivery.objects.filter(pk=delivery_id).update(live_rows=F("live_rows") + change)
        others.append(delivery_id)
    own.live_rows += changes.get(own.pk, 0)
    return others
