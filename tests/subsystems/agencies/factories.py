"""Factories of the agencies room; other rooms' tests use them too."""

import factory
from factory.django import DjangoModelFactory

from subsystems.agencies import services
from subsystems.agencies.enums import AgencyKind, AreaLevel, Role
from subsystems.agencies.models import Agency, Area, Membership, User


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"nguoidung{n}")
    last_name = "Nguyễn"
    first_name = factory.Sequence(lambda n: f"Văn {n}")
    password = factory.django.Password("mat-khau-thu-nghiem")


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"{90000 + n}")
    slug = factory.LazyAttribute(lambda o: f"xa-{o.code}")
    name = factory.Sequence(lambda n: f"Thử nghiệm {n}")
    kind = "Xã"
    level = AreaLevel.COMMUNE


class AgencyFactory(DjangoModelFactory[Agency]):
    class Meta:
        model = Agency

    code = factory.Sequence(lambda n: f"CQ{n}")
    slug = factory.LazyAttribute(lambda o: o.code.lower())
    name = factory.Sequence(lambda n: f"Cơ quan số {n}")
    kind = AgencyKind.DEPARTMENT


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    agency = factory.SubFactory(AgencyFactory)
    role = Role.OFFICER


def member(role: Role, agency: Agency | None = None, **kwargs) -> User:
    """A new user who holds ``role`` in ``agency`` (a new one when not given)."""
    membership = MembershipFactory(role=role, agency=agency or AgencyFactory(), **kwargs)
    services.sync_groups(membership.user)
    return User.objects.get(pk=membership.user.pk)
