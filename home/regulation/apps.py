from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationConfig(AppConfig):
    name = "home.regulation"
    label = "regulation"
    verbose_name = _("Regulation")

    def ready(self) -> None:
        from home.regulation import reports
        from home.regulation.queries import resolve
        from home.regulation.receivers import connect
        from home.regulation.sitemaps import DocumentSitemap
        from home.robots import SITEMAPS
        from workflows.proposals.clauses import register_clause_resolver

        connect()
        reports.register()
        register_clause_resolver(lambda citation: provision.text if (provision := resolve(citation)) else None)
        SITEMAPS["quy-che"] = DocumentSitemap
