"""The part of a desk that every kind of case shares: forms of the steps, and making the step that was sent."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.admin import messages

from ioc_site.common.permissions import require
from ioc_site.common.uploads import UploadRefused
from subsystems.agencies.requests import SignedInRequest
from workflows.engine.definitions import FieldKind, Transition
from workflows.engine.deputies import Principal
from workflows.engine.errors import Conflict, InvalidData, NotAllowed
from workflows.engine.forms import TransitionForm
from workflows.engine.permissions import admits, behalf_of
from workflows.engine.queries import Button
from workflows.engine.services import fire


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step that may be made now, with the form of what it asks for; ``behalf`` is for whom, if not for oneself."""

    transition: Transition
    form: TransitionForm
    is_open: bool
    behalf: Principal | None = None


def step_forms(case: Any, actor: Any, buttons: list[Button], bound: TransitionForm | None = None) -> list[StepForm]:
    """The forms of the allowed steps; ``bound`` takes the place of its own, so that nothing typed is lost."""
    forms = []
    for button in buttons:
        if not button.is_allowed:
            continue
        transition = button.transition
        is_bound = bound is not None and bound.transition.code == transition.code
        form = bound if is_bound and bound else TransitionForm(transition, case, actor, prefix=transition.code)
        forms.append(StepForm(transition, form, is_bound, behalf_of(transition, actor, case)))
    return forms


def act(request: SignedInRequest, case: Any, code: str) -> TransitionForm | None:
    """Make the posted step ``code`` of a case that this person may see; the engine checks everything again.

    Returns the form to be shown once more when an answer is wrong, else ``None``: the step was made, or somebody else
    was faster, and a message says which. Raises ``Http404`` for an unknown step and 403 for one that is not theirs.
    """
    transition = case.workflow.transition(code)
    if transition is None:
        raise Http404
    require(admits(transition, request.user, case))
    form = TransitionForm(transition, case, request.user, request.POST, request.FILES, prefix=code)
    if not form.is_valid():
        return form
    try:
        fire(
            case,
            code,
            request.user,
            form.answers,
            form.cleaned_data.get("comment", ""),
            expected_version=form.seen_version,
            idempotency_key=form.sending_key,
        )
    except (Conflict, NotAllowed) as error:
        messages.error(request, str(error))
    except UploadRefused as error:
        form.add_error(_files_field(transition), error)
        return form
    except InvalidData as error:
        form.add_error(None, str(error))
        return form
    else:
        done = {"reference": case.reference, "step": transition.done_label}
        messages.success(request, _("%(reference)s: %(step)s") % done)
    return None


def _files_field(transition: Transition) -> str | None:
    return next((field.name for field in transition.fields if field.kind is FieldKind.FILES), None)
