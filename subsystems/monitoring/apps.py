from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "subsystems.monitoring"
    label = "monitoring"
    verbose_name = _("Online information monitoring")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from subsystems.monitoring import digests, mails  # noqa: F401 - they register kinds of mails
        from subsystems.monitoring.demo import seed_mentions
        from subsystems.monitoring.matching.loading import new_edition
        from subsystems.monitoring.registering import register
        from subsystems.monitoring.rules import register as register_rules
        from subsystems.monitoring.work import register as register_work
        from subsystems.monitoring.workflow import MATTER
        from workflows.engine import registry

        for signal in (post_save, post_delete):
            for name in ("Area", "Agency"):
                signal.connect(new_edition, sender=f"agencies.{name}", dispatch_uid=f"monitoring.{name}.{id(signal)}")
        registry.register(MATTER)
        register_work()
        register_rules()
        register()
        register_seeder("monitoring", 35, seed_mentions)
