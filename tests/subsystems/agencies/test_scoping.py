from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from ioc_site.common.subsystems import Subsystem
from subsystems.agencies import services
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, Membership
from subsystems.agencies.permissions import user_can_view_membership
from subsystems.agencies.scoping import agencies_with_role, has_role, memberships_of, readable_agency_ids
from tests.subsystems.agencies.factories import AgencyFactory, MembershipFactory, UserFactory, member

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def test_a_role_counts_in_its_agency_and_component_only():
    health, education = AgencyFactory.create(), AgencyFactory.create()
    user = member(Role.OFFICER, health, subsystem=Subsystem.HEALTH)
    assert has_role(user, Role.OFFICER)
    assert has_role(user, Role.OFFICER, Role.HEAD, agency=health, subsystem=Subsystem.HEALTH)
    assert has_role(user, Role.OFFICER, agency=health.pk)
    assert not has_role(user, Role.HEAD)
    assert not has_role(user, Role.OFFICER, agency=education)
    assert not has_role(user, Role.OFFICER, subsystem=Subsystem.EDUCATION)


def test_a_role_without_component_counts_for_all():
    assert has_role(member(Role.MODERATOR), Role.MODERATOR, subsystem=Subsystem.FIELD_REPORTS)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
    ],
)
def test_a_membership_counts_on_its_days(valid_from, valid_to, counts):
    assert has_role(member(Role.OFFICER, valid_from=valid_from, valid_to=valid_to), Role.OFFICER) == counts


def test_a_role_in_an_agency_that_ended_does_not_count_but_its_history_stays_readable():
    ended = AgencyFactory.create(valid_to=YESTERDAY)
    user = member(Role.OFFICER, ended)
    assert not has_role(user, Role.OFFICER)
    assert readable_agency_ids(user) == {ended.pk}


def test_who_takes_over_inherits_the_files_of_all_predecessors():
    first, second, third, stranger = AgencyFactory.create_batch(4)
    first.successors.add(second)
    second.successors.add(third)
    assert readable_agency_ids(member(Role.OFFICER, third)) == {first.pk, second.pk, third.pk}
    assert readable_agency_ids(member(Role.OFFICER, first)) == {first.pk}
    assert stranger.pk not in readable_agency_ids(member(Role.OFFICER, third))


def test_successors_in_a_circle_do_no_harm():
    first, second = AgencyFactory.create_batch(2)
    first.successors.add(second)
    second.successors.add(first)
    assert readable_agency_ids(member(Role.OFFICER, first)) == {first.pk, second.pk}


def test_superusers_hold_no_role_and_see_everything():
    MembershipFactory.create()
    administrator = UserFactory.create(is_superuser=True)
    assert memberships_of(administrator) == ()
    assert not has_role(administrator, *Role)
    assert Membership.objects.visible_to(administrator).count() == 1


def test_nobody_and_inactive_people_see_nothing():
    user = member(Role.AUDITOR)
    user.is_active = False
    for person in (AnonymousUser(), user):
        assert memberships_of(person) == ()
        assert readable_agency_ids(person) == frozenset()
    assert not Membership.objects.visible_to(AnonymousUser()).exists()


def test_memberships_are_seen_by_the_person_the_head_and_the_auditor():
    agency = AgencyFactory.create()
    officer, head, auditor = member(Role.OFFICER, agency), member(Role.HEAD, agency), member(Role.AUDITOR)
    other_head, row = member(Role.HEAD), officer.memberships.get()
    for user, sees in ((officer, True), (head, True), (auditor, True), (other_head, False)):
        assert Membership.objects.visible_to(user).filter(pk=row.pk).exists() == sees
        assert bool(user_can_view_membership(user, row)) == sees
    assert user_can_view_membership(other_head, row).reason


def test_the_scope_is_read_once_a_request(django_assert_num_queries):
    user = member(Role.OFFICER)
    with django_assert_num_queries(2):
        for _ in range(3):
            has_role(user, Role.OFFICER)
            readable_agency_ids(user)
            agencies_with_role(user, Role.OFFICER)


def test_the_same_role_twice_at_the_same_time_is_refused():
    membership = MembershipFactory.create(valid_from=TODAY)
    with pytest.raises(ValidationError):
        services.add_membership(membership.user, membership.agency, membership.role, valid_to=TOMORROW)
    services.add_membership(membership.user, membership.agency, membership.role, valid_to=YESTERDAY)
    services.add_membership(membership.user, membership.agency, Role.HEAD)


def test_ending_a_membership_ends_the_role_and_the_groups():
    user = member(Role.EDITOR)
    assert user.has_perm("wagtailadmin.access_admin")
    services.end_membership(user.memberships.get())
    user = type(user).objects.get(pk=user.pk)
    assert not has_role(user, Role.EDITOR)
    assert not user.groups.exists()
    assert not user.has_perm("wagtailadmin.access_admin")
    assert Membership.objects.get().valid_to == YESTERDAY


def test_a_membership_that_has_not_begun_is_removed_when_ended():
    membership = MembershipFactory.create(valid_from=TOMORROW)
    services.end_membership(membership)
    assert not Membership.objects.exists()


def test_groups_follow_the_days_of_memberships():
    user = member(Role.EDITOR)
    assert [group.name for group in user.groups.all()] == ["Vai trò: Biên tập viên"]
    user.memberships.update(valid_to=YESTERDAY, role=Role.PUBLISHER)
    assert services.sync_all_groups() == 1
    assert not user.groups.exists()


def test_people_move_with_the_work_where_one_agency_takes_over():
    old, new = AgencyFactory.create(), AgencyFactory.create(valid_from=TODAY)
    user = member(Role.HEAD, old, subsystem=Subsystem.FIELD_REPORTS)
    assert services.move_members(old, [new], YESTERDAY) == 0
    moved = user.memberships.get(agency=new)
    assert (moved.role, moved.subsystem, moved.valid_from) == (Role.HEAD, Subsystem.FIELD_REPORTS, TODAY)
    assert user.memberships.get(agency=old).valid_to == YESTERDAY
    assert has_role(type(user).objects.get(pk=user.pk), Role.HEAD, agency=new)
    assert services.move_members(old, [new], YESTERDAY) == 0
    assert user.memberships.count() == 2


def test_people_are_not_moved_by_guess_where_several_take_over():
    old = AgencyFactory.create()
    user = member(Role.HEAD, old)
    assert services.move_members(old, AgencyFactory.create_batch(2), YESTERDAY) == 1
    assert user.memberships.count() == 1
    assert Agency.objects.filter(memberships__user=user).get() == old
