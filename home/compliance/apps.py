from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplianceConfig(AppConfig):
    name = "home.compliance"
    label = "compliance"
    verbose_name = _("Compliance")

    def ready(self) -> None:
        from home.compliance.services import ask_to_compute
        from ioc_site.common.demo import register_seeder

        # After everything that is measured was made up.
        register_seeder("compliance", 95, lambda size: f"compliance: job {ask_to_compute(None).pk} computes it")
