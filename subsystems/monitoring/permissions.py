"""Who may do what in this component: pure functions that answer yes, or no with the reason.

Superusers administer the portal; they judge and answer nothing unless they hold the role.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role, readable_agency_ids
from subsystems.monitoring.roles import SUBSYSTEM, is_leader, is_moderator, reads_everything
from workflows.engine.parties import SYSTEM, Party

_MODERATORS_ONLY = Refused(_("Only a moderator of online information does this."))


def user_can_moderate(actor: Any, obj: Any = None) -> Decision:
    """Judge, assign, close, mask: moderators of this component (Article 8, clause 4)."""
    return ALLOWED if isinstance(actor, User) and is_moderator(actor) else _MODERATORS_ONLY


def user_can_open(actor: Any, obj: Any = None) -> Decision:
    """The portal itself takes up what fits a topic; a moderator whatever he finds worth it."""
    if isinstance(actor, Party):
        return ALLOWED if actor == SYSTEM else _MODERATORS_ONLY
    return user_can_moderate(actor)


def user_can_answer(actor: Any, matter: Any) -> Decision:
    """Officers and heads of the agency that the matter was given to."""
    if isinstance(actor, User) and _belongs(actor, matter, Role.OFFICER, Role.HEAD):
        return ALLOWED
    return Refused(_("Only the agency that the matter was given to does this."))


def user_can_report_correction(actor: Any, matter: Any) -> Decision:
    """Whoever learns of it first: the agency or a moderator."""
    return user_can_moderate(actor) or user_can_answer(actor, matter)


def user_can_escalate(actor: Any, matter: Any) -> Decision:
    """Moderators, and the head of the agency in charge."""
    if isinstance(actor, User) and _belongs(actor, matter, Role.HEAD):
        return ALLOWED
    return user_can_moderate(actor)


def user_can_instruct(actor: Any, matter: Any = None) -> Decision:
    """Leaders say how a matter is to be dealt with."""
    if isinstance(actor, User) and is_leader(actor):
        return ALLOWED
    return Refused(_("Only a leader does this."))


def user_can_note(actor: Any, matter: Any) -> Decision:
    """Everybody who works on the matter writes internal notes."""
    return user_can_moderate(actor) or user_can_answer(actor, matter) or user_can_instruct(actor)


def user_can_view_sources(user: Any, obj: Any = None) -> Decision:
    """Sources, topics, rules, figures and mentions: staff of the component."""
    return ALLOWED if reads_everything(user) else Refused(_("This is for the staff of online information monitoring."))


def user_can_keep_sources(user: Any, obj: Any = None) -> Decision:
    """Sources, topics and rules are kept by moderators; administrators may put them right."""
    if user.is_active and (user.is_superuser or is_moderator(user)):
        return ALLOWED
    return _MODERATORS_ONLY


def user_can_delete_topic_part(user: Any, obj: Any = None) -> Decision:
    """Rules and phrases may go; sources and topics are switched off, as what was found through them stays."""
    return user_can_keep_sources(user, obj)


def user_can_add_mention(user: Any, obj: Any = None) -> Decision:
    """Enter what one saw online: moderators, and people of agencies (Article 8 clause 4: all take part)."""
    if isinstance(user, User) and (is_moderator(user) or has_role(user, Role.OFFICER, Role.HEAD, subsystem=SUBSYSTEM)):
        return ALLOWED
    return Refused(_("Only staff of agencies enter mentions."))


def user_can_make_from(user: Any, matter: Any) -> Decision:
    """Make a news page or a field report out of a matter; the other room asks its own question too."""
    return user_can_moderate(user) or user_can_answer(user, matter)


def _belongs(user: User, matter: Any, *roles: Role) -> bool:
    if matter.agency_id is None or matter.agency_id not in readable_agency_ids(user):
        return False
    return has_role(user, *roles, subsystem=SUBSYSTEM)
