from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from ioc_site.common.demo import register_seeder
        from reports.catalogue import register_own_kinds
        from reports.demo import seed_reports
        from reports.use import register_own_counts
        from reports.workflow import REPORT_DOCUMENT
        from workflows.engine import registry

        registry.register(REPORT_DOCUMENT)
        register_own_kinds()
        register_own_counts()
        register_seeder("reports", 90, seed_reports)
        user_logged_in.connect(_count_sign_in, dispatch_uid="reports.sign_in")


def _count_sign_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    from reports.use import record_sign_in

    record_sign_in(user)
