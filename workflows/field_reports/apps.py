from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

_PAGES = ("phan-anh", "quan-tri/phan-anh", "quan-tri/phan-anh-loai", "quan-tri/phan-anh-mau-tra-loi")


class FieldReportsConfig(AppConfig):
    name = "workflows.field_reports"
    label = "field_reports"
    verbose_name = _("Field reports")

    def ready(self) -> None:
        from ioc_site.common.addresses import register_addresses
        from ioc_site.common.api import register_resource
        from ioc_site.common.demo import register_seeder
        from ioc_site.common.subsystems import Subsystem
        from workflows.engine import registry
        from workflows.engine.telling.recipients import register_resolver
        from workflows.field_reports import from_matters, privacy_measures
        from workflows.field_reports.audiences import FOLLOWER_KIND, REPORTER_KIND
        from workflows.field_reports.demo import seed_reports
        from workflows.field_reports.desk.queries import register_saved_views
        from workflows.field_reports.evidence import register as register_evidence
        from workflows.field_reports.public import mails  # noqa: F401 - registers its kinds of mails
        from workflows.field_reports.recipients import follower_address, reporter_address
        from workflows.field_reports.rules import register as register_rules
        from workflows.field_reports.statistics import registering
        from workflows.field_reports.work import register as register_work
        from workflows.field_reports.workflow import FIELD_REPORT

        registry.register(FIELD_REPORT)
        register_addresses(Subsystem.FIELD_REPORTS, f"phan-he/{Subsystem.FIELD_REPORTS}", *_PAGES)
        register_rules()
        register_saved_views()
        register_work()
        register_evidence()
        register_resolver(REPORTER_KIND, reporter_address)
        register_resolver(FOLLOWER_KIND, follower_address)
        register_seeder("field_reports", 30, seed_reports)
        registering.register()
        register_resource("report-statistics", "workflows.field_reports.statistics.api:router", 50)
        privacy_measures.register()
        from_matters.register()
