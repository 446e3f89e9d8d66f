"""Nobody outside the parties learns that a discipline case exists: not by list, count, search, log, URL or error."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ioc_site.common.access_log import AccessLog
from reports import use
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory, member
from tests.workflows.conduct import factories as make
from workflows.conduct.enums import CaseKind
from workflows.conduct.models import Discipline
from workflows.engine import registry
from workflows.engine.models import Notification, WebhookEndpoint
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


def everybody_else(case):
    """People of every role who are no party to a case that only reached the proposing head, and a superuser."""
    return [*(member(role) for role in Role if role != Role.HEAD), UserFactory(is_superuser=True, is_staff=True)]


def test_status_headers_body_and_queries_are_those_of_a_case_that_does_not_exist(client):
    case = make.draft(CaseKind.DISCIPLINE, subject_name=SECRET)
    made_up = "KL-2026-ABCDEFGH"
    posts = {"discipline_step": "submit"}
    for user in everybody_else(case):
        client.force_login(user)
        for name in ("discipline_case", "discipline_edit", "discipline_document", "discipline_step", "discipline_file"):
            found = []
            for reference in (case.reference, made_up):
                args = [reference, *([posts[name]] if name in posts else [1] if name == "discipline_file" else [])]
                ask = client.post if name in posts else client.get
                ask(reverse(name, args=args))  # what is read once for a session is read
                with CaptureQueriesContext(connection) as queries:
                    answer = ask(reverse(name, args=args))
                body = answer.content.decode().replace(reference, "")
                found.append((answer.status_code, sorted(answer.headers), body, len(queries)))
            assert found[0] == found[1], (user, name)
            assert found[0][0] == 404, (user, name)


def test_nothing_else_of_the_admin_and_the_public_pages_names_it(client, case):
    paths = [
        "/quan-tri/", "/quan-tri/viec-cua-toi/", "/quan-tri/thong-bao/", "/quan-tri/khen-thuong/", "/quan-tri/ky-luat/",
        "/quan-tri/reports/site-history/", f"/quan-tri/pages/search/?q={case.reference}", "/khen-thuong/",
        "/tinh-trang/", f"/tim-kiem/?q={case.reference}", "/quan-tri/tuan-thu/",
        f"/quan-tri/de-xuat/?q={case.reference}",
    ]  # fmt: skip
    for user in outsiders():
        client.force_login(user)
        for path in paths:
            html = client.get(path, follow=True).content.decode()
            html = html.replace(f"?q={case.reference}", "").replace(f'value="{case.reference}"', "")
            assert SECRET not in html, (user, path)
            # A search page repeats what was asked, and nothing beside it.
            allowed = 4 if case.reference in path else 0
            assert html.count(case.reference) <= allowed, (user, path)


def test_its_files_have_no_address_of_their_own(client, case):
    path = case.documents.get().file.name
    for user in (*outsiders(), None):
        if user:
            client.force_login(user)
        for prefix in ("/media/", "/static/", "/private/", "/"):
            assert client.get(prefix + path).status_code == 404


def test_whom_it_is_about_learns_of_it_no_sooner_by_their_office():
    agency = AgencyFactory()
    head, moderator = member(Role.HEAD, agency), member(Role.MODERATOR)
    for subject in (head, moderator):
        case = make.draft(CaseKind.DISCIPLINE, agency=agency, subject_user=subject)
        make.add_document(case, case.author, make.pdf(), "", case.form.documents.get(is_required=True))
        other = member(Role.HEAD, agency)
        make.fire(case, "submit", other)
        assert Discipline.objects.visible_to(other).filter(pk=case.pk).exists()
        assert not Discipline.objects.visible_to(subject).filter(pk=case.pk).exists()
        assert not Notification.objects.filter(recipient=subject, event__case_id=case.pk).exists()
        make.fire(case, "take_up", member(Role.MODERATOR))
        assert Discipline.objects.visible_to(subject).filter(pk=case.pk).exists()


def test_whether_something_can_be_deleted_tells_nothing(client, case):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    unused = make.a_form(CaseKind.DISCIPLINE)
    answers = [
        client.post(f"/quan-tri/hinh-thuc-khen-thuong-ky-luat/delete/{form.pk}/").status_code
        for form in (case.form, unused)
    ]
    assert answers[0] == answers[1]
    response = client.post(f"/quan-tri/co-quan/delete/{case.agency.pk}/", follow=True)
    html = response.content.decode()
    assert case.reference not in html
    assert SECRET not in html
    assert type(case.agency).objects.filter(pk=case.agency.pk).exists()
