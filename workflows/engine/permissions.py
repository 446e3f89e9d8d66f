"""Whether somebody may make a transition now, and why not. Pure functions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import has_role
from workflows.engine.definitions import Transition
from workflows.engine.deputies import Principal, acted_for, principals_of
from workflows.engine.parties import Party


def admits(transition: Transition, actor: Any, case: Any) -> Decision:
    """What the transition's ``who`` answers for a person, or for somebody who is away and for whom this person stands
    in. Being a superuser changes nothing, and an account that is not signed in or not active does nothing at all."""
    if not isinstance(actor, Party) and not (actor and actor.is_authenticated and actor.is_active):
        return Refused(_("Sign in with an active account to do this."))
    decision = transition.who(actor, case)
    return decision if decision or acted_for(actor, transition, case) is None else ALLOWED


def behalf_of(transition: Transition, actor: Any, case: Any) -> Principal | None:
    """For whom an allowed step is made: ``None`` when the person may make it himself."""
    if isinstance(actor, Party) or not principals_of(actor) or transition.who(actor, case):
        return None
    return acted_for(actor, transition, case)


def guard_decision(transition: Transition, case: Any) -> Decision:
    """The first guard that refuses, or yes."""
    for guard in transition.guards:
        decision = guard(case)
        if not decision:
            return decision
    return ALLOWED


def user_can_fire(user: Any, transition: Transition, case: Any) -> Decision:
    """Permission and guards together: what a button on the screen needs to know."""
    return admits(transition, user, case) and guard_decision(transition, case)


def user_can_change_messages(user: Any, obj: Any = None) -> Decision:
    """The words that go out are kept by moderators; administrators may put them right."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR)):
        return ALLOWED
    return Refused(_("Message templates are kept by moderators."))


def user_can_keep_calendar(user: Any, obj: Any = None) -> Decision:
    """Days off and days worked in exchange are entered by moderators and the operator."""
    if user.is_active and (user.is_superuser or has_role(user, Role.MODERATOR, Role.OPERATOR)):
        return ALLOWED
    return Refused(_("The calendar is kept by moderators and the operator."))


def user_can_view_calendar(user: Any, obj: Any = None) -> Decision:
    """Everybody whose deadlines it moves may look at it."""
    return ALLOWED if user.is_active else Refused(_("Sign in with an active account to do this."))


def user_can_keep_webhooks(user: Any, obj: Any = None) -> Decision:
    """Other systems are connected by the operator (Article 6 of the regulation) and administrators."""
    if user.is_active and (user.is_superuser or has_role(user, Role.OPERATOR)):
        return ALLOWED
    return Refused(_("Webhooks are kept by the operator."))


def user_can_end_deputyship(user: Any, deputyship: Any) -> Decision:
    """Who is away, the deputy, and the head of the agency."""
    parties = (deputyship.person_id, deputyship.deputy_id)
    if user.is_active and (user.pk in parties or has_role(user, Role.HEAD, agency=deputyship.agency_id)):
        return ALLOWED
    return Refused(_("Only who is away, the deputy or the head of the agency ends this."))
