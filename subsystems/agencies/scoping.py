"""Who sees and may do what: the one place that answers it (Article 4 clause 6 of the regulation).

Roles are held per agency by ``Membership``. Every queryset of rows that belong to an agency is a ``ScopedQuerySet`` and
every screen takes its rows through ``visible_to``; every ``user_can_…`` function asks ``has_role``. A superuser sees
everything but holds no role: it administers, it does not decide cases.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, Union

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ioc_site.common.rows import again
from subsystems.agencies.enums import Role

if TYPE_CHECKING:  # the models of this room are scoped too, and import this module
    from subsystems.agencies.models import Agency, Membership, User

AnyUser = Union["User", AnonymousUser]
_CACHE = "_agencies_scope"


class _Scope:
    """What a user's memberships give on one day."""

    def __init__(self, user: "User", day: date) -> None:
        self.day = day
        open_ones = list(user.memberships.valid_on(day).select_related("agency"))
        self.memberships = tuple(m for m in open_ones if m.agency.is_valid_on(day))
        self.agency_ids = with_predecessors({m.agency_id for m in open_ones})


def with_predecessors(agency_ids: set[int]) -> frozenset[int]:
    """The agencies and all those that they took over from, directly or not: who takes over inherits the files."""
    known = set(agency_ids)
    links = apps.get_model("agencies", "Agency").successors.through.objects
    newest = known
    while newest:
        found = set(links.filter(to_agency_id__in=newest).values_list("from_agency_id", flat=True))
        newest = found - known
        known |= newest
    return frozenset(known)


def _scope_of(user: AnyUser) -> _Scope | None:
    """The scope of a signed-in, active user; read once for a user object and day (that is, once a request)."""
    if not user.is_authenticated or not user.is_active:
        return None
    day = timezone.localdate()
    scope = getattr(user, _CACHE, None)
    if scope is None or scope.day != day:
        scope = _Scope(user, day)
        setattr(user, _CACHE, scope)
    return scope


def forget_scope(user: AnyUser) -> None:
    """Make the next question about this user object read the memberships again."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def narrow_to(user: "User", agency: "Agency") -> None:
    """Make this user object answer with its memberships in one agency alone, for the rest of its (short) life."""
    scope = _Scope(user, timezone.localdate())
    scope.memberships = tuple(m for m in scope.memberships if m.agency_id == agency.pk)
    scope.agency_ids = with_predecessors({agency.pk}) if scope.memberships else frozenset()
    setattr(user, _CACHE, scope)


def memberships_of(user: AnyUser) -> "tuple[Membership, ...]":
    """The memberships that count today: valid themselves, in an agency that is."""
    scope = _scope_of(user)
    return scope.memberships if scope else ()


def has_role(user: AnyUser, *roles: Role, agency: "Agency | int | None" = None, subsystem: str | None = None) -> bool:
    """Whether the user holds one of ``roles`` today.

    With ``agency`` (or its id): in this agency. With ``subsystem``: for this component or for all of them.
    """
    agency_id = getattr(agency, "pk", agency)
    return any(
        m.role in roles
        and (agency_id is None or m.agency_id == agency_id)
        and (subsystem is None or m.subsystem in ("", subsystem))
        for m in memberships_of(user)
    )


def agencies_with_role(user: AnyUser, *roles: Role) -> "list[Agency]":
    """The agencies in which the user holds one of ``roles`` today (any role when none is given), each once."""
    return list({m.agency_id: m.agency for m in memberships_of(user) if not roles or m.role in roles}.values())


def readable_agency_ids(user: AnyUser) -> frozenset[int]:
    """The agencies whose rows the user reads as a member: his own and those that they took over from."""
    scope = _scope_of(user)
    return scope.agency_ids if scope else frozenset()


def sees_all_agencies(user: AnyUser, *roles: Role) -> bool:
    """Whether the user reads the rows of every agency: superusers, auditors, and whoever holds one of ``roles``."""
    return user.is_active and (user.is_superuser or has_role(user, Role.AUDITOR, *roles))


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to agencies. A room sets, or overrides ``visible_to`` where its rule is another one:

    ``agency_paths``: foreign keys that lead to an owning agency (a row is visible when one of them is readable);
    ``roles_that_see_all``: roles that read the rows of every agency, besides auditors.
    """

    agency_paths: ClassVar[tuple[str, ...]] = ("agency",)
    roles_that_see_all: ClassVar[tuple[Role, ...]] = ()

    def visible_to(self, user: AnyUser) -> Self:
        """The rows that this user may read; none for somebody who is not signed in."""
        if not user.is_authenticated:
            return self.none()
        if sees_all_agencies(user, *self.roles_that_see_all):
            return self
        readable = readable_agency_ids(user)
        condition = Q()
        for path in self.agency_paths:
            condition |= Q(**{f"{path}__in": readable})
        return self.filter(condition)


def is_visible_to(user: AnyUser, obj: Any) -> bool:
    """Whether the user may read this row: asks the ``visible_to`` of its default manager."""
    queryset = type(obj)._default_manager.all()
    return queryset.visible_to(user).filter(pk=obj.pk).exists()


def members_with_role(*roles: Role, agency: "Agency | int | None" = None) -> "models.QuerySet[User]":
    """The active people who hold one of ``roles`` today, in ``agency`` (or its id) or anywhere; each once."""
    memberships = apps.get_model("agencies", "Membership").objects.valid_on(timezone.localdate()).filter(role__in=roles)
    if agency is not None:
        memberships = memberships.filter(agency=agency)
    users = apps.get_model("agencies", "User").objects
    return users.filter(is_active=True, pk__in=memberships.values("user")).order_by("pk")


def holders_of(role: Role, agency: int | None = None) -> "list[User]":
    """As ``members_with_role``, for those whom every step of a case asks for: one query, put together once a day."""
    name = f"holders of {role} in {agency} on {timezone.localdate()}"
    return again(name, lambda: members_with_role(role, agency=agency))
