"""What proposals say of an agency or a person, for commendation and discipline (Article 10)."""

from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ioc_site.common.evidence import ROWS_KEPT, Evidence, Finding, Subject, register_evidence
from ioc_site.common.measures import Period
from workflows.proposals.enums import ProposalKind
from workflows.proposals.models import Proposal

_ACCEPTED = ("accepted", "in_progress", "done")


def _of(subject: Subject, period: Period) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(submitted_at__range=period.moments).exclude(state__in=("draft", "withdrawn"))
    return rows.filter(author=subject.user) if subject.user else rows.filter(agency=subject.agency)


def _rows(rows: QuerySet[Proposal]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{reference} {title}", reverse("proposal_case", args=[reference]))
        for reference, title in rows.order_by("submitted_at").values_list("reference", "title")[:ROWS_KEPT]
    )


def accepted(subject: Subject, period: Period) -> Finding:
    """Proposals other than incidents that were accepted, of those sent in."""
    rows = _of(subject, period).exclude(kind=ProposalKind.INCIDENT)
    good = rows.filter(state__in=_ACCEPTED).count()
    query: Any = _("Proposals sent in during the period; accepted ones count.")
    return Finding(rows.count(), good, _rows(rows), query)


def reported(subject: Subject, period: Period) -> Finding:
    """Incidents that the subject reported."""
    rows = _of(subject, period).filter(kind=ProposalKind.INCIDENT)
    return Finding(rows.count(), None, _rows(rows), str(_("Incidents reported during the period.")))


def fixed(subject: Subject, period: Period) -> Finding:
    """Incidents and changes forwarded to the agency that were done by their deadline."""
    rows = Proposal.objects.filter(assignee=subject.agency, finished_at__range=period.moments, state="done")
    good = rows.filter(finished_at__lte=F("deadline_at")).count()
    return Finding(
        rows.count(), good, _rows(rows), str(_("Proposals carried out during the period; in time ones count."))
    )


def register() -> None:
    register_evidence(Evidence("proposals.accepted", _("Proposals accepted"), accepted, for_people=True))
    register_evidence(Evidence("proposals.reported", _("Incidents reported"), reported, for_people=True))
    register_evidence(Evidence("proposals.carried_out", _("Proposals carried out in time"), fixed))
