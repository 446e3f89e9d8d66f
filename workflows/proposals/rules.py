"""What automatic rules can ask about a proposal."""

from django.utils.translation import gettext_lazy as _

from ioc_site.common.subsystems import Subsystem
from workflows.proposals.enums import ProposalKind, Severity
from workflows.proposals.options import agencies_to_forward_to
from workflows.rules.facts import Fact, FactKind, agency_fact
from workflows.rules.kinds import Assignment, RuleKind, register_kind

FACTS = (
    Fact(
        name="kind",
        label=_("kind"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.kind,
        choices=lambda: ProposalKind.choices,
    ),
    agency_fact("agency", _("agency")),
    agency_fact("assignee", _("forwarded to")),
    Fact(
        name="subsystem",
        label=_("component"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.subsystem,
        choices=lambda: Subsystem.choices,
    ),
    Fact(
        name="severity",
        label=_("severity"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.severity,
        choices=lambda: Severity.choices,
    ),
    Fact(name="title", label=_("title"), kind=FactKind.TEXT, value=lambda subject: subject.case.title),
)


def register() -> None:
    register_kind(
        RuleKind(
            workflow="proposal",
            agency_of=lambda case: case.agency_id,
            facts=FACTS,
            read_with=("agency", "assignee"),
            assignment=Assignment(
                "forward",
                "agency",
                _("Operator or agency that carries it out"),
                lambda user: agencies_to_forward_to(None, user),
            ),
        )
    )
