"""What automatic rules can ask about a commendation. Discipline is secret and is never registered (Article 10)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.conduct.enums import CaseKind, Opinion
from workflows.conduct.models import ConductForm
from workflows.rules.facts import Fact, FactKind, agency_fact
from workflows.rules.kinds import RuleKind, register_kind


def _forms() -> list[tuple[str, Any]]:
    """Forms of commendation alone, those that no longer hold too: older cases have them."""
    return list(ConductForm.objects.filter(kind=CaseKind.COMMENDATION).values_list("code", "name"))


FACTS = (
    Fact(
        name="form",
        label=pgettext_lazy("conduct", "Form"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.form.code,
        choices=_forms,
    ),
    agency_fact("agency", _("proposing agency")),
    agency_fact("subject_agency", _("agency concerned")),
    Fact(
        name="person",
        label=_("It is about a person"),
        kind=FactKind.BOOLEAN,
        value=lambda subject: subject.case.is_about_person,
    ),
    Fact(
        name="round",
        label=_("It came of a round"),
        kind=FactKind.BOOLEAN,
        value=lambda subject: subject.case.round_id is not None,
    ),
    Fact(
        name="opinion",
        label=_("opinion of Sở Nội vụ"),
        kind=FactKind.CHOICE,
        value=lambda subject: subject.case.opinion,
        choices=lambda: Opinion.choices,
    ),
)


def register() -> None:
    register_kind(
        RuleKind(
            workflow="commendation",
            agency_of=lambda case: case.agency_id,
            facts=FACTS,
            read_with=("agency", "subject_agency", "form"),
        )
    )
