"""What of commendation and discipline waits for a person; never more than the parties may know."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.scoping import has_role
from workflows.conduct.models import Commendation, Discipline
from workflows.engine.work import WorkSource, register_work

_BY_ROLE = (
    (Role.MODERATOR, ("submitted", "under_review", "consulted")),
    (Role.INTERNAL_AFFAIRS, ("under_review",)),
    (Role.LEADER, ("proposed",)),
)


def waiting(model: type[Any], user: Any) -> QuerySet[Any]:
    """The cases of a kind on which this person is to act next, of those that he may know of."""
    rows = Q(author_id=user.pk, state__in=("draft", "returned"))
    for role, states in _BY_ROLE:
        if has_role(user, role):
            rows |= Q(state__in=states)
    found: QuerySet[Any] = model.objects.visible_to(user).filter(rows).exclude(subject_user_id=user.pk)
    return found.select_related("form", "subject_agency")


def commendations(user: Any) -> QuerySet[Commendation]:
    return waiting(Commendation, user)


def discipline_cases(user: Any) -> QuerySet[Discipline]:
    return waiting(Discipline, user)


def _title(case: Any) -> str:
    return f"{case.subject}: {case.form}"


def register() -> None:
    register_work(
        WorkSource(
            workflow="commendation",
            label=_("Commendations"),
            waiting=commendations,
            title=_title,
            list_url=lambda user: reverse("commendation_desk"),
            order=40,
        )
    )
    register_work(
        WorkSource(
            workflow="discipline",
            label=_("Discipline"),
            waiting=discipline_cases,
            title=_title,
            list_url=lambda user: reverse("discipline_desk"),
            order=50,
        )
    )
