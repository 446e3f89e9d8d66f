from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "ioc_site.common"
    label = "common"
    verbose_name = _("Common services")

    def ready(self) -> None:
        # Every process knows every kind of job: the web names and sends them, the worker runs them.
        autodiscover_modules("tasks")
        from ioc_site.common.jobs import worker  # noqa: F401 - connects its signal
        from ioc_site.common.package_words import name_fields
        from ioc_site.common.spreadsheets import secure_wagtail_exports

        secure_wagtail_exports()
        name_fields()
