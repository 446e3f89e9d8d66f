"""The kinds of report about the rooms below; those about the regulation are registered by ``home``."""

from django.utils.translation import gettext_lazy as _


def register_own_kinds() -> None:
    """Make the kinds of this room known."""
    from reports.catalogue.online_information import online_information_report
    from reports.catalogue.operation import operation_report
    from reports.kinds import ReportKind, register_kind

    register_kind(
        ReportKind(
            code="operation",
            label=_("Operation and use of the IOC"),
            help=_("People, sign-ins, work done and how the system ran (Article 6, clause 4)."),
            compute=operation_report,
            issuer_code="STTTT",
        )
    )
    register_kind(
        ReportKind(
            code="online_information",
            label=_("Online information"),
            help=_("What was said about the province online and how it was answered; by day or week it is the digest."),
            compute=online_information_report,
            issuer_code="STTTT",
        )
    )
