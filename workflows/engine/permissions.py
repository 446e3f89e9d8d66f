"""Whether somebody may make a transition now, and why not. Pure functions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.engine.definitions import Party, Transition


def admits(transition: Transition, actor: Any, case: Any) -> Decision:
    """What the transition's ``who`` answers; being a superuser changes nothing, and an account that is not signed in
    or not active does nothing at all."""
    if not isinstance(actor, Party) and not (actor and actor.is_authenticated and actor.is_active):
        return Refused(_("Sign in with an active account to do this."))
    return transition.who(actor, case)


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
