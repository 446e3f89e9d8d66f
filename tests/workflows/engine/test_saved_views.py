"""Filters of the desks that people keep: for themselves or shared in an agency or a role, pinned ones with a count."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member
from tests.workflows.conduct import factories as conduct
from tests.workflows.field_reports import factories as reports
from tests.workflows.proposals import factories as proposals
from workflows.conduct.enums import CaseKind
from workflows.engine import saved_views
from workflows.engine.models import SavedView

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keep(client: Client, desk: str, name: str, **fields) -> None:
    assert client.post(reverse("engine_view_keep", args=[desk]), {"ten": name} | fields).status_code == 302


def rows(user, desk="proposals"):
    from django.http import QueryDict

    return saved_views.views_of(user, desk, QueryDict()).rows


def test_a_filter_is_kept_for_the_person_alone_and_cut_to_what_the_desk_knows():
    first, second = member(Role.MODERATOR), member(Role.MODERATOR)
    client = signed_in(first)
    keep(client, "field_reports", "Trễ hạn", muc="dang-xu-ly", han="tre", la="x")
    view = SavedView.objects.get()
    assert view.query == "muc=dang-xu-ly&han=tre"
    url = reverse("report_desk")
    assert "Trễ hạn" in client.get(url).content.decode()
    other = signed_in(second)
    assert "Trễ hạn" not in other.get(url).content.decode()
    for name in ("engine_view_drop", "engine_view_pin"):
        assert other.post(reverse(name, args=[view.pk]), {"ghim": "1"}).status_code == 404
    view.refresh_from_db()
    assert not view.is_pinned
    client.post(reverse("engine_view_drop", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_is_shared_in_an_agency_or_a_role_of_ones_own():
    agency = AgencyFactory()
    head, officer, stranger = member(Role.HEAD, agency), member(Role.OFFICER, agency), member(Role.HEAD)
    other_head = member(Role.HEAD, agency)
    client = signed_in(head)
    keep(client, "proposals", "Cho cả cơ quan", muc="xong", **{"chia-se": f"{agency.pk}:"})
    keep(client, "proposals", "Cho lãnh đạo", muc="xong", **{"chia-se": f"{agency.pk}:head"})
    assert [row.view.name for row in rows(officer)] == ["Cho cả cơ quan"]
    assert len(rows(other_head)) == 2
    assert rows(stranger) == []
    for share in (f"{AgencyFactory().pk}:", f"{agency.pk}:leader", "x"):
        keep(client, "proposals", "Không được", muc="xong", **{"chia-se": share})
    assert SavedView.objects.count() == 2
    shared = SavedView.objects.get(name="Cho cả cơ quan")
    assert signed_in(officer).post(reverse("engine_view_drop", args=[shared.pk])).status_code == 404


def test_a_pinned_view_counts_what_each_person_may_see():
    agency = AgencyFactory()
    head, moderator = member(Role.HEAD, agency), member(Role.MODERATOR, agency)
    client = signed_in(head)
    keep(client, "proposals", "Sự cố", loai="incident", ghim="1", **{"chia-se": f"{agency.pk}:"})
    proposals.received(agency, by=moderator, kind="incident")
    proposals.received(by=moderator, kind="incident", is_sensitive=True)
    assert [row.count for row in rows(head)] == [1]
    assert [row.count for row in rows(moderator)] == [2]
    assert "<strong>1</strong>" in client.get(reverse("proposal_desk")).content.decode()


def test_words_are_counted_through_the_index_too():
    moderator = member(Role.MODERATOR)
    client = signed_in(moderator)
    keep(client, "field_reports", "Ổ gà", muc="cho-xem-xet", q="ổ gà", ghim="1")
    reports.submitted()
    reports.submitted(description="Đèn hỏng")
    [row] = rows(moderator, "field_reports")
    assert row.count == 1
    assert client.get(row.url).status_code == 200


def test_each_pinned_view_costs_one_query_and_only_so_many_are_counted():
    moderator = member(Role.MODERATOR)
    client = signed_in(moderator)
    url = reverse("proposal_desk")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    keep(client, "proposals", "Không ghim", muc="xong")
    bare = cost()
    keep(client, "proposals", "Ghim 0", muc="xong", ghim="1")
    assert cost() == bare + 1
    for number in range(1, saved_views.COUNTED_VIEWS + 4):
        keep(client, "proposals", f"Ghim {number}", muc="xong", ghim="1")
    assert cost() == bare + saved_views.COUNTED_VIEWS


def test_bad_input_is_answered_and_room_is_limited():
    moderator = member(Role.MODERATOR)
    client = signed_in(moderator)
    keep(client, "proposals", "   ", muc="xong")
    assert not SavedView.objects.exists()
    assert client.post(reverse("engine_view_keep", args=["no-such-desk"]), {"ten": "A"}).status_code == 404
    for number in range(saved_views.MOST + 3):
        keep(client, "proposals", f"Bộ lọc {number}", muc="xong")
    assert SavedView.objects.count() == saved_views.MOST
    keep(client, "proposals", "Bộ lọc 0", muc="cho-toi")
    assert SavedView.objects.get(name="Bộ lọc 0").query == "muc=cho-toi"


@pytest.mark.parametrize(
    ("desk", "url_name", "role", "asked", "kept"),
    [
        ("monitoring", "monitoring_desk", Role.MODERATOR, {"muc": "moi", "tre": "1", "q": "tràn dầu", "x": "1"}, None),
        ("deliveries", "delivery_desk", Role.HEAD, {"muc": "cho-duyet", "bo": "KTXH-01", "x": "1"}, None),
        ("commendations", "commendation_desk", Role.HEAD, {"muc": "cho-toi", "hinh-thuc": "bang-khen", "x": "1"}, None),
        ("reports", "reports_desk", Role.MODERATOR, {"muc": "cho-gui", "q": "quý 1", "x": "1"}, None),
        ("monitoring", "monitoring_desk", Role.MODERATOR, {"muc": "x", "chu-de": "²"}, "muc=moi"),
        ("deliveries", "delivery_desk", Role.HEAD, {"muc": "x", "bo": "A\x00B"}, "bo=AB"),
        ("commendations", "commendation_desk", Role.HEAD, {"muc": "x", "hinh-thuc": ""}, "muc=dang-mo"),
        ("reports", "reports_desk", Role.MODERATOR, {"muc": "x", "loai": "x"}, "muc=can-lam"),
    ],
)
def test_every_desk_keeps_its_filter_and_opens_it_again(desk, url_name, role, asked, kept):
    person = member(role)
    client = signed_in(person)
    keep(client, desk, "Của tôi", ghim="1", **asked)
    wanted = kept or urlencode({name: value for name, value in asked.items() if name != "x"})
    assert SavedView.objects.get().query == wanted
    [row] = rows(person, desk)
    assert row.count == 0
    page = client.get(row.url)
    assert page.status_code == 200
    assert page.context["desk"].saved.query == wanted
    assert "Của tôi" in page.content.decode()
    assert "Của tôi" in client.get(reverse(url_name)).content.decode()


def test_a_pinned_view_of_commendations_counts_no_case_that_a_person_may_not_know_of():
    agency = AgencyFactory()
    head, officer = member(Role.HEAD, agency), member(Role.OFFICER, agency)
    client = signed_in(head)
    keep(client, "commendations", "Đang mở", muc="dang-mo", ghim="1", **{"chia-se": f"{agency.pk}:"})
    conduct.draft(agency=agency, author=head)
    conduct.draft()
    assert [row.count for row in rows(head, "commendations")] == [1]
    assert [row.count for row in rows(officer, "commendations")] == [0]


def test_discipline_keeps_no_views_and_no_count_of_it_gets_into_those_of_commendation():
    agency = AgencyFactory()
    head = member(Role.HEAD, agency)
    client = signed_in(head)
    conduct.draft(CaseKind.DISCIPLINE, agency=agency, author=head)
    assert saved_views.desk_of("discipline") is None
    assert client.post(reverse("engine_view_keep", args=["discipline"]), {"ten": "A"}).status_code == 404
    keep(client, "commendations", "Đang mở", muc="dang-mo", ghim="1")
    assert [row.count for row in rows(head, "commendations")] == [0]
    page = client.get(reverse("discipline_desk"), {"muc": "cho-toi"}).content.decode()
    assert "Đang mở</a>" not in page
    assert 'name="ten"' not in page


@pytest.mark.parametrize(
    ("url_name", "role", "asked", "shown"),
    [
        ("delivery_desk", Role.OFFICER, {"bo": "khong-co"}, "indicator_set"),
        ("commendation_desk", Role.MODERATOR, {"hinh-thuc": "khong-co"}, "form"),
        ("monitoring_desk", Role.MODERATOR, {"chu-de": "999"}, "topic"),
    ],
)
def test_what_a_desk_does_not_know_narrows_nothing(url_name, role, asked, shown):
    desk = signed_in(member(role)).get(reverse(url_name), asked).context["desk"]
    assert getattr(desk, shown) == ""
    assert not desk.is_narrowed
