"""What must hold before a step of a commendation or discipline case; each refusal says why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.permissions import ALLOWED, Decision, Refused
from workflows.conduct.enums import CaseKind
from workflows.conduct.time_limits import last_day
from workflows.engine.definitions import Step


def missing_documents(case: Any) -> list[str]:
    """The documents that the dossier must hold and does not."""
    there = set(case.documents.exclude(answers=None).values_list("answers_id", flat=True))
    return [document.name for document in case.form.documents.filter(is_required=True) if document.pk not in there]


def dossier_is_complete(case: Any) -> Decision:
    missing = missing_documents(case)
    if not missing:
        return ALLOWED
    return Refused(_("The dossier lacks: %(names)s.") % {"names": "; ".join(missing)})


def form_is_in_force(case: Any) -> Decision:
    if case.form.is_valid_on():
        return ALLOWED
    return Refused(_("“%(form)s” is not in force today.") % {"form": case.form})


def opinion_is_there(case: Any) -> Decision:
    return ALLOWED if case.opinion else Refused(_("Sở Nội vụ has not given its opinion."))


def subject_was_heard(case: Any) -> Decision:
    """Nobody is proposed for discipline without having been heard."""
    if case.kind != CaseKind.DISCIPLINE or case.heard_on:
        return ALLOWED
    return Refused(_("The person concerned has not been heard yet: attach the statement first."))


def within_the_time_limit(case: Any) -> Decision:
    if case.kind != CaseKind.DISCIPLINE:
        return ALLOWED
    last = last_day(case, timezone.localdate())
    if timezone.localdate() <= last:
        return ALLOWED
    return Refused(_("The time limit ended on %(day)s.") % {"day": f"{last:%d/%m/%Y}"})


def not_postponed(case: Any) -> Decision:
    if case.kind != CaseKind.DISCIPLINE or case.postponed_on is None:
        return ALLOWED
    return Refused(_("The handling is postponed."))


def is_postponed(case: Any) -> Decision:
    return ALLOWED if case.postponed_on else Refused(_("The handling is not postponed."))


def not_extended(case: Any) -> Decision:
    return Refused(_("The time limit was extended already.")) if case.is_extended else ALLOWED


def decision_day(step: Step) -> None:
    """A decision is not of tomorrow, and its form was in force on its day."""
    day = step.data["decided_on"]
    if day > timezone.localdate():
        raise ValidationError({"decided_on": _("This day has not come yet.")})
    if not step.case.form.is_valid_on(day):
        raise ValidationError({"decided_on": _("“%(form)s” was not in force on this day.") % {"form": step.case.form}})
    if step.case.kind == CaseKind.DISCIPLINE and day > last_day(step.case):
        raise ValidationError({"decided_on": _("This day lies after the time limit.")})


def not_in_the_future(step: Step) -> None:
    for name in ("heard_on", "day"):
        if name in step.data and step.data[name] > timezone.localdate():
            raise ValidationError({name: _("This day has not come yet.")})
