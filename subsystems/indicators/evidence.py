"""The live figure of each component on the home page; what deliveries prove of duties is in ``quality.evidence``."""

from datetime import datetime, time
from functools import partial

from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import number
from subsystems.indicators.models import Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE
from subsystems.indicators.periods import period_from_key
from subsystems.indicators.quality import evidence as quality_evidence
from workflows.engine.working_time import VIETNAM

HEADLINES = {
    Subsystem.SOCIO_ECONOMIC: "KTXH-GRDP",
    Subsystem.HEALTH: "YT-KNT",
    Subsystem.EDUCATION: "GD-HS",
    Subsystem.PUBLIC_ADMINISTRATION: "HCC-TLDH",
}


def headline(code: str) -> Figure | None:
    """The latest published figure of a public indicator for the province. One query."""
    rows = Observation.objects.filter(
        indicator__code=code, indicator__is_public=True, area__level="province", breakdown__code=TOTAL_CODE
    )
    row = rows.select_related("indicator", "version", "delivery").order_by("-period").first()
    if row is None:
        return None
    period = period_from_key(row.version.period_kind, row.period)
    unit = row.version.unit if row.version.unit == "%" else f" {row.version.unit}"
    return Figure(
        value=f"{number(row.value, row.version.decimals)}{unit}",
        label=f"{row.indicator.label}, {period.label}",
        computed_at=row.delivery.published_at or datetime.combine(period.end, time(), VIETNAM),
        is_demo=row.delivery.is_demo,
    )


def register_all() -> None:
    """Called when the app is ready."""
    quality_evidence.register()
    for subsystem, code in HEADLINES.items():
        register_figure(subsystem, partial(headline, code))
