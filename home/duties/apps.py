from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "home.duties"
    label = "duties"
    verbose_name = _("Duties")

    def ready(self) -> None:
        from home.duties import reports
        from home.duties.sitemaps import AgencySitemap
        from home.robots import SITEMAPS

        SITEMAPS["co-quan"] = AgencySitemap
        reports.register()
