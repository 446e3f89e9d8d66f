from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "subsystems.monitoring"
    label = "monitoring"
    verbose_name = _("Online information monitoring")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from subsystems.monitoring.demo import seed_mentions
        from subsystems.monitoring.workflow import MATTER
        from workflows.engine import registry

        registry.register(MATTER)
        register_seeder("monitoring", 35, seed_mentions)
