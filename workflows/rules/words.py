"""The words of a rule's messages: plain text with a few placeholders, none of which can hold personal data."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from workflows.engine.telling.messages import fill_subject, problems_in
from workflows.engine.texts import Text
from workflows.rules.facts import Subject


def _deadline(subject: Subject) -> str:
    at = subject.case.deadline_at
    return date_format(localtime(at), "H:i d/m/Y") if at else "–"


PLACEHOLDERS: Mapping[str, tuple[Text, Callable[[Subject], object]]] = {
    "reference": (_("reference"), lambda subject: subject.case.reference),
    "case": (_("kind of case"), lambda subject: subject.workflow.label),
    "step": (_("what was done"), lambda subject: subject.step),
    "state": (_("state"), lambda subject: subject.case.current_state.label),
    "deadline": (_("deadline"), _deadline),
}


class _Line:
    """What ``fill_subject`` takes for a message."""

    def __init__(self, text: str) -> None:
        self.subject = text


def values_of(subject: Subject) -> dict[str, str]:
    """The text of each placeholder."""
    return {name: str(value(subject)) for name, (_label, value) in PLACEHOLDERS.items()}


def filled(text: str, subject: Subject) -> str:
    """One line with its placeholders filled, at most 200 characters."""
    return fill_subject(_Line(text), values_of(subject))  # type: ignore[arg-type]


def problems(text: str) -> list[str]:
    """What keeps a text from being saved."""
    return problems_in(text, PLACEHOLDERS)


def case_link(subject: Subject) -> str:
    """Where staff read the case."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{subject.workflow.url(subject.case, None)}"
