"""The kinds of report about the rooms below; those about the regulation are registered by ``home``."""

from django.utils.translation import gettext_lazy as _


def register_own_kinds() -> None:
    """Make the kinds of this room known."""
    from reports.catalogue.field_reports import field_reports_report
    from reports.catalogue.one_field_report import may_ask_for_field_report, one_field_report
    from reports.catalogue.online_information import online_information_report
    from reports.catalogue.operation import operation_report
    from reports.enums import ScopeKind
    from reports.kinds import ReportKind, register_kind

    register_kind(
        ReportKind(
            code="operation",
            label=_("Operation and use of the IOC"),
            help=_("People, sign-ins, work done and how the system ran (Article 6, clause 4)."),
            compute=operation_report,
            scopes=tuple(ScopeKind),
            issuer_code="STTTT",
        )
    )
    register_kind(
        ReportKind(
            code="online_information",
            label=_("Online information"),
            help=_("What was said about the province online and how it was answered; by day or week it is the digest."),
            compute=online_information_report,
            scopes=(ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.AREA),
            issuer_code="STTTT",
        )
    )
    register_kind(
        ReportKind(
            code="field_reports",
            label=_("Field reports"),
            help=_("What people reported, how it was handled and by whom (Article 8, clause 4)."),
            compute=field_reports_report,
            scopes=(ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.AREA),
        )
    )
    register_kind(
        ReportKind(
            code="field_report",
            label=_("One field report"),
            help=_("One report with all its steps; restricted, since it holds what the reporter wrote."),
            compute=one_field_report,
            is_restricted=True,
            about_thing=_("Reference of the field report"),
            may_ask=may_ask_for_field_report,
        )
    )
    _register_data_kinds()
    _register_conduct_kinds()


def _register_data_kinds() -> None:
    """The components whose data agencies deliver, and how they deliver it."""
    from reports.catalogue.data_quality import data_quality_report
    from reports.catalogue.indicators import COMPONENTS, component_report
    from reports.enums import ScopeKind
    from reports.kinds import ReportKind, register_kind

    for code, subsystem in COMPONENTS.items():
        register_kind(
            ReportKind(
                code=code,
                label=subsystem.label,
                help=_("The component's indicators against the period before, the year before and their targets."),
                compute=component_report(subsystem),
                scopes=(ScopeKind.PROVINCE, ScopeKind.AGENCY, ScopeKind.AREA),
            )
        )
    register_kind(
        ReportKind(
            code="data_quality",
            label=_("Quality of data and obligations"),
            help=_("Which data fell due, what came on time, and how good it is (Article 8, clause 5, point a)."),
            compute=data_quality_report,
            scopes=tuple(ScopeKind),
            subsystems=tuple(COMPONENTS.values()),
        )
    )


def _register_conduct_kinds() -> None:
    """The papers of Article 10."""
    from reports.catalogue.conduct import commendation_report, discipline_report, may_ask_for_commendation
    from reports.kinds import ReportKind, register_kind

    register_kind(
        ReportKind(
            code="commendation",
            label=_("Commendation dossier"),
            help=_("The submission to the Chairman with the list of the round and the form of the minutes."),
            compute=commendation_report,
            document_type="TỜ TRÌNH",
            symbol="TTr",
            is_restricted=True,
            about_thing=_("Number of the round, or reference of the case"),
            may_ask=may_ask_for_commendation,
        )
    )
    register_kind(
        ReportKind(
            code="discipline",
            label=_("Discipline dossier"),
            compute=discipline_report,
            document_type="TỜ TRÌNH",
            symbol="TTr",
            is_restricted=True,
            is_secret=True,
            about_thing=_("Reference of the case"),
        )
    )
