"""The dashboards on the pages of components 1 to 4."""

from functools import partial

from ioc_site.common.addresses import register_addresses
from ioc_site.common.component_content import ComponentContent, register_component_content
from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.dashboards.queries import dashboard

COMPONENTS = (Subsystem.SOCIO_ECONOMIC, Subsystem.HEALTH, Subsystem.EDUCATION, Subsystem.PUBLIC_ADMINISTRATION)
SHARED = "du-lieu-dung-chung"  # pages that these components have in common: deliveries, quality, open data


def register() -> None:
    """Called when the app is ready."""
    for subsystem in COMPONENTS:
        read = partial(dashboard, subsystem)
        content = ComponentContent(
            "indicators/dashboard.html", read, ("dist/dashboard.css",), compose=read, wall="indicators/wall.html"
        )
        register_component_content(subsystem, content)
        register_addresses(subsystem, f"phan-he/{subsystem}")
    register_addresses(SHARED, "du-lieu", "quan-tri/giao-du-lieu", "quan-tri/chat-luong-du-lieu")
