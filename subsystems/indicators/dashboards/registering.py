"""What other rooms show of the indicators: the dashboard of each component, and its live figure."""

from functools import partial

from django.utils.translation import gettext as _

from ioc_site.common.component_content import ComponentContent, register_component_content
from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.subsystems import Subsystem
from ioc_site.common.vietnamese import number
from subsystems.agencies.enums import AreaLevel
from subsystems.agencies.models import Area
from subsystems.indicators.dashboards.judging import PER_CENT
from subsystems.indicators.dashboards.queries import dashboard
from subsystems.indicators.models import Breakdown, Indicator, Observation
from subsystems.indicators.models.catalogue import TOTAL_CODE
from subsystems.indicators.periods import period_from_key

# The indicator that stands for a component on the home page.
HEADLINES = {
    Subsystem.SOCIO_ECONOMIC: "KTXH-GRDP",
    Subsystem.HEALTH: "YT-BHYT",
    Subsystem.EDUCATION: "GD-TLCQG",
    Subsystem.PUBLIC_ADMINISTRATION: "HCC-TLDH",
}


def live_figure(code: str) -> Figure | None:
    """The newest figure of a public indicator for the province; ``None`` before one was published. One query."""
    held = Observation.objects.filter(
        indicator__in=Indicator.objects.public().filter(code=code),
        area__in=Area.objects.filter(level=AreaLevel.PROVINCE),
        breakdown__in=Breakdown.objects.filter(code=TOTAL_CODE),
    )
    row = held.select_related("indicator", "version", "delivery").order_by("-period").first()
    if row is None:
        return None
    unit = row.version.unit
    period = period_from_key(row.version.period_kind, row.period)
    return Figure(
        number(row.value, row.version.decimals) + (unit if unit == PER_CENT else f" {unit}"),
        _("%(indicator)s, %(period)s") % {"indicator": row.indicator.label, "period": period.label},
        row.delivery.published_at or row.delivery.created_at,
        row.delivery.is_demo,
    )


def register() -> None:
    """Called when the app is ready."""
    for subsystem, code in HEADLINES.items():
        register_figure(subsystem, partial(live_figure, code))
        register_component_content(
            subsystem,
            ComponentContent("indicators/dashboard.html", partial(dashboard, subsystem), ("dist/dashboard.css",)),
        )
