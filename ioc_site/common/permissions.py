"""The answer to "may this user do that?": yes, or no with the reason that the screen shows.

Every ``user_can_…`` function of a room returns one of the two; both work as a plain boolean::

    decision = user_can_edit_agency(user, agency)
    if not decision:
        messages.error(request, decision.reason)
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Allowed:
    """A yes."""

    @property
    def reason(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """A no; ``reason`` is a whole sentence for the person who asked (may be lazy)."""

    reason: Any

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Refused
ALLOWED = Allowed()


def require(decision: Decision) -> None:
    """Raise ``PermissionDenied`` (403) with the reason when the decision is a no."""
    if not decision:
        raise PermissionDenied(str(decision.reason))
