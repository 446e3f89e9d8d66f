"""The staff's desks as they are worked at: queue, one report, photos, work on many, load, the log."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.desk_screens import QUEUE, at, references, works_for
from tests.workflows.field_reports.test_screens import jpeg, signed_in
from workflows.engine.services import fire
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import (
    FieldReport,
    Presence,
    ReadMark,
    RoutingRule,
    StandardText,
)
from workflows.field_reports.photos import store_photo
from workflows.field_reports.services import edit_public_copy

pytestmark = pytest.mark.django_db


# --- the queue ------------------------------------------------------------------------------------------------------


def test_each_filter_finds_its_reports():
    moderator = signed_in(make.moderator())
    agency = make.district()
    late, with_agency = make.submitted(), make.assigned(agency)
    asking = make.in_progress(agency=agency)
    until = (asking.deadline_at + timedelta(days=9)).date()
    fire(asking, "ask_extension", asking.handler, {"until": until}, "Chờ vật tư.")
    found = {
        "": {late.reference},
        f"loai={late.category.code}": {late.reference},
        f"dia-ban={late.area.slug}": {late.reference},
        "q=o ga lon": {late.reference},
        f"q={late.reference.lower()}": {late.reference},
        "muc=dang-xu-ly": {with_agency.reference, asking.reference},
        f"muc=dang-xu-ly&co-quan={agency.slug}": {with_agency.reference, asking.reference},
        "muc=dang-xu-ly&dau=gia-han": {asking.reference},
        "muc=da-dong": set(),
        "han=tre": set(),
        "loai=khong-co": set(),
    }
    for query, expected in found.items():
        assert set(references(moderator.get(f"{QUEUE}?{query}"))) == expected, query


def test_overdue_and_due_soon_by_the_clock(time_machine_to):
    report, user = make.assigned(), make.moderator()
    due = report.deadline_at
    for moment, soon, late in (
        (due - timedelta(days=2), 0, 0),
        (due - timedelta(hours=2), 1, 0),
        (due + timedelta(minutes=1), 0, 1),
    ):
        time_machine_to(moment)
        moderator = signed_in(user)
        assert len(references(moderator.get(f"{QUEUE}?muc=dang-xu-ly&han=sap"))) == soon
        assert len(references(moderator.get(f"{QUEUE}?muc=dang-xu-ly&han=tre"))) == late


@pytest.mark.parametrize(
    "query",
    ["muc=x", "nguoi=9999999999999999999", "nguoi=abc", "sau=xyz", "xep=han", "han=x", "q=" + "a" * 9000],
)
def test_odd_filters_get_a_queue(query):
    make.submitted()
    assert signed_in(make.moderator()).get(f"{QUEUE}?{query}").status_code == 200


def test_a_report_is_unread_until_it_was_opened_and_again_when_it_moved_on():
    user = make.moderator()
    moderator, report = signed_in(user), make.submitted()
    unread = f"{QUEUE}?dau=chua-doc"
    assert references(moderator.get(unread)) == [report.reference]
    moderator.get(at(report))
    assert references(moderator.get(unread)) == []
    fire(report, "accept", make.moderator())
    assert references(moderator.get(unread)) == [report.reference]
    assert ReadMark.objects.get(user=user).version == 1


@pytest.mark.parametrize("order", ["moi", "han"])
def test_the_way_through_the_queue_needs_no_going_back(order):
    reports = [make.submitted() for _number in range(3)]
    moderator = signed_in(make.moderator())
    queue = references(moderator.get(f"{QUEUE}?xep={order}"))
    assert sorted(queue) == sorted(str(report.reference) for report in reports)
    walked, reference = [], queue[0]
    while reference:
        walked.append(reference)
        reference = moderator.get(f"{QUEUE}{reference}/?xep={order}").context["screen"].way.next
    assert walked == queue


def test_a_step_goes_on_with_the_next_report():
    first, second = make.submitted(), make.submitted()
    moderator = signed_in(make.moderator())
    response = moderator.post(f"{at(second)}buoc/accept/?muc=cho-xem-xet", {"tiep": first.reference})
    assert response.url.startswith(at(first))
    last = moderator.post(f"{at(first)}buoc/reject/", {"reject-rejection": "test", "reject-comment": "x", "tiep": ""})
    assert last.url.startswith(QUEUE + "?")


def screens(user: User, report: FieldReport) -> dict[str, str]:
    return {
        "queue": QUEUE,
        "every filter": f"{QUEUE}?muc=dang-xu-ly&loai=a&dia-ban=b&co-quan=c&nguoi=toi&han=tre&dau=chua-doc&q=x",
        "case": at(report),
        "load": f"{QUEUE}khoi-luong/",
        "bulk": f"{QUEUE}hang-loat/?viec=accept&viec=hand_to&chon={report.reference}",
    }


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.HEAD])
def test_each_screen_costs_the_same_however_much_there_is(role):
    agency = make.district()
    user = make.moderator() if role is Role.MODERATOR else member(role, agency)
    client = signed_in(user)

    def more() -> FieldReport:
        report = make.in_progress(agency=agency)
        store_photo(report, jpeg(), PhotoKind.REPORT)
        fire(report, "note", report.handler, comment="Đã xem.")
        make.submitted()
        return report

    more()
    report = more()
    few = {name: count_queries(client, url) for name, url in screens(user, report).items()}
    for _number in range(4):
        more()
    many = {name: count_queries(client, url) for name, url in screens(user, report).items()}
    assert many == few
    assert max(many.values()) <= 55, many


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code in (200, 302, 403)
    return len(queries)


# --- one report -----------------------------------------------------------------------------------------------------


def test_who_else_is_looking_is_shown_and_ends():
    report, other = make.submitted(), make.moderator()
    moderator, page = signed_in(make.moderator()), at(report)
    signed_in(other).get(page)
    assert str(other) in moderator.get(page).content.decode()
    assert str(other) in moderator.get(QUEUE).content.decode()
    assert moderator.post(f"{page}dang-xem/").json() == {"others": [str(other)], "version": 1}
    signed_in(other).post(f"{page}dang-xem/", {"roi-di": "1"})
    assert moderator.post(f"{page}dang-xem/").json()["others"] == []
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert signed_in(other).get(f"{page}dang-xem/").json()["others"] == []


def test_reports_near_by_are_merged_with_one_press_either_way():
    original, copy, far = make.accepted(), make.submitted(), make.submitted(latitude=11.2, longitude=108.5)
    moderator = signed_in(make.moderator())
    screen = moderator.get(at(copy)).context["screen"]
    assert [near.report for near in screen.neighbours] == [original]
    assert not moderator.get(at(far)).context["screen"].neighbours
    moderator.post(f"{at(copy)}buoc/mark_duplicate/", {"mark_duplicate-original": original.reference})
    copy.refresh_from_db()
    assert (copy.state, copy.duplicate_of) == ("duplicate", original)
    other = make.submitted()
    answer = moderator.post(
        f"{at(other)}buoc/mark_duplicate/", {"mark_duplicate-original": original.reference, "ve": original.reference}
    )
    assert answer.url.startswith(at(original))
    assert copy.reference in moderator.get(at(original)).content.decode()


def test_a_reference_that_is_none_comes_back_at_its_field():
    report = make.submitted()
    answer = signed_in(make.moderator()).post(
        f"{at(report)}buoc/mark_duplicate/", {"mark_duplicate-original": "PA-2026-999999"}
    )
    assert answer.status_code == 422
    assert "original" in answer.context["bound"].errors


def test_agency_and_category_are_suggested_with_the_reason():
    agency = make.district()
    RoutingRule.objects.create(name="Tất cả về đây", agency=agency)
    lamp = make.CategoryFactory(keywords="đèn đường\nkhông sáng")
    report = make.submitted(description="Đèn đường trước nhà không sáng cả tuần.")
    page = signed_in(make.moderator()).get(at(report))
    screen = page.context["screen"]
    assert screen.route.agency == agency
    assert "Tất cả về đây" in page.content.decode()
    assert screen.suggestion.category == lamp
    assert "không sáng" in screen.suggestion.why


def test_standard_texts_are_filled_for_the_report_and_chosen_without_javascript():
    report = make.submitted()
    own = StandardText.objects.create(
        title="Mờ", transition="reject", category=report.category, body="{ma_so}: ảnh {loai} mờ."
    )
    StandardText.objects.create(title="Khác", transition="reject", category=make.CategoryFactory(), body="Khác")
    moderator = signed_in(make.moderator())
    page = moderator.get(f"{at(report)}?buoc=reject&mau={own.pk}")
    step = next(step for step in page.context["steps"] if step["code"] == "reject")
    expected = f"{report.reference}: ảnh {report.category.name} mờ."
    assert [body for _text, body in step["texts"]] == [expected]
    assert step["form"]["comment"].value() == expected


def test_a_placeholder_that_cannot_be_filled_stops_the_step():
    report = make.submitted()
    moderator, url = signed_in(make.moderator()), f"{at(report)}buoc/reject/"
    answers = {"reject-rejection": "test", "reject-comment": "Gửi {co_quan}"}
    answer = moderator.post(url, answers)
    assert answer.status_code == 422
    assert "{co_quan}" in str(answer.context["bound"].errors["comment"])
    moderator.post(url, answers | {"reject-comment": "Mã {ma_so}"})
    assert f"Mã {report.reference}" in moderator.get(at(report)).content.decode()


def test_agencies_read_the_edited_copy_and_never_the_original():
    report = make.in_progress(description="Gọi chị Hoa 0912 345 678, nhà số 5")
    officer = signed_in(report.handler)
    page = officer.get(at(report)).content.decode()
    assert "0912" not in page
    assert "nguoidan@example.vn" not in page
    assert "0912" not in officer.get(f"{QUEUE}?muc=dang-xu-ly").content.decode()
    edit_public_copy(report, make.moderator(), {"public_description": "Nhà số 5"})
    assert references(officer.get(f"{QUEUE}?muc=dang-xu-ly&q=0912")) == []
    photo = store_photo(report, jpeg(), PhotoKind.REPORT)
    assert officer.get(f"{at(report)}{photo.pk}/goc/").status_code == 404
    assert officer.get(f"{at(report)}{photo.pk}/anh/").status_code == 200
    assert "0912" in signed_in(make.moderator()).get(at(report)).content.decode()


def test_an_agency_has_only_its_own():
    report = make.assigned()
    other = works_for(make.district())
    for url in (at(report), f"{at(report)}dang-xem/", f"{at(report)}buoc/start/"):
        assert other.post(url).status_code in (404, 405)
    assert other.get(at(report)).status_code == 404
    assert references(other.get(QUEUE)) == []
