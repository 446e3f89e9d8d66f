"""The deliveries to which illustrative figures belong: one for each of the latest periods, one for all before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.indicators.due import due_at
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import Coverage, Delivery, Obligation
from subsystems.indicators.periods import ReportingPeriod, last_complete
from workflows.engine.bulk import Past, write_histories
from workflows.engine.parties import SYSTEM

# One delivery each for so many of the latest periods.
SEPARATE = {"day": 30, "month": 14, "quarter": 6, "half_year": 4, "year": 3, "school_year": 3}
_ARCHIVE = 0
_LATE_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Slot:
    """A delivery that has to exist: of an obligation, for one period (its key) or for all earlier ones (0)."""

    obligation: Obligation
    period: int
    published_at: datetime


class DemoDeliveries:
    """Finds and makes the deliveries; ``delivery_of`` gives the id for a figure, or ``None`` when it came in late and
    has not been delivered yet."""

    def __init__(self, obligations: Iterable[Obligation], random: Random, now: datetime) -> None:
        self.obligations = list(obligations)
        self._random, self._now = random, now
        self._ids: dict[tuple[int, int, int], int] = {}
        self._oldest: dict[int, int] = {}
        self._members: dict[tuple[int, Role], User | None] = {}
        self._make()

    def delivery_of(self, obligation: Obligation, period: int) -> int | None:
        oldest = self._oldest[obligation.pk]
        return self._ids.get((obligation.indicator_set_id, obligation.agency_id, period if period >= oldest else 0))

    def latest_periods(self, obligation: Obligation) -> list[ReportingPeriod]:
        last = last_complete(obligation.indicator_set.period_kind, timezone.localdate(self._now))
        return [last.shifted(-step) for step in range(SEPARATE[last.kind])]

    def _make(self) -> None:
        made = Delivery.objects.filter(source=DeliverySource.GENERATED).values_list(
            "indicator_set_id", "agency_id", "first_period", "pk"
        )
        self._ids = {(set_id, agency, period or _ARCHIVE): pk for set_id, agency, period, pk in made}
        slots = [slot for obligation in self.obligations for slot in self._slots(obligation)]
        slots.sort(key=lambda slot: slot.published_at)  # numbered in the order in which they came in
        cases = [(self._case(slot), self._past(slot)) for slot in slots]
        write_histories(Delivery, cases)
        for slot, (case, _past) in zip(slots, cases, strict=True):
            self._ids[slot.obligation.indicator_set_id, slot.obligation.agency_id, slot.period] = case.pk

    def _slots(self, obligation: Obligation) -> Iterable[Slot]:
        """The missing deliveries whose time has come; the latest is late now and then."""
        periods = self.latest_periods(obligation)
        self._oldest[obligation.pk] = periods[-1].key
        for period in periods:
            due = due_at(period, obligation.due_day)
            is_late = self._random.random() < _LATE_SHARE
            shift = self._random.randint(2, 70) if is_late else -self._random.randint(1, 30)
            moment = max(due + timedelta(hours=shift), datetime.combine(period.end, due.timetz()))
            known = (obligation.indicator_set_id, obligation.agency_id, period.key) in self._ids
            if not known and moment < self._now:
                yield Slot(obligation, period.key, moment)
        if (obligation.indicator_set_id, obligation.agency_id, _ARCHIVE) not in self._ids:
            yield Slot(obligation, _ARCHIVE, due_at(periods[-1].previous(), obligation.due_day))

    def _case(self, slot: Slot) -> Delivery:
        return Delivery(
            indicator_set=slot.obligation.indicator_set,
            agency=slot.obligation.agency,
            source=DeliverySource.GENERATED,
            uploaded_by=self._member(slot.obligation.agency_id, Role.OFFICER),
            approved_by=self._member(slot.obligation.agency_id, Role.HEAD),
            first_period=slot.period or None,
            last_period=slot.period or None,
            checked_at=slot.published_at,
            sent_at=slot.published_at,
            published_at=slot.published_at,
            is_demo=True,
        )

    def _past(self, slot: Slot) -> list[Past]:
        officer = self._member(slot.obligation.agency_id, Role.OFFICER) or SYSTEM
        head = self._member(slot.obligation.agency_id, Role.HEAD) or SYSTEM
        at = slot.published_at
        steps = [("upload", officer, 40), ("pass_check", SYSTEM, 39), ("submit", officer, 30), ("approve", head, 1)]
        past = [Past(code, actor, at - timedelta(minutes=minutes)) for code, actor, minutes in steps]
        return [*past, Past("publish", SYSTEM, at)]

    def _member(self, agency_id: int, role: Role) -> User | None:
        key = (agency_id, role)
        if key not in self._members:
            self._members[key] = members_with_role(role, agency=agency_id).first()
        return self._members[key]


def write_coverage(delivered: dict[tuple[int, int], int]) -> None:
    """Note which periods the deliveries cover: ``delivered`` counts totals by delivery and period."""
    rows = [Coverage(delivery_id=d, period=p, delivered=n, expected=n) for (d, p), n in delivered.items()]
    Coverage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
