from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _

_SCREENS = ("quan-tri/giam-sat", "quan-tri/nguon-tin", "quan-tri/chu-de-theo-doi", "quan-tri/quy-tac-chu-de")


class MonitoringConfig(AppConfig):
    name = "subsystems.monitoring"
    label = "monitoring"
    verbose_name = _("Online information monitoring")

    def ready(self) -> None:
        from ioc_site.common.addresses import register_addresses
        from ioc_site.common.demo import register_seeder
        from ioc_site.common.subsystems import Subsystem
        from subsystems.monitoring import digests, mails  # noqa: F401 - they register kinds of mails
        from subsystems.monitoring.demo import seed_mentions
        from subsystems.monitoring.matching.loading import new_edition
        from subsystems.monitoring.queries.desk import register_saved_views
        from subsystems.monitoring.registering import register
        from subsystems.monitoring.rules import register as register_rules
        from subsystems.monitoring.work import register as register_work
        from subsystems.monitoring.workflow import MATTER
        from workflows.engine import registry

        for signal in (post_save, post_delete):
            for name in ("Area", "Agency"):
                signal.connect(new_edition, sender=f"agencies.{name}", dispatch_uid=f"monitoring.{name}.{id(signal)}")
        registry.register(MATTER)
        register_addresses(Subsystem.MONITORING, f"phan-he/{Subsystem.MONITORING}", *_SCREENS)
        register_work()
        register_rules()
        register_saved_views()
        register()
        register_seeder("monitoring", 35, seed_mentions)
