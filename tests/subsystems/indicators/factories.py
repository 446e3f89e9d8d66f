"""Published figures for tests, written as the publication of a delivery writes them."""

from django.utils import timezone

from subsystems.agencies.models import Agency, Area
from subsystems.indicators.enums import DeliverySource
from subsystems.indicators.models import Breakdown, Delivery, Indicator, IndicatorSet, Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE, version_for
from subsystems.indicators.period_codes import period_from_code
from workflows.engine.models.case import engine_writes


def published(set_code: str, agency_code: str, **fields) -> Delivery:
    """A delivery that is public."""
    with engine_writes():
        return Delivery.objects.create(
            indicator_set=IndicatorSet.objects.get(code=set_code),
            agency=Agency.objects.get(code=agency_code),
            source=DeliverySource.UPLOAD,
            state="published",
            created_at=timezone.now(),
            state_since=timezone.now(),
            published_at=timezone.now(),
            **fields,
        )


def figure(delivery: Delivery, code: str, area: Area, period: str, value: float, part: str = TOTAL_CODE) -> Observation:
    """A figure that holds now; ``period`` is a period's code."""
    indicator, when = Indicator.objects.get(code=code), period_from_code(period)
    return Observation.objects.create(
        indicator=indicator,
        version=version_for(list(indicator.versions.all()), when.start),
        area=area,
        period=when.key,
        breakdown=Breakdown.objects.get(code=part),
        value=value,
        delivery=delivery,
    )
