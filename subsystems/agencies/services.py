"""Every write of the agencies room."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES
from subsystems.agencies.models import Agency, Area, Membership, User
from subsystems.agencies.scoping import forget_scope, memberships_of


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
def set_demo_access(user: User, password: str, *, is_superuser: bool) -> None:
    """Give a demonstration account its password and rights; raises ``ValueError`` for anybody else's account."""
    if not user.is_demo:
        raise ValueError("not a demonstration account")
    user.is_superuser = is_superuser
    if not user.check_password(password):
        user.set_password(password)
    user.save(update_fields=["password", "is_superuser"])


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
    membership.save()
    sync_groups(membership.user)
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
    sync_groups(membership.user)


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
    first_day = last_day + timedelta(days=1)
    for membership in open_ones:
        followed_from, followed_to = membership.valid_from or first_day, membership.valid_to
        end_membership(membership, last_day)
        moved = Membership(
            user=membership.user,
            agency=targets[0],
            role=membership.role,
            subsystem=membership.subsystem,
            valid_from=max(followed_from, first_day),
            valid_to=followed_to,
        )
        if not Membership.objects.overlapping(moved).exists():
            save_membership(moved)
    return 0


def sync_groups(user: User) -> None:
    """Put a person into the groups of the roles held today, and out of those of other roles."""
    forget_scope(user)
    wanted = {GROUP_NAMES[Role(membership.role)] for membership in memberships_of(user)}
    held = set(user.groups.filter(name__in=GROUP_NAMES.values()).values_list("name", flat=True))
    if wanted != held:
        user.groups.remove(*Group.objects.filter(name__in=held - wanted))
        user.groups.add(*Group.objects.filter(name__in=wanted - held))


def sync_all_groups() -> int:
    """Bring everybody's groups in line with the day; returns how many people were looked at."""
    people = User.objects.filter(is_active=True)
    for person in people:
        sync_groups(person)
    return len(people)


@transaction.atomic
def save_agency(agency: Agency) -> Agency:
    """Check and save a new or changed agency."""
    agency.full_clean()
    agency.save()
    return agency


@transaction.atomic
def save_area(area: Area) -> Area:
    """Check and save a new or changed area."""
    area.full_clean()
    area.save()
    return area
