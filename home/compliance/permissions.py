"""Who reads how the duties are kept: those who follow all of them, and each agency its own (Article 7 clause 5)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.agencies.scoping import has_role, memberships_of, readable_agency_ids, sees_all_agencies

READ_ALL = (Role.MODERATOR, Role.INTERNAL_AFFAIRS, Role.LEADER)
_MEMBERS_ONLY = Refused(_("Compliance is shown to people who work for an agency."))


def user_can_read_all(user: Any, obj: Any = None) -> Decision:
    """Sở TTTT, Sở Nội vụ, leaders and auditors see every agency; superusers administer and do too."""
    if user.is_authenticated and sees_all_agencies(user, *READ_ALL):
        return ALLOWED
    return Refused(_("You see the compliance of your own agency only."))


def user_can_open(user: Any, obj: Any = None) -> Decision:
    """Whether there is anything of compliance for this person."""
    if user_can_read_all(user) or (user.is_authenticated and memberships_of(user)):
        return ALLOWED
    return _MEMBERS_ONLY


def user_can_read(user: Any, agency: Agency) -> Decision:
    """See one agency's compliance."""
    if not user_can_open(user):
        return _MEMBERS_ONLY
    if user_can_read_all(user) or agency.pk in readable_agency_ids(user):
        return ALLOWED
    return Refused(_("You see the compliance of your own agency only."))


def user_can_compute(user: Any, obj: Any = None) -> Decision:
    """Ask for a new computation before its time: Sở TTTT and administrators."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR)):
        return ALLOWED
    return Refused(_("Only Sở TTTT asks for a new computation."))
