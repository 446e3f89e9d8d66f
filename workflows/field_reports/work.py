"""What of the field reports waits for a person."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import has_role, readable_agency_ids
from workflows.engine.work import WorkSource, register_work
from workflows.field_reports.enums import ExtensionState
from workflows.field_reports.models import FieldReport
from workflows.field_reports.permissions import user_can_moderate
from workflows.field_reports.personal import mask_personal_data
from workflows.field_reports.workflow import FIELD_REPORT


def waiting(user: Any) -> QuerySet[FieldReport]:
    """For moderators what is to be screened, sent on or approved, and requests for more time; for officers what they
    or nobody of their agency handles; for heads what nobody has begun."""
    rows = Q()
    if user_can_moderate(user):
        rows |= Q(state__in=FIELD_REPORT.group("moderation"))
        rows |= Q(extension=ExtensionState.ASKED, state__in=("assigned", "in_progress"))
    own = readable_agency_ids(user)
    if has_role(user, Role.OFFICER):
        rows |= Q(agency__in=own, state__in=("assigned", "in_progress")) & (Q(handler=user) | Q(handler=None))
    if has_role(user, Role.HEAD):
        rows |= Q(agency__in=own, state="assigned")
    if not rows:
        return FieldReport.objects.none()
    found: QuerySet[FieldReport] = FieldReport.objects.visible_to(user).filter(rows, finished_at=None)
    return found.select_related("category")


def title_of(report: FieldReport) -> str:
    """What a report is about in one line. Agencies read it too, so it is the edited copy, with what looks like personal
    data masked."""
    text = mask_personal_data(report.public_description or report.description)
    return f"{report.category.name}: {text[:90]}"


def register() -> None:
    register_work(
        WorkSource(
            workflow="field_report",
            label=_("Field reports"),
            waiting=waiting,
            title=title_of,
            list_url=lambda user: reverse("report_desk"),
            order=10,
        )
    )
