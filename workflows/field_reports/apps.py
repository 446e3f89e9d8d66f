from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldReportsConfig(AppConfig):
    name = "workflows.field_reports"
    label = "field_reports"
    verbose_name = _("Field reports")

    def ready(self) -> None:
        from workflows.engine import registry
        from workflows.field_reports.workflow import FIELD_REPORT

        registry.register(FIELD_REPORT)
