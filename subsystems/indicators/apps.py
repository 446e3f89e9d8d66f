from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ioc_site.common.api import register_resource
from ioc_site.common.demo import register_seeder


class IndicatorsConfig(AppConfig):
    name = "subsystems.indicators"
    label = "indicators"
    verbose_name = _("Indicators and deliveries")

    def ready(self) -> None:
        from subsystems.indicators.dashboards import registering
        from subsystems.indicators.demo.seeding import seed_observations
        from subsystems.indicators.evidence import register_all
        from subsystems.indicators.queries import register_saved_views
        from subsystems.indicators.rules import register as register_rules
        from subsystems.indicators.work import register as register_work
        from subsystems.indicators.workflow import DELIVERY
        from workflows.engine import registry

        registry.register(DELIVERY)
        register_work()
        register_rules()
        register_saved_views()
        register_all()
        register_seeder("indicators", 20, seed_observations)
        registering.register()
        sharing = "subsystems.indicators.sharing"
        register_resource("indicators", f"{sharing}.indicators:router", 10)
        register_resource("observations", f"{sharing}.observations:router", 20)
        register_resource("deliveries", f"{sharing}.deliveries:router", 60)
