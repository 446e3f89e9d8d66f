"""Who works in this component, as questions about a user; models and permissions both ask them."""

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import AnyUser, has_role

SUBSYSTEM = Subsystem.MONITORING


def is_moderator(user: AnyUser) -> bool:
    """Moderators of this component: Sở TTTT runs it (Article 7 clause 3, Article 8 clause 4)."""
    return user.is_active and has_role(user, Role.MODERATOR, subsystem=SUBSYSTEM)


def is_leader(user: AnyUser) -> bool:
    return user.is_active and has_role(user, Role.LEADER, subsystem=SUBSYSTEM)


def reads_everything(user: AnyUser) -> bool:
    """Moderators, leaders, auditors and administrators read all of it; agencies what was given to them."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or has_role(user, Role.MODERATOR, Role.LEADER, Role.AUDITOR, subsystem=SUBSYSTEM)
