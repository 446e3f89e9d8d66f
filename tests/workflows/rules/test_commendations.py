"""Automatic rules about commendations: what they ask, whom they tell, and that the log names no case to others."""

import pytest
from django.urls import reverse

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.conduct import factories as make
from tests.workflows.rules.factories import make_rule, tag_rule
from workflows.conduct.enums import CaseKind
from workflows.engine.models import Notification
from workflows.rules.kinds import kind_of
from workflows.rules.models import CaseTag, FollowUp, RuleRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def jobs_after_each_step(django_capture_on_commit_callbacks, monkeypatch):
    """Cases are written as if each of them were committed: rules run at once."""

    def committed(write):
        def written(*args, **kwargs):
            with django_capture_on_commit_callbacks(execute=True):
                return write(*args, **kwargs)

        return written

    for name in ("submitted", "proposed"):
        monkeypatch.setattr(make, name, committed(getattr(make, name)))


@pytest.fixture
def moderator(client):
    user = member(Role.MODERATOR)
    client.force_login(user)
    return user


def page(client, name, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_rule_asks_for_form_agency_and_opinion_and_its_tag_stands_on_the_case(client, moderator):
    agency, form = AgencyFactory(), make.a_form()
    conditions = (
        ("form", "in", form.code),
        ("agency", "in", agency.code),
        ("subject_agency", "in", agency.code),
        ("opinion", "in", "agrees"),
        ("person", "no"),
        ("round", "no"),
    )
    tag_rule(moderator, "commendation", "propose", "Đủ điều kiện", *conditions)
    case = make.proposed(agency=agency, form=form, subject_name="", subject_agency=agency)
    make.proposed(agency=agency, form=form)
    make.proposed(subject_name="", subject_agency=agency)
    assert [(tag.case_id, tag.name) for tag in CaseTag.objects.all()] == [(case.pk, "Đủ điều kiện")]
    assert "Đủ điều kiện" in page(client, "commendation_case", case.reference)
    assert case.reference in page(client, "rule_log")
    response = client.post(reverse("case_tag_remove", args=[CaseTag.objects.get().pk]))
    assert response["Location"] == reverse("commendation_case", args=[case.reference])


def test_the_form_of_a_rule_offers_forms_of_commendation_and_none_of_discipline(client, moderator):
    award, penalty = make.a_form(), make.a_form(CaseKind.DISCIPLINE)
    found = client.get(f"{reverse('rule_add')}?workflow=commendation&action=tag").content.decode()
    assert award.name in found
    assert f">{penalty.name}<" not in found


def test_a_follow_up_is_made_for_the_agency_that_proposed(moderator):
    agency = AgencyFactory()
    settings = {"role": "head", "whose": "case", "agency": None, "title": "Bổ sung {{ reference }}", "days": 3}
    make_rule(moderator, "commendation", "submit", "follow_up", settings)
    case = make.submitted(agency=agency)
    follow_up = FollowUp.objects.get()
    assert (follow_up.agency, follow_up.title) == (agency, f"Bổ sung {case.reference}")


def test_whom_a_case_is_about_learns_of_it_through_no_rule_of_his_own(client, moderator):
    tag_rule(moderator, "commendation", "submit", "Mới")
    text = {"role": "moderator", "whose": "any", "agency": None, "text": "{{ reference }}"}
    other = member(Role.MODERATOR)
    make_rule(other, "commendation", "submit", "notify", text)
    case = make.submitted(subject_name="Điều Phối", subject_user=moderator)
    assert not CaseTag.objects.exists()
    assert RuleRun.objects.count() == 1
    assert not Notification.objects.filter(recipient=moderator).exists()
    log = page(client, "rule_log")
    assert "Hồ sơ mà bạn không được xem" in log
    assert case.reference not in log
    client.force_login(other)
    assert case.reference in page(client, "rule_log")


def test_the_log_names_no_commendation_to_an_auditor(client, moderator):
    tag_rule(moderator, "commendation", "submit", "Mới")
    case = make.submitted()
    client.force_login(member(Role.AUDITOR))
    log = page(client, "rule_log")
    assert case.reference not in log
    assert "Hồ sơ mà bạn không được xem" in log


def test_a_step_of_a_discipline_case_sets_off_nothing(moderator):
    tag_rule(moderator, "commendation", "", "Mới")
    make.submitted(CaseKind.DISCIPLINE)
    assert not RuleRun.objects.exists()
    assert kind_of("discipline") is None
