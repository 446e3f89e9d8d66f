"""Nobody outside the parties learns that a discipline case exists: not by list, count, search, log, URL or error."""

import re

import pytest
from django.urls import reverse

from ioc_site.common.access_log import AccessLog
from reports import use
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory, member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Discipline
from workflows.engine import registry
from workflows.engine.models import WebhookEndpoint
from workflows.engine.telling import webhooks

pytestmark = pytest.mark.django_db
SECRET = "Trần Thị Bí Mật"


@pytest.fixture
def case():
    return make.proposed(CaseKind.DISCIPLINE, subject_name=SECRET)


def outsiders():
    """Everybody who is no party: other agencies' people, editors, the operator, auditors, superusers."""
    roles = (Role.HEAD, Role.OFFICER, Role.EDITOR, Role.PUBLISHER, Role.OPERATOR, Role.AUDITOR)
    people = [member(role) for role in roles]
    return [*people, UserFactory(is_superuser=True, is_staff=True)]


def test_what_is_hidden_is_answered_like_what_is_not_there(client, case):
    for user in outsiders():
        client.force_login(user)
        for name in ("discipline_case", "discipline_edit", "discipline_document"):
            real = client.get(reverse(name, args=[case.reference]))
            made_up = client.get(reverse(name, args=["KL-2026-ABCDEFGH"]))
            assert real.status_code == made_up.status_code == 404, (user, name)
            assert real.content.replace(case.reference.encode(), b"") == made_up.content.replace(
                b"KL-2026-ABCDEFGH", b""
            )


def test_no_list_shows_or_counts_it(client, case):
    for user in outsiders():
        assert Discipline.objects.visible_to(user).count() == 0
        client.force_login(user)
        html = client.get(reverse("discipline_desk")).content.decode()
        assert SECRET not in html
        assert case.reference not in html


def test_references_do_not_count_cases():
    numbers = [make.draft(CaseKind.DISCIPLINE).reference for _number in range(3)]
    assert all(re.fullmatch(r"KL-\d{4}-[A-Z2-9]{8}", number) for number in numbers)
    assert len(set(numbers)) == 3


def test_no_figure_of_the_portal_counts_it(case):
    from datetime import timedelta

    from django.utils import timezone

    span = (timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    assert "discipline" not in use.steps_by_workflow(*span)
    assert use.readings(*span) == 0


def test_no_other_system_is_told():
    WebhookEndpoint.objects.create(name="x", url="https://vi-du.example.vn/")
    webhooks.forget()
    assert webhooks.endpoints_of(registry.workflow("discipline")) == []
    assert webhooks.endpoints_of(registry.workflow("commendation"))
    webhooks.forget()


def test_every_reading_is_written_down_and_only_the_auditor_reads_that(client, case):
    reader = member(Role.LEADER)
    client.force_login(reader)
    assert client.get(reverse("discipline_case", args=[case.reference])).status_code == 200
    row = AccessLog.objects.get(user_id=reader.pk)
    assert (row.object_type, row.object_id) == ("conduct.discipline", str(case.pk))
    page = reverse("conduct_readings")
    assert client.get(page).status_code == 302
    client.force_login(member(Role.AUDITOR))
    html = client.get(page).content.decode()
    assert reader.get_full_name() in html
    assert SECRET not in html


def test_the_parties_see_it_once_it_reaches_them():
    subject = UserFactory()
    agency = AgencyFactory()
    case = make.draft(CaseKind.DISCIPLINE, agency=agency, subject_user=subject)

    def seen_by(user):
        return Discipline.objects.visible_to(user).filter(pk=case.pk).exists()

    moderator, adviser, leader = member(Role.MODERATOR), member(Role.INTERNAL_AFFAIRS), member(Role.LEADER)
    assert seen_by(case.author)
    assert not any(seen_by(user) for user in (moderator, adviser, leader, subject))
    make.add_document(case, case.author, make.pdf(), "", case.form.documents.get(is_required=True))
    make.fire(case, "submit", case.author)
    assert seen_by(moderator)
    assert not any(seen_by(user) for user in (adviser, leader, subject))
    make.fire(case, "take_up", moderator)
    assert seen_by(adviser)
    assert seen_by(subject)
    assert not seen_by(leader)


def test_pages_of_cases_are_kept_nowhere(client, case):
    client.force_login(member(Role.MODERATOR))
    response = client.get(reverse("discipline_case", args=[case.reference]))
    assert "no-store" in response["Cache-Control"]
