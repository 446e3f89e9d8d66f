from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConductConfig(AppConfig):
    name = "workflows.conduct"
    label = "conduct"
    verbose_name = _("Commendation and discipline")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from workflows.conduct.demo import seed_conduct
        from workflows.conduct.measures import register as register_measures
        from workflows.conduct.queries import register_saved_views
        from workflows.conduct.rules import register as register_rules
        from workflows.conduct.work import register as register_work
        from workflows.conduct.workflow.commendation import COMMENDATION
        from workflows.conduct.workflow.discipline import DISCIPLINE
        from workflows.engine import registry

        registry.register(COMMENDATION)
        registry.register(DISCIPLINE)
        register_rules()
        register_saved_views()
        register_work()
        register_measures()
        register_seeder("conduct", 50, seed_conduct)
