from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Setting up, running, watching, backing up and restoring the portal."""

    name = "ioc_site.operations"
    label = "operations"
    verbose_name = _("Operations")
