"""What of the proposals waits for a person."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workflows.engine.work import WorkSource, register_work
from workflows.proposals.models import Proposal
from workflows.proposals.queries import waiting_for


def waiting(user: Any) -> QuerySet[Proposal]:
    """Drafts of one's own, what the head has to endorse, Sở TTTT to answer, the operator to carry out."""
    found: QuerySet[Proposal] = Proposal.objects.visible_to(user).filter(waiting_for(user))
    return found


def register() -> None:
    register_work(
        WorkSource(
            workflow="proposal",
            label=_("Proposals"),
            waiting=waiting,
            title=lambda case: case.title,
            list_url=lambda user: f"{reverse('proposal_desk')}?muc=cho-toi",
            order=30,
        )
    )
