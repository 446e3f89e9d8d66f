"""Why a transition was not made. Each error carries a text that the person who tried can act on."""

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflows.engine import registry
from workflows.engine.texts import Text

if TYPE_CHECKING:
    from workflows.engine.forms import TransitionForm
    from workflows.engine.models import Event


class TransitionError(Exception):
    """The transition was not made and nothing was changed; ``message`` says why."""

    message: Text = ""

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(TransitionError):
    """The table, the permission or a guard refuses it."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class InvalidData(TransitionError):
    """The answers given are not valid; ``form`` holds them with the errors at their fields."""

    def __init__(self, form: "TransitionForm") -> None:
        super().__init__(form.errors.as_json())
        self.form = form

    @property
    def errors(self) -> dict[str, list[str]]:
        return {name: [str(text) for text in texts] for name, texts in self.form.errors.items()}

    @property
    def message(self) -> str:  # type: ignore[override]
        return " ".join(text for texts in self.errors.values() for text in texts)


class Conflict(TransitionError):
    """Somebody else acted since the person saw the case. ``event`` is the last thing done; ``message`` names who did
    it, ``public_message`` (for people outside the administration) does not."""

    def __init__(self, event: "Event") -> None:
        super().__init__(event)
        self.event = event

    @property
    def message(self) -> str:  # type: ignore[override]
        workflow = registry.workflow(self.event.workflow)
        transition = workflow.transition(self.event.transition)
        actor = self.event.actor
        return _(
            "Nothing was changed: %(who)s acted on this case in the meantime (“%(what)s”, %(when)s). "
            "Look at its present state and decide again."
        ) % {
            "who": (actor.get_full_name() or actor.get_username()) if actor else workflow.party(self.event.party).label,
            "what": transition.done_label if transition else self.event.transition,
            "when": date_format(timezone.localtime(self.event.at), "H:i d/m/Y"),
        }

    @property
    def public_message(self) -> str:
        return _(
            "Nothing was changed: the case has moved on in the meantime (%(when)s). "
            "Look at its present state and decide again."
        ) % {"when": date_format(timezone.localtime(self.event.at), "H:i d/m/Y")}
