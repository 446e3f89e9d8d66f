"""Rules, texts, categories, right channels and the registers of personal data, as they are kept in the admin."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AreaFactory, member
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import signed_in
from workflows.engine.working_time import VIETNAM
from workflows.field_reports.catalogue_services import save_data_request
from workflows.field_reports.models import Breach, DataRequest, RightChannel, RoutingRule, StandardText
from workflows.field_reports.routing import Router

pytestmark = pytest.mark.django_db
RULES = "/quan-tri/phan-anh-quy-tac/"


def rule(**answers):
    return {"name": "Quy tắc", "order": "50", "is_active": "on", "from_time": "", "to_time": ""} | answers


def test_a_rule_is_tried_on_past_reports_before_it_is_saved():
    was, new = make.district(), make.district()
    reports = [make.assigned(was), make.assigned(was)]
    moderator = signed_in(make.moderator())
    answers = rule(categories=[str(reports[0].category.pk)], agency=str(new.pk))
    page = moderator.post(f"{RULES}create/", answers | {"chay-thu": "1"})
    tried = page.context["tried"]
    assert (tried.total, tried.taken, tried.agree) == (2, 1, 0)
    assert {(count.agency, count.got, count.would_get) for count in tried.counts} == {
        (was, 2, 0), (new, 0, 1), (None, 0, 1),
    }  # fmt: skip
    assert reports[0].reference in page.content.decode()
    assert not RoutingRule.objects.exists()
    moderator.post(f"{RULES}create/", answers)
    assert list(RoutingRule.objects.get().categories.all()) == [reports[0].category]


def test_an_edited_rule_is_tried_in_the_place_of_its_saved_self():
    was, new = make.district(), make.district()
    report = make.assigned(was)
    saved = RoutingRule.objects.create(name="Về huyện", agency=was)
    page = signed_in(make.moderator()).post(
        f"{RULES}edit/{saved.pk}/", rule(agency=str(new.pk), order="10") | {"chay-thu": "1"}
    )
    tried = page.context["tried"]
    assert (tried.taken, tried.moved, tried.agree) == (1, 1, 0)
    saved.refresh_from_db()
    assert saved.agency == was
    assert Router().route(report.category, report.area_id, report.created_at).agency == was


def test_what_a_rule_holds_for_is_found_at_the_top_of_its_lists():
    far, near = AreaFactory(name="Xã Ở Cuối"), AreaFactory(name="Xã Anh")
    group = make.CategoryFactory(name="Đường", parent=None, order=200)
    kind = make.CategoryFactory(name="Ổ gà", parent=group, order=1)
    saved = RoutingRule.objects.create(name="Về huyện", agency=make.district())
    saved.areas.add(far)
    form = signed_in(make.moderator()).get(f"{RULES}edit/{saved.pk}/").context["form"]
    areas = [str(label) for _value, label in form.fields["areas"].choices]
    assert areas.index(str(far)) == 0 < areas.index(str(near))
    kinds = [str(label) for _value, label in form.fields["categories"].choices]
    assert kinds[kinds.index(group.name) + 1] == f"– {kind.name}"


@pytest.mark.parametrize(
    ("weekdays", "start", "end", "moment", "fits"),
    [
        ([], None, None, datetime(2026, 3, 2, 10, tzinfo=VIETNAM), True),
        ([1], None, None, datetime(2026, 3, 2, 10, tzinfo=VIETNAM), True),
        ([6, 7], None, None, datetime(2026, 3, 2, 10, tzinfo=VIETNAM), False),
        ([], "17:00", "07:00", datetime(2026, 3, 2, 23, tzinfo=VIETNAM), True),
        ([], "17:00", "07:00", datetime(2026, 3, 2, 6, tzinfo=VIETNAM), True),
        ([], "17:00", "07:00", datetime(2026, 3, 2, 12, tzinfo=VIETNAM), False),
    ],
)
def test_rules_by_time(weekdays, start, end, moment, fits):
    category = make.CategoryFactory()
    RoutingRule.objects.create(name="Trực", agency=make.district(), weekdays=weekdays, from_time=start, to_time=end)
    found = Router().route(category, None, moment)
    assert bool(found) is fits


def test_the_first_rule_that_holds_counts_and_says_why():
    category, area = make.CategoryFactory(), AreaFactory()
    first, second = make.district(), make.district()
    RoutingRule.objects.create(name="Mọi phản ánh", agency=second, order=20)
    special = RoutingRule.objects.create(name="Riêng loại này", agency=first, order=10)
    special.categories.add(category)
    special.areas.add(area)
    route = Router().route(category, area.pk, timezone.now())
    assert route.agency == first
    assert "Riêng loại này" in route.why
    assert Router().route(make.CategoryFactory(), area.pk, timezone.now()).agency == second


def test_weekdays_are_kept_as_numbers():
    moderator = signed_in(make.moderator())
    moderator.post(f"{RULES}create/", rule(agency=str(make.district().pk), weekdays=["7", "6"]))
    assert RoutingRule.objects.get().weekdays == [6, 7]


@pytest.mark.parametrize(("body", "saved"), [("Mã {ma_so}, {han}", True), ("Chào {ten}", False), ("", False)])
def test_a_standard_text_holds_only_placeholders_that_can_be_filled(body, saved):
    answers = {"title": "Mẫu", "transition": "reject", "body": body, "order": "0", "is_active": "on"}
    signed_in(make.moderator()).post("/quan-tri/phan-anh-mau-tra-loi/create/", answers)
    assert StandardText.objects.exists() is saved


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.AUDITOR, Role.LEADER])
def test_only_moderators_change_the_lists(role):
    row = RightChannel.objects.create(channel="complaint", name="Ban Tiếp công dân")
    client = signed_in(member(role))
    assert client.get("/quan-tri/phan-anh-kenh-dung/").status_code == 200
    client.post(f"/quan-tri/phan-anh-kenh-dung/edit/{row.pk}/", {"channel": "complaint", "name": "Khác"})
    row.refresh_from_db()
    assert row.name == "Ban Tiếp công dân"


def test_a_request_is_to_be_acknowledged_within_two_working_days():
    friday = datetime(2026, 3, 6, 15, tzinfo=VIETNAM)
    row = save_data_request(DataRequest(kind="access", received_at=friday))
    assert timezone.localtime(row.acknowledge_by).date().isoformat() == "2026-03-10"
    assert row.is_late
    page = signed_in(make.moderator()).get("/quan-tri/phan-anh/").content.decode()
    assert "1 yêu cầu về dữ liệu cá nhân" in page
    assert "1 yêu cầu" not in signed_in(member(Role.LEADER)).get("/quan-tri/phan-anh/").content.decode()
    DataRequest.objects.update(acknowledged_at=timezone.now())
    assert "1 yêu cầu" not in signed_in(make.moderator()).get("/quan-tri/phan-anh/").content.decode()


def breach(**answers):
    return {"title": "Lộ danh sách", "discovered_at": "02/03/2026 08:00", "data_kinds": "số điện thoại"} | answers


def test_the_72_hours_of_a_breach_run_by_the_clock():
    operator = signed_in(member(Role.OPERATOR))
    url = "/quan-tri/vi-pham-du-lieu-ca-nhan/create/"
    operator.post(url, breach(reported_at="05/03/2026 08:01"))
    assert not Breach.objects.exists()
    operator.post(url, breach(reported_at="05/03/2026 07:59"))
    row = Breach.objects.get()
    assert row.report_due_at - row.discovered_at == timedelta(hours=72)
    assert not row.is_late
    answer = operator.post(url, breach(reported_at="05/03/2026 08:01", delay_reason="Mất kết nối."))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Breach.objects.latest("pk").is_late


def test_an_officer_sees_no_register():
    for name in ("vi-pham-du-lieu-ca-nhan", "yeu-cau-du-lieu-ca-nhan"):
        assert signed_in(member(Role.OFFICER)).get(f"/quan-tri/{name}/").status_code in (302, 403)
        assert signed_in(member(Role.AUDITOR)).get(f"/quan-tri/{name}/").status_code == 200
