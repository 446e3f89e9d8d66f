"""Who is told about a case: never anybody outside its parties."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.engine.parties import Audience, Placeholder


def _author(case: Any) -> Iterator[User]:
    yield case.author


def _heads(case: Any) -> Iterator[User]:
    """Whom a case is about is told as such, and not before it is time."""
    yield from members_with_role(Role.HEAD, agency=case.agency).exclude(pk=case.subject_user_id or 0)


def _free(role: Role) -> Callable[[Any], Iterator[User]]:
    """People with a role, but for those whom the case is about."""

    def people(case: Any) -> Iterator[User]:
        yield from members_with_role(role).exclude(pk=case.subject_user_id or 0)

    return people


def _subject(case: Any) -> Iterator[User]:
    if case.subject_user_id:
        yield case.subject_user
    elif case.subject_agency_id:
        yield from members_with_role(Role.HEAD, agency=case.subject_agency)


AUTHOR = Audience("author", _("Author"), _author)
HEADS = Audience("heads", _("Head of the proposing agency"), _heads)
SUBJECT = Audience("subject", _("Who it is about"), _subject)
REVIEWERS = Audience("reviewers", _("Reviewers at Sở TTTT"), _free(Role.MODERATOR))
ADVISERS = Audience("advisers", _("Department of Home Affairs"), _free(Role.INTERNAL_AFFAIRS))
DECIDERS = Audience("deciders", _("Leaders of the People's Committee"), _free(Role.LEADER))
AUDIENCES = (SUBJECT, AUTHOR, HEADS, REVIEWERS, ADVISERS, DECIDERS)

PLACEHOLDERS = (
    Placeholder("subject", _("who it is about"), lambda case, event: case.subject, "Sở Y tế"),
    Placeholder("form", _("form"), lambda case, event: case.form.name, "Bằng khen của Chủ tịch UBND tỉnh"),
    Placeholder("decision", _("decision number"), lambda case, event: case.decision_number, "1200/QĐ-UBND"),
)


def commendation_url(case: Any, audience: Audience | None) -> str:
    return reverse("commendation_case", args=[case.reference])


def discipline_url(case: Any, audience: Audience | None) -> str:
    return reverse("discipline_case", args=[case.reference])
