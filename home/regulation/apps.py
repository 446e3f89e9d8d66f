from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationConfig(AppConfig):
    name = "home.regulation"
    label = "regulation"
    verbose_name = _("Regulation")

    def ready(self) -> None:
        from home.regulation import reports
        from home.regulation.receivers import connect

        connect()
        reports.register()
