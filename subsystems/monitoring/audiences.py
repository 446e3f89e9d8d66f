"""Who is told about a matter, and the words that messages about it may use."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from subsystems.monitoring.roles import is_leader, is_moderator
from workflows.engine.parties import Audience, Placeholder


def _moderators(case: Any) -> Iterator[User]:
    yield from (user for user in members_with_role(Role.MODERATOR) if is_moderator(user))


def _agency(case: Any) -> Iterator[User]:
    if case.agency_id:
        yield from members_with_role(Role.OFFICER, Role.HEAD, agency=case.agency)


def _leaders(case: Any) -> Iterator[User]:
    yield from (user for user in members_with_role(Role.LEADER) if is_leader(user))


# A matter that has just come in is found on the desk; a mail for each would bury the others.
DESK = Audience("desk", _("Moderators, in their list"), _moderators, mails=False)
MODERATORS = Audience("moderators", _("Moderators"), _moderators)
AGENCY = Audience("agency", _("The agency in charge"), _agency)
LEADERS = Audience("leaders", _("Leaders"), _leaders)
AUDIENCES = (DESK, MODERATORS, AGENCY, LEADERS)

PLACEHOLDERS = (
    Placeholder("title", _("title"), lambda case, event: case.story.title, "Bờ biển Đồi Dương sạt lở"),
    Placeholder("topic", _("topic"), lambda case, event: case.topic.name if case.topic else "", "Môi trường biển"),
    Placeholder("agency", _("agency"), lambda case, event: case.agency.name if case.agency else "", "Sở Y tế"),
)


def case_url(case: Any, audience: Audience | None) -> str:
    """The path of the matter on the desk; everybody who is told is staff."""
    return reverse("monitoring_matter", args=[case.reference])
