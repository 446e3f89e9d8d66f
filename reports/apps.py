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
        from reports.desk_list import register_saved_views
        from reports.measures import register_measures
        from reports.use import register_own_counts
        from reports.work import register as register_work
        from reports.workflow import REPORT_DOCUMENT
        from workflows.engine import registry

        registry.register(REPORT_DOCUMENT)
        register_work()
        register_saved_views()
        register_own_kinds()
        register_own_counts()
        register_measures()
        register_seeder("reports", 90, seed_reports)
        _register_papers()
        user_logged_in.connect(_count_sign_in, dispatch_uid="reports.sign_in")


def _register_papers() -> None:
    """What the screens of commendation and discipline link to."""
    from urllib.parse import urlencode

    from django.urls import reverse

    from workflows.conduct.models import Commendation, Discipline, Round
    from workflows.conduct.papers import Paper, register_paper

    def ask_for(subject: str) -> str:
        return f"{reverse('reports_desk')}?{urlencode({'kind': 'commendation', 'subject': subject})}#yeu-cau"

    label = _("Submission to the Chairman (PDF)")
    register_paper(Round, Paper(label, lambda row: ask_for(str(row.pk))))
    register_paper(Commendation, Paper(label, lambda row: ask_for(row.reference)))
    dossier = Paper(_("Discipline dossier"), lambda row: reverse("discipline_dossier", args=[row.reference]))
    register_paper(Discipline, dossier)


def _count_sign_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    from reports.use import record_sign_in

    record_sign_in(user)
