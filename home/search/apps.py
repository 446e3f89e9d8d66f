from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "home.search"
    label = "portal_search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from home.search import signals

        signals.connect()
