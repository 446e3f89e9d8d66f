"""Who may do what with law text: communications editors draft it, a publisher who did not write it puts it in force."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import AnyUser, has_role, sees_all_agencies

NOT_COMMUNICATIONS = Refused(_("Law text is kept by the communications editors and publishers."))
NOT_A_PUBLISHER = Refused(_("Law text is put in force by a communications publisher."))


def user_can_view_law_text(user: AnyUser, obj: Any = None) -> Decision:
    """See drafts and their history in the admin; everybody sees the public pages."""
    if sees_all_agencies(user) or has_role(user, Role.EDITOR, Role.PUBLISHER):
        return ALLOWED
    return NOT_COMMUNICATIONS


def user_can_edit_law_text(user: AnyUser, obj: Any = None) -> Decision:
    """Write drafts and hand them in for approval."""
    if user.is_superuser or has_role(user, Role.EDITOR, Role.PUBLISHER):
        return ALLOWED
    return NOT_COMMUNICATIONS


def user_can_gather_feedback(user: AnyUser, obj: Any = None) -> Decision:
    """See the accepted feedback by article: who drafts law text, and who accepted it (Article 11 clause 2)."""
    return ALLOWED if has_role(user, Role.MODERATOR, Role.LEADER) else user_can_view_law_text(user)


def user_can_publish_law_text(user: AnyUser, obj: Any = None) -> Decision:
    """Approve drafts; that nobody approves his own is asked beside this, at the moment of approval."""
    return ALLOWED if user.is_superuser or has_role(user, Role.PUBLISHER) else NOT_A_PUBLISHER
