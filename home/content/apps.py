from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "home.content"
    label = "content"
    verbose_name = _("Guidance and news")

    def ready(self) -> None:
        from home.content import evidence, from_matters
        from home.content.checks import check_page_types
        from home.content.receivers import connect

        from_matters.register()
        evidence.register()
        checks.register(check_page_types, checks.Tags.models)
        connect()
