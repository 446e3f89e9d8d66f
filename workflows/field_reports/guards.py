"""What must hold before a step of a field report; each refusal says why."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.engine.definitions import State, Step
from workflows.field_reports.enums import ExtensionState, Outcome

REOPEN_DAYS = 14
MAX_PHOTOS = 5


def extension_asked(case: Any) -> Decision:
    if case.extension == ExtensionState.ASKED:
        return ALLOWED
    return Refused(_("The agency has not asked for more time."))


def no_extension_pending(case: Any) -> Decision:
    if case.extension != ExtensionState.ASKED:
        return ALLOWED
    return Refused(_("More time was asked for already and is waiting for an answer."))


def later_than_the_deadline(step: Step) -> None:
    deadline = step.case.deadline_at
    if deadline and step.data["until"] <= timezone.localdate(deadline):
        raise ValidationError({"until": _("The new day must come after the present deadline.")})


def reporter_can_be_reached(case: Any) -> Decision:
    """A question makes sense only if the reporter learns of it: by e-mail, or on the private link that every report
    from the form has. Reports that another system or the portal itself made may have nobody behind them."""
    if hasattr(case, "reporter") and case.reporter.erased_at is None:
        return ALLOWED
    return Refused(_("Nobody stands behind this report who could be asked."))


def state_to_return_to(step: Step, submitted: State, in_progress: State) -> State:
    """After the answer the report goes back to whoever asked: a moderator screens it anew, an agency goes on."""
    return in_progress if step.case.asked_from == in_progress.code else submitted


def room_for_photos(case: Any) -> Decision:
    if case.photos.filter(kind="report").count() < 2 * MAX_PHOTOS:
        return ALLOWED
    return Refused(_("This report has as many photos as it can take."))


def was_handled(case: Any) -> Decision:
    if case.outcome and case.outcome != Outcome.WRONG_CHANNEL:
        return ALLOWED
    return Refused(_("No agency handled this report."))


def not_rated_yet(case: Any) -> Decision:
    return Refused(_("You have rated this result already.")) if case.rating else ALLOWED


def may_reopen(case: Any) -> Decision:
    """Once, within 14 days after it was closed."""
    if case.reopened_at:
        return Refused(_("A report can be opened again only once."))
    if case.closed_at and timezone.now() > case.closed_at + timedelta(days=REOPEN_DAYS):
        return Refused(_("The 14 days for opening the report again are over."))
    return ALLOWED
