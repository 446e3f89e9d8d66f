"""Every write of the agencies room."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Membership, MembershipQuerySet, User
from subsystems.agencies.scoping import forget_scope


@transaction.atomic
def create_account(
    username: str, password: str, first_name: str = "", last_name: str = "", email: str = "", *, is_demo: bool = False
) -> User:
    """A new person who may sign in, without any role yet; raises ``ValidationError`` by field."""
    user = User(username=username, first_name=first_name, last_name=last_name, email=email, is_demo=is_demo)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def add_membership(
    user: User,
    agency: Agency,
    role: Role | str,
    subsystem: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Membership:
    """Give a person a role in an agency; raises ``ValidationError`` when it overlaps the same role held already."""
    membership = Membership(
        user=user, agency=agency, role=role, subsystem=subsystem, valid_from=valid_from, valid_to=valid_to
    )
    return save_membership(membership)


@transaction.atomic
def save_membership(membership: Membership) -> Membership:
    """Check and save a new or changed membership, and bring the person's groups in line."""
    membership.full_clean()
    if _overlapping(membership).exists():
        raise ValidationError(_("This person holds this role in this agency already in that time."))
    membership.save()
    _roles_changed(membership.user)
    return membership


@transaction.atomic
def end_membership(membership: Membership, last_day: date | None = None) -> None:
    """End a membership with ``last_day`` (yesterday when not given); one that never began to count is removed."""
    last_day = last_day or timezone.localdate() - timedelta(days=1)
    if membership.valid_from and membership.valid_from > last_day:
        membership.delete()
    else:
        membership.valid_to = last_day
        membership.save(update_fields=["valid_to"])
    _roles_changed(membership.user)


@transaction.atomic
def move_members(agency: Agency, successors: Iterable[Agency], last_day: date) -> int:
    """Move the people of an agency that ended to the one that took over.

    Where several took over nobody can say who goes where: the memberships stay, without effect, and the number of
    people is returned that somebody must assign.
    """
    open_ones = agency.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=last_day)).select_related("user")
    targets = list(successors)
    if len(targets) != 1:
        return len({membership.user_id for membership in open_ones})
    for membership in open_ones:
        followed_to = membership.valid_to
        end_membership(membership, last_day)
        moved = Membership(
            user=membership.user,
            agency=targets[0],
            role=membership.role,
            subsystem=membership.subsystem,
            valid_from=last_day + timedelta(days=1),
            valid_to=followed_to,
        )
        if not _overlapping(moved).exists():
            save_membership(moved)
    return 0


def _overlapping(membership: Membership) -> MembershipQuerySet:
    others = Membership.objects.filter(
        user=membership.user, agency=membership.agency, role=membership.role, subsystem=membership.subsystem
    ).exclude(pk=membership.pk)
    if membership.valid_from:
        others = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=membership.valid_from))
    if membership.valid_to:
        others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=membership.valid_to))
    return others


def _roles_changed(user: User) -> None:
    forget_scope(user)
