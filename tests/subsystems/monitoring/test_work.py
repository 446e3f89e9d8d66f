"""What of the matters stands on the start screen of moderators, agencies and leaders."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.monitoring.models import Matter
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.subsystems.monitoring.factories import assigned, matter, moderator
from workflows.engine.services import fire
from workflows.engine.work import my_work

pytestmark = pytest.mark.django_db


def titles(user) -> list[str]:
    return [row.title for part in my_work(user, timezone.now()).parts for row in part.rows if part.code == "matter"]


def test_a_matter_waits_for_moderators_until_an_agency_has_it_and_again_when_it_is_answered():
    by, agency = moderator(), AgencyFactory()
    officer = member(Role.OFFICER, agency)
    matter("Mới thấy")
    given = assigned(agency, by, title="Đã giao")
    assert titles(by) == ["Mới thấy"]
    assert titles(officer) == titles(member(Role.HEAD, agency)) == ["Đã giao"]
    assert titles(member(Role.OFFICER, AgencyFactory())) == titles(member(Role.AUDITOR)) == []
    fire(given, "answer", officer, {"answer": "Đã kiểm tra tại chỗ."})
    assert titles(officer) == []
    assert sorted(titles(by)) == ["Mới thấy", "Đã giao"]


def test_a_leader_sees_what_was_escalated_and_is_not_answered():
    leader = member(Role.LEADER)
    given = assigned(title="Quá hạn đã lâu")
    assert titles(leader) == []
    Matter.objects.filter(pk=given.pk).update(escalated_at=timezone.now() - timedelta(hours=1))
    assert titles(leader) == ["Quá hạn đã lâu"]
