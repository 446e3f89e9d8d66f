"""Who is told about a delivery, where they read it, and the words that messages about it may use."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import members_with_role
from workflows.engine.parties import Audience, Placeholder


def _uploader(case: Any) -> Iterator[User]:
    if case.uploaded_by_id:
        yield case.uploaded_by


def _officers(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.OFFICER, agency=case.agency_id)


def _heads(case: Any) -> Iterator[User]:
    yield from members_with_role(Role.HEAD, agency=case.agency_id)


UPLOADER = Audience("uploader", _("Who uploaded it"), _uploader)
OFFICERS = Audience("officers", _("Officers of the agency"), _officers, mails=False)
HEADS = Audience("heads", _("Head of the agency"), _heads)
AUDIENCES = (UPLOADER, OFFICERS, HEADS)

PLACEHOLDERS = (
    Placeholder("set", _("indicator set"), lambda case, event: case.indicator_set.name, "Y tế hằng tháng"),
    Placeholder("agency", _("agency"), lambda case, event: case.agency.name, "Sở Y tế"),
    Placeholder("values", _("number of values"), lambda case, event: case.row_count, "132"),
)


def case_url(case: Any, audience: Audience | None) -> str:
    """Everybody who is told works in the admin."""
    return reverse("delivery", args=[case.reference])
