"""Tables of the indicators room, in files by what they are about."""

from subsystems.indicators.models.catalogue import (
    Breakdown,
    Dimension,
    Indicator,
    IndicatorSet,
    IndicatorVersion,
    SetIndicator,
    Target,
)
from subsystems.indicators.models.delivery import Coverage, Delivery, DeliveryRow
from subsystems.indicators.models.obligation import Obligation
from subsystems.indicators.models.observation import Observation, PastValue
from subsystems.indicators.models.pull import PullSource
from subsystems.indicators.models.quality import QualityCount, QualityRun, QualityScore

__all__ = [
    "Breakdown",
    "Coverage",
    "Delivery",
    "DeliveryRow",
    "Dimension",
    "Indicator",
    "IndicatorSet",
    "IndicatorVersion",
    "Obligation",
    "Observation",
    "PastValue",
    "PullSource",
    "QualityCount",
    "QualityRun",
    "QualityScore",
    "SetIndicator",
    "Target",
]
