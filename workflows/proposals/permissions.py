"""Who may do what with a proposal: pure functions that answer yes, or no with the reason."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import has_role, memberships_of, readable_agency_ids

_WRITERS = (Role.OFFICER, Role.HEAD, Role.OPERATOR, Role.MODERATOR, Role.EDITOR, Role.PUBLISHER, Role.INTERNAL_AFFAIRS)


def user_can_propose(actor: Any, proposal: Any = None) -> Decision:
    """Everybody who works for an agency, in the name of this agency (Articles 8, 9 and 11)."""
    if isinstance(actor, User) and (
        has_role(actor, *_WRITERS, agency=proposal.agency_id) if proposal is not None else has_role(actor, *_WRITERS)
    ):
        return ALLOWED
    return Refused(_("Only people who work for the agency propose in its name."))


def user_can_edit(actor: Any, proposal: Any) -> Decision:
    """The author, and the head of the agency, while it is a draft."""
    if proposal.state != "draft":
        return Refused(_("Only a draft can be changed."))
    return user_can_speak_for(actor, proposal)


def user_can_speak_for(actor: Any, proposal: Any) -> Decision:
    """The author, or the head of the agency that proposes."""
    if isinstance(actor, User) and (
        (actor.pk == proposal.author_id and user_can_propose(actor, proposal)) or user_can_endorse(actor, proposal)
    ):
        return ALLOWED
    return Refused(_("Only the author or the head of the agency does this."))


def user_can_endorse(actor: Any, proposal: Any) -> Decision:
    """The head of the agency that proposes."""
    if isinstance(actor, User) and has_role(actor, Role.HEAD) and proposal.agency_id in readable_agency_ids(actor):
        return ALLOWED
    return Refused(_("Only the head of the agency does this."))


def user_can_coordinate(actor: Any, proposal: Any = None) -> Decision:
    """Sở TTTT's moderators receive, answer and forward (Article 7; Article 11 clause 2)."""
    if isinstance(actor, User) and has_role(actor, Role.MODERATOR):
        return ALLOWED
    return Refused(_("Only a moderator at Sở TTTT does this."))


def user_can_carry_out(actor: Any, proposal: Any) -> Decision:
    """The operator or agency that it was forwarded to."""
    if (
        isinstance(actor, User)
        and proposal.assignee_id in readable_agency_ids(actor)
        and has_role(actor, Role.OPERATOR, Role.OFFICER, Role.HEAD)
    ):
        return ALLOWED
    return Refused(_("Only whoever it was forwarded to does this."))


def user_can_operate(actor: Any, proposal: Any) -> Decision:
    """The operator (Article 6 clause 3), Sở TTTT, or whoever it was forwarded to."""
    if isinstance(actor, User) and has_role(actor, Role.OPERATOR):
        return ALLOWED
    return user_can_coordinate(actor) or user_can_carry_out(actor, proposal)


def user_can_finish(actor: Any, proposal: Any) -> Decision:
    """Whoever carries it out, or Sở TTTT."""
    return user_can_carry_out(actor, proposal) or user_can_coordinate(actor)


def user_can_note(actor: Any, proposal: Any) -> Decision:
    """The agency that proposes, Sở TTTT, and whoever carries it out."""
    return user_can_speak_for(actor, proposal) or user_can_finish(actor, proposal)


def user_can_support(user: Any, proposal: Any) -> Decision:
    """People of other agencies, once it was received and while it is open."""
    if proposal.state not in ("received", "accepted", "in_progress"):
        return Refused(_("Only a proposal that was received and is still open can be supported."))
    if supporting_agency(user, proposal) is None:
        return Refused(_("An agency does not support its own proposal."))
    return ALLOWED


def supporting_agency(user: Any, proposal: Any) -> Any:
    """The agency in whose name this user may support it; ``None`` when there is none."""
    for membership in memberships_of(user):
        if membership.role in _WRITERS and membership.agency_id != proposal.agency_id:
            return membership.agency
    return None


def user_can_nominate(user: Any, task_force: Any, agency: Any) -> Decision:
    """The head, or an officer, of an agency that was asked (Article 8 clause 5 point d)."""
    if not has_role(user, Role.HEAD, Role.OFFICER, agency=agency):
        return Refused(_("Only the agency itself names its people."))
    if not task_force.asked.filter(pk=agency.pk).exists():
        return Refused(_("This agency was not asked to name anybody."))
    return ALLOWED
