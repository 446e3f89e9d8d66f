"""Who may do what with agencies, areas, memberships and accounts.

The lists of agencies and areas are public; keeping them is the administrator's work. Roles are given by the
administrator too, so that nobody raises himself; the head of an agency sees who holds which role in it (Article 4
clause 6 of the regulation: use within one's duties and the rights given).
"""

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Area, Membership
from subsystems.agencies.scoping import AnyUser, has_role, sees_all_agencies

ADMINISTRATORS_ONLY = Refused(_("Only an administrator may do this."))
NOT_YOUR_AGENCY = Refused(_("This belongs to an agency in which you hold no role."))


def user_can_keep_reference_lists(user: AnyUser, obj: Agency | Area | None = None) -> Decision:
    """Add to and change the lists of agencies and areas."""
    return ALLOWED if user.is_superuser else ADMINISTRATORS_ONLY


def user_can_view_reference_lists(user: AnyUser, obj: Agency | Area | None = None) -> Decision:
    """See these lists in the admin, with their history; everybody sees the public pages."""
    return ALLOWED if sees_all_agencies(user) else ADMINISTRATORS_ONLY


def user_can_give_roles(user: AnyUser, membership: Membership | None = None) -> Decision:
    """Give, change and end memberships, and open accounts."""
    return ALLOWED if user.is_superuser else ADMINISTRATORS_ONLY


def user_can_view_membership(user: AnyUser, membership: Membership | None = None) -> Decision:
    """One's own, those of the agency that one heads, and all for administrators and auditors."""
    if sees_all_agencies(user):
        return ALLOWED
    if membership is None:
        return ALLOWED if has_role(user, Role.HEAD) else NOT_YOUR_AGENCY
    if membership.user_id == user.pk or has_role(user, Role.HEAD, agency=membership.agency_id):
        return ALLOWED
    return NOT_YOUR_AGENCY
