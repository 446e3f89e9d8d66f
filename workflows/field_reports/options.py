"""What the steps of a field report let people choose from; asked anew on the server each time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from subsystems.agencies.enums import AgencyKind, Role
from subsystems.agencies.models import Agency, Area, Membership, User
from workflows.field_reports.enums import Channel, Outcome, RejectionReason

Choices = Iterable[tuple[str, Any]]


def handling_agencies(case: Any, actor: Any) -> QuerySet:
    """Agencies that can be given a report today: all but the People's Committee of the province itself."""
    return Agency.objects.valid_on().exclude(kind=AgencyKind.PROVINCE)


def officers_of_the_agency(case: Any, actor: Any) -> QuerySet:
    return officers_of(Agency.objects.filter(pk=case.agency_id))


def officers_of(agencies: QuerySet) -> QuerySet:
    """The active officers and heads of some agencies."""
    memberships = Membership.objects.valid_on(timezone.localdate()).filter(agency__in=agencies)
    people = memberships.filter(role__in=[Role.OFFICER, Role.HEAD]).values("user")
    return User.objects.filter(is_active=True, pk__in=people).order_by("last_name", "first_name", "pk")


def possible_originals(case: Any, actor: Any) -> QuerySet:
    """Reports that this one can be a duplicate of: any other that is none itself and was not turned down."""
    others = type(case).objects.exclude(pk=case.pk)
    return others.exclude(state__in=["duplicate", "rejected", "withdrawn"]).exclude(split_from=case)


def kinds(case: Any, actor: Any) -> QuerySet:
    from workflows.field_reports.models import Category

    return Category.objects.filter(is_active=True, parent__isnull=False)


def areas(case: Any, actor: Any) -> QuerySet:
    return Area.objects.valid_on()


def rejection_reasons(case: Any) -> Choices:
    return RejectionReason.choices


def channels(case: Any) -> Choices:
    return Channel.choices


def outcomes(case: Any) -> Choices:
    """What an agency can report; "wrong channel" is for moderators to say."""
    return [(value, label) for value, label in Outcome.choices if value != Outcome.WRONG_CHANNEL]


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def in_a_year() -> date:
    return timezone.localdate() + timedelta(days=365)
