"""What the questions of the steps offer to choose from."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Agency
from workflows.proposals.models import Proposal


def agencies_to_forward_to(case: Any, actor: Any) -> QuerySet[Agency]:
    """Agencies that hold today, the operator first; communes carry nothing out here."""
    return Agency.objects.valid_on().exclude(kind=AgencyKind.COMMUNE).order_by("-kind", "name")


def open_ones_of_the_kind(case: Any, actor: Any) -> QuerySet[Proposal]:
    """Received proposals of the same kind that are still open."""
    rows = Proposal.objects.filter(kind=case.kind, state__in=("received", "accepted", "in_progress"))
    return rows.exclude(pk=case.pk).order_by("-created_at")


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def in_two_years() -> date:
    return timezone.localdate() + timedelta(days=730)
