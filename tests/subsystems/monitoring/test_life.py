"""A matter from the story to its end, through the same steps that the screens take."""

from datetime import timedelta

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.monitoring.enums import Outcome, Tone
from subsystems.monitoring.models import Judgement, Matter, Mention
from subsystems.monitoring.services.matters import take_up
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.subsystems.monitoring import factories as make
from workflows.engine.errors import InvalidData, NotAllowed
from workflows.engine.escalating import escalate_due
from workflows.engine.models import Notification
from workflows.engine.services import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make.moderator()


@pytest.fixture
def agency():
    return AgencyFactory()


def test_a_story_on_a_topic_becomes_one_matter_however_many_sites_carry_it(moderator):
    topic = make.rule("sạt lở").topic
    for _ in range(3):
        make.mention("Sạt lở bờ biển nghiêm trọng")
    make.mention("Không có gì lạ")
    matter = Matter.objects.get()
    assert (matter.state, matter.topic, matter.story.mention_count) == ("new", topic, 3)
    assert Notification.objects.filter(recipient=moderator).count() == 1


def test_from_new_to_answered_to_closed(moderator, agency):
    officer = member(Role.OFFICER, agency)
    matter = make.assigned(agency, moderator)
    assert matter.deadline_at is not None
    fire(matter, "answer", officer, {"answer": "Đã khắc phục xong."})
    assert matter.state == "answered"
    assert matter.answered_in_time is True
    fire(matter, "close", moderator)
    assert (matter.state, matter.outcome) == ("closed", Outcome.ANSWERED)


def test_what_is_decided_counts_for_the_whole_story_and_stands_beside_the_suggestion(moderator):
    make.phrase("sạt lở", tone="negative", urgency=3)
    matter = make.matter("Sạt lở bờ biển")
    make.mention("Sạt lở bờ biển")
    assert {m.tone for m in Mention.objects.all()} == {Tone.NEGATIVE}
    fire(matter, "find_relevant", moderator, {"tone": "neutral", "urgency": "1"})
    make.mention("Sạt lở bờ biển")  # joins the story later
    assert {(m.tone, m.urgency) for m in Mention.objects.all()} == {(Tone.NEUTRAL, 1)}
    assert {m.suggested_tone for m in Mention.objects.all()} == {Tone.NEGATIVE}
    judgement = Judgement.objects.get()
    assert (judgement.suggested_tone, judgement.tone, judgement.suggested_urgency) == ("negative", "neutral", 3)
    assert all("tone_neutral" in m.facets and "u_1" in m.facets for m in Mention.objects.all())


def test_misinformation_needs_evidence_and_keeps_it(moderator):
    matter = make.relevant(moderator)
    with pytest.raises(InvalidData):
        fire(matter, "declare_misinformation", moderator, {"evidence": ""})
    with pytest.raises(InvalidData):
        fire(matter, "declare_misinformation", moderator, {"evidence": "Sai", "evidence_url": "javascript:alert(1)"})
    data = {"evidence": "Số liệu đúng là 3, không phải 300.", "evidence_url": "https://stttt.example/van-ban"}
    fire(matter, "declare_misinformation", moderator, data)
    fire(matter, "report_correction", moderator, {"correction_url": "https://bao.example/dinh-chinh"})
    fire(matter, "close", moderator)
    assert (matter.outcome, matter.evidence) == (Outcome.MISINFORMATION, data["evidence"])


def test_only_the_agency_in_charge_answers_and_only_moderators_judge(moderator, agency):
    matter = make.assigned(agency, moderator)
    stranger, leader = member(Role.OFFICER), member(Role.LEADER)
    for person in (stranger, leader, moderator):
        with pytest.raises(NotAllowed):
            fire(matter, "answer", person, {"answer": "x"})
    new = make.matter("Tin khác")
    for person in (stranger, leader, member(Role.OFFICER, agency)):
        with pytest.raises(NotAllowed):
            fire(new, "find_irrelevant", person, {"reason": "old"})


def test_roles_of_other_components_do_not_count():
    other = member(Role.MODERATOR, subsystem="y-te")
    with pytest.raises(NotAllowed):
        fire(make.matter(), "find_irrelevant", other, {"reason": "old"})


def test_an_agency_gives_back_what_is_not_its_own(moderator, agency):
    matter = make.assigned(agency, moderator)
    fire(matter, "give_back", member(Role.HEAD, agency), {}, "Thuộc Sở Xây dựng.")
    assert (matter.state, matter.agency) == ("relevant", None)


def test_leaders_are_told_of_what_is_escalated_and_instruct(moderator, agency):
    leader = member(Role.LEADER)
    matter = make.assigned(agency, moderator)
    fire(matter, "escalate", moderator, {}, "Cần ý kiến.")
    assert matter.escalated_at
    assert Notification.objects.filter(recipient=leader).exists()
    fire(matter, "instruct", leader, {}, "Trả lời trong ngày.")
    assert matter.state == "assigned"


def test_the_portal_escalates_what_nobody_answers(moderator, agency):
    leader, officer = member(Role.LEADER), member(Role.OFFICER, agency)
    matter = make.assigned(agency, moderator)
    escalate_due(matter.deadline_at + timedelta(minutes=1))
    assert Notification.objects.filter(recipient=officer).exists()
    assert not Notification.objects.filter(recipient=leader).exists()
    escalate_due(matter.deadline_at + timedelta(days=4))
    matter.refresh_from_db()
    assert matter.escalated_at
    assert Notification.objects.filter(recipient=leader).exists()


def test_taking_a_story_up_twice_makes_one_matter(moderator):
    story = make.mention("Tin lạ").story
    assert take_up(story, moderator) == take_up(story, moderator)


def test_an_old_matter_that_was_dismissed_can_be_taken_back(moderator):
    matter = make.matter()
    fire(matter, "find_irrelevant", moderator, {"reason": "old"})
    fire(matter, "find_relevant", moderator, {"tone": "negative", "urgency": "2"})
    assert (matter.state, matter.reason, matter.closed_at) == ("relevant", "", None)


def test_late_answers_are_late(moderator, agency):
    matter = make.assigned(agency, moderator)
    late = matter.deadline_at + timedelta(hours=1)
    fire(matter, "answer", member(Role.OFFICER, agency), {"answer": "Xong."}, now=late)
    assert matter.answered_in_time is False
    assert matter.answered_at > timezone.now()
