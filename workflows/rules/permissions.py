"""Who may do what with rules and follow-ups. Pure functions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role
from workflows.rules.models import holds


def user_can_keep_rules(user: Any, rule: Any = None) -> Decision:
    """Moderators at Sở TTTT, who also keep the words of messages; administrators may put them right."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR)):
        return ALLOWED
    return Refused(_("Automatic rules are kept by moderators."))


def user_can_view_rules(user: Any, rule: Any = None) -> Decision:
    """Who keeps them, and auditors."""
    if user.is_active and has_role(user, Role.AUDITOR):
        return ALLOWED
    return user_can_keep_rules(user)


def user_can_follow_up(actor: Any, follow_up: Any) -> Decision:
    """Whoever holds the role that it is for."""
    if isinstance(actor, User) and holds(actor, follow_up):
        return ALLOWED
    return Refused(_("Only those whom this follow-up is for do this."))


def user_can_drop(actor: Any, follow_up: Any) -> Decision:
    """Whom it is for, and moderators."""
    if isinstance(actor, User) and has_role(actor, Role.MODERATOR):
        return ALLOWED
    return user_can_follow_up(actor, follow_up)
