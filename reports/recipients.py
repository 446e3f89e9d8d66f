"""Who may be chosen to get a report: the people of one's own agencies by name, other agencies through those who lead
them. The names of other agencies' people are not everybody's to list."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Membership, User
from subsystems.agencies.scoping import readable_agency_ids

LEADING = (Role.HEAD, Role.LEADER)


def recipient_choices(user: User) -> list[tuple[str, str]]:
    """(code, name) of all whom the user may choose: ``user:7`` of his own agencies, ``agency:3`` of the others."""
    own = readable_agency_ids(user)
    people = User.objects.filter(is_active=True, pk__in=_memberships().filter(agency__in=own).values("user"))
    led = Agency.objects.filter(pk__in=_leading().exclude(agency__in=own).values("agency"))
    named = [(f"user:{person.pk}", str(person)) for person in people.order_by("last_name", "first_name")]
    return named + [(f"agency:{agency.pk}", agency.name) for agency in led.order_by("name")]


def recipients_of(codes: Iterable[str]) -> list[User]:
    """The people behind the codes; for an agency those who lead it today."""
    keys: dict[str, list[int]] = {"user": [], "agency": []}
    for code in codes:
        kind, _colon, key = code.partition(":")
        keys[kind].append(int(key))
    leading = _leading().filter(agency__in=keys["agency"]).values("user")
    people = User.objects.filter(is_active=True).filter(Q(pk__in=keys["user"]) | Q(pk__in=leading))
    return list(people.order_by("pk"))


def codes_of(people: Iterable[User], choices: Iterable[tuple[str, str]]) -> list[str]:
    """The codes by which these people are chosen, among those that the user has."""
    keys = {person.pk for person in people}
    led = _leading().filter(user__in=keys).values_list("agency", flat=True)
    codes = {f"user:{key}" for key in keys} | {f"agency:{key}" for key in led}
    return [code for code, _name in choices if code in codes]


def _memberships() -> Any:
    return Membership.objects.valid_on(timezone.localdate())


def _leading() -> Any:
    return _memberships().filter(role__in=LEADING, user__is_active=True)
