"""Who may keep the list of duties. It is a reading of the law, so it takes somebody who may publish."""

from django.utils.translation import gettext_lazy as _

from home.duties.models import Duty
from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import AnyUser, has_role, sees_all_agencies

PUBLISHERS_ONLY = Refused(_("Only a communications publisher or an administrator may do this."))
LOADED = Refused(_("This duty was loaded from the regulation's file; change it instead of deleting it."))


def user_can_view_duties(user: AnyUser, duty: Duty | None = None) -> Decision:
    """See the list in the admin; the page of duties is public."""
    return ALLOWED if sees_all_agencies(user, Role.EDITOR, Role.PUBLISHER) else PUBLISHERS_ONLY


def user_can_keep_duties(user: AnyUser, duty: Duty | None = None) -> Decision:
    """Add and change."""
    return ALLOWED if user.is_superuser or has_role(user, Role.PUBLISHER) else PUBLISHERS_ONLY


def user_can_delete_duty(user: AnyUser, duty: Duty | None = None) -> Decision:
    """What came from the file would come back with the next loading."""
    if duty is not None and duty.source_text:
        return LOADED
    return user_can_keep_duties(user, duty)
