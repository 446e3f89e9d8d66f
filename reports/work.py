"""What of the reports waits for a person."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.models import ReportDocument
from reports.permissions import PREPARERS, SIGNERS
from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import agencies_with_role
from workflows.engine.work import WorkSource, register_work


def waiting(user: Any) -> QuerySet[ReportDocument]:
    """For who signs: drafts that he did not edit himself, and what has its number; for who prepares: what could not be
    built, and what is approved or signed and goes on its way."""
    signing, led = agencies_with_role(user, *SIGNERS), agencies_with_role(user, Role.LEADER)
    preparing = agencies_with_role(user, *PREPARERS)
    if not signing and not preparing:
        return ReportDocument.objects.none()
    to_decide = Q(state="draft") & ~Q(edited_by=user) | Q(state="numbered")
    rows = to_decide & (Q(issuer__in=signing) | Q(issuer__parent__in=led))
    rows |= Q(state__in=("failed", "approved", "signed")) & (Q(issuer__in=preparing) | Q(created_by=user))
    found: QuerySet[ReportDocument] = ReportDocument.objects.visible_to(user).filter(rows)
    return found


def register() -> None:
    register_work(
        WorkSource(
            workflow="report_document",
            label=_("Report documents"),
            waiting=waiting,
            title=lambda case: case.title,
            list_url=lambda user: reverse("reports_desk"),
            order=60,
        )
    )
