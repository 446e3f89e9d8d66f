"""The dashboards on the pages of components 1 to 4."""

from functools import partial

from ioc_site.common.component_content import ComponentContent, register_component_content
from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.dashboards.queries import dashboard

COMPONENTS = (Subsystem.SOCIO_ECONOMIC, Subsystem.HEALTH, Subsystem.EDUCATION, Subsystem.PUBLIC_ADMINISTRATION)


def register() -> None:
    """Called when the app is ready."""
    for subsystem in COMPONENTS:
        content = ComponentContent("indicators/dashboard.html", partial(dashboard, subsystem), ("dist/dashboard.css",))
        register_component_content(subsystem, content)
