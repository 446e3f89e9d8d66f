"""What of the matters of online information waits for a person."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import has_role, readable_agency_ids
from subsystems.monitoring.models import Matter
from subsystems.monitoring.roles import SUBSYSTEM, is_leader, is_moderator
from subsystems.monitoring.workflow import MATTER
from workflows.engine.work import WorkSource, register_work


def waiting(user: Any) -> QuerySet[Matter]:
    """For moderators what is to be screened, given to somebody or closed; for an agency what it is to answer; for
    leaders what was escalated to them and is not answered."""
    rows = Q()
    if is_moderator(user):
        rows |= Q(state__in=MATTER.group("desk"))
    if has_role(user, Role.OFFICER, Role.HEAD, subsystem=SUBSYSTEM):
        rows |= Q(state="assigned", agency__in=readable_agency_ids(user))
    if is_leader(user):
        rows |= Q(state="assigned", escalated_at__isnull=False)
    if not rows:
        return Matter.objects.none()
    found: QuerySet[Matter] = Matter.objects.visible_to(user).filter(rows)
    return found.select_related("story")


def register() -> None:
    register_work(
        WorkSource(
            workflow=MATTER.code,
            label=_("Online information"),
            waiting=waiting,
            title=lambda case: case.story.title,
            list_url=lambda user: reverse("monitoring_desk"),
            order=25,
        )
    )
