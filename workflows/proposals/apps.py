from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "workflows.proposals"
    label = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from workflows.engine import registry
        from workflows.proposals.demo import seed_proposals
        from workflows.proposals.evidence import register as register_evidence
        from workflows.proposals.measures import register_measures
        from workflows.proposals.queries import register_saved_views
        from workflows.proposals.rules import register as register_rules
        from workflows.proposals.work import register as register_work
        from workflows.proposals.workflow.table import PROPOSAL

        registry.register(PROPOSAL)
        register_rules()
        register_saved_views()
        register_work()
        register_measures()
        register_evidence()
        register_seeder("proposals", 45, seed_proposals)
