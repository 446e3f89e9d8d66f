from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "workflows.rules"
    label = "rules"
    verbose_name = _("Automatic rules")

    def ready(self) -> None:
        from ioc_site.common.demo import register_seeder
        from workflows.engine import origin, registry
        from workflows.rules import mails  # noqa: F401 - registers its kind of mail
        from workflows.rules.demo import seed_rules
        from workflows.rules.kinds import RuleKind, register_kind
        from workflows.rules.running import after_step
        from workflows.rules.work import register as register_work
        from workflows.rules.workflow import FOLLOW_UP

        registry.register(FOLLOW_UP)
        register_kind(RuleKind(workflow=FOLLOW_UP.code, agency_of=lambda case: case.agency_id))
        origin.listen(after_step)
        register_work()
        register_seeder("rules", 60, seed_rules)
