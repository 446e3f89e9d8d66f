from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from reports.kinds import ReportKind, register_kind
        from reports.regulation_text import LegalDocument, build_regulation_pdf

        register_kind(ReportKind("regulation", _("Text of a regulation"), LegalDocument, build_regulation_pdf))
