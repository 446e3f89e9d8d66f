"""Who acts on a case without an account, and who is told of its steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.engine.texts import Text

if TYPE_CHECKING:
    from subsystems.agencies.models import User
    from workflows.engine.models import Case, Event


def everyone(actor: Any, case: "Case") -> Decision:
    """For transitions that anybody may make who got as far as seeing the case."""
    return ALLOWED


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who acts without an account: the reporter on the private link, the portal itself.

    Towards ``who`` functions it looks like a visitor who is not signed in, so that it holds no role and owns nothing.
    """

    code: str
    label: Text

    pk: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = False
    is_active: ClassVar[bool] = False
    is_staff: ClassVar[bool] = False
    is_superuser: ClassVar[bool] = False


SYSTEM = Party("system", _("The portal"))


def only(*parties: Party) -> Callable[[Any, "Case"], Decision]:
    """``who`` of a transition that only these parties make (the portal's own steps, the reporter's own steps)."""
    names = {party.code for party in parties}

    def who(actor: Any, case: "Case") -> Decision:
        if isinstance(actor, Party) and actor.code in names:
            return ALLOWED
        return Refused(_("This step is not made by members of staff."))

    return who


@dataclass(frozen=True, slots=True)
class External:
    """A recipient without an account, by reference: ``kind`` names a registered resolver (see
    ``workflows.engine.recipients``), ``ref`` is what it needs to find the address when the message is sent.
    The address itself never enters this room's tables."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Some people around a case who are told of things; ``recipients(case)`` yields users and externals.

    ``is_public`` means people outside the administration: they get public labels only. ``mails`` says whether each
    step is mailed at once; else accounts find it in their list and in the daily summary (large audiences).
    """

    code: str
    label: Text
    recipients: Callable[[Any], Iterable["User | External"]]
    is_public: bool = False
    mails: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """The words in which an audience is told of a step: templates with ``{{ placeholder }}`` (see
    ``telling.messages``). Without ``html`` the mail's HTML is made from the text."""

    subject: Text
    text: Text
    html: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A word that message templates of a workflow may use: ``value(case, event)`` gives its text."""

    name: str
    label: Text
    value: Callable[[Any, "Event"], object]
    sample: str
