from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngineConfig(AppConfig):
    name = "workflows.engine"
    label = "engine"
    verbose_name = _("Workflow engine")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from workflows.engine import checks  # noqa: F401 - registers the system checks
        from workflows.engine.demo import seed_deputies
        from workflows.engine.telling import digest, notification_mail  # noqa: F401 - register their kinds of mail

        register_seeder("deputies", 5, seed_deputies)
