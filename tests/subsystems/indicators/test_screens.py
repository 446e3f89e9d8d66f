"""The screens of "Giao dữ liệu", as officer and head use them."""

import io
import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.indicators.intake.layouts import ROLES
from subsystems.indicators.models import Delivery, Obligation, Observation
from subsystems.indicators.obligations import DueState, due_items
from subsystems.indicators.reminding import remind
from tests.subsystems.agencies.factories import member
from tests.subsystems.indicators import deliveries as make
from workflows.engine.models import OutgoingMail
from workflows.engine.working_time import VIETNAM

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/giao-du-lieu/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client, content, name="so-lieu.csv", code="YT-THANG", **fields):
    return client.post(f"{DESK}gui/{code}/", {"file": SimpleUploadedFile(name, content), **fields})


def test_officer_uploads_and_head_approves(catalogue):
    officer, boss = signed_in(make.officer()), signed_in(make.head())
    response = upload(officer, make.monthly())
    delivery = Delivery.objects.get()
    assert response.url == f"{DESK}{delivery.reference}/"
    page = officer.get(response.url).content.decode()
    assert "Đã kiểm tra, chưa gửi" in page
    assert "Gửi lãnh đạo duyệt" in page
    officer.post(f"{response.url}buoc/submit/", {"submit-version": delivery.version})
    assert "Chờ bạn duyệt" in boss.get(DESK).content.decode()
    delivery.refresh_from_db()
    boss.post(f"{response.url}buoc/approve/", {"approve-version": delivery.version})
    assert Observation.objects.count() == 11
    assert "Đã công bố" in officer.get(response.url).content.decode()


def test_a_bad_file_is_said_at_the_field_and_nothing_is_kept(catalogue):
    response = upload(signed_in(make.officer()), b"%PDF-1.7")
    assert response.status_code == 422
    assert "Chỉ nhận tệp CSV, XLSX và ODS." in response.content.decode()
    assert not Delivery.objects.exists()


def test_errors_are_listed_and_come_as_a_marked_workbook(catalogue):
    client = signed_in(make.officer())
    response = upload(client, make.monthly({"Phan Thiết": 1, "La Gi": "hai"}))
    page = client.get(response.url).content.decode()
    assert "Ô này phải là số" in page
    book = load_workbook(io.BytesIO(client.get(f"{response.url}loi.xlsx").content))
    cell = book["Số liệu đã gửi"]["E3"]
    assert cell.value == "hai"
    assert cell.fill.fgColor.rgb == "00F8C9C4"
    assert "Ô này phải là số" in cell.comment.text
    assert book["Lỗi và cảnh báo"]["F2"].value == cell.comment.text
    assert client.get(f"{response.url}tep/").getvalue() == make.monthly({"Phan Thiết": 1, "La Gi": "hai"})


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_filled_in_is_a_delivery(catalogue, kind):
    client = signed_in(make.officer())
    content = client.get(f"{DESK}mau/YT-THANG.{kind}?ky=2026-10").content
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(content))
        sheet = book["Số liệu"]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 9, 1)
        output = io.BytesIO()
        book.save(output)
        content = output.getvalue()
    else:
        content = re.sub(r",(\r\n)", r",1\1", content.decode()).replace("Giá trị,1", "Giá trị").encode()
    upload(client, content, f"a.{kind}")
    delivery = Delivery.objects.get()
    assert delivery.error_count == 0, make.problems(delivery)
    covered = delivery.coverage.get()
    assert covered.delivered == covered.expected == delivery.row_count == 57


def test_the_grid_goes_the_way_of_a_file(catalogue):
    client = signed_in(make.officer())
    address = f"{DESK}nhap/YT-THANG/?ky=2026-10"
    page = client.get(address).content.decode()
    names = re.findall(r'name="(v-[0-9-]+)"', page)
    assert len(names) == 57
    assert client.post(address, dict.fromkeys(names, "")).status_code == 422
    bad = client.post(address, {names[0]: "mười", names[1]: "2"})
    assert "mười" in bad.content.decode()
    assert bad.status_code == 422
    response = client.post(address, {names[0]: "1", names[1]: "2,0"})
    delivery = Delivery.objects.get(state="checked")
    assert response.url.endswith(f"{delivery.reference}/")
    assert delivery.row_count == 2


def test_every_value_can_be_followed_to_its_file(catalogue):
    first = make.published(make.monthly({"Phan Thiết": 1}), name="dau.csv")
    second = make.published(make.monthly({"Phan Thiết": 7}), name="sau.csv")
    client = signed_in(make.officer())
    page = client.get(f"{DESK}{second.reference}/").content.decode()
    (address,) = re.findall(r'href="(/quan-tri/giao-du-lieu/lich-su/[0-9/]+)"', page)
    history = client.get(address)
    assert [(line.value, line.row) for line in history.context["history"].lines] == [(7, 2), (1, 2)]
    text = history.content.decode()
    assert all(word in text for word in (first.reference, "dau.csv", "sau.csv", str(first.approved_by), "Bị lần"))


def test_who_has_nothing_to_do_with_it_stays_out(catalogue):
    response = upload(signed_in(make.officer()), make.monthly())
    stranger = signed_in(make.officer(Agency.objects.get(code="STC")))
    assert stranger.get(response.url).status_code == 404
    assert stranger.get(f"{response.url}tep/").status_code == 404
    assert stranger.get(f"{DESK}gui/YT-THANG/").status_code == 302
    assert stranger.get(f"{DESK}mau/YT-THANG.xlsx").status_code == 302
    leader = signed_in(member(Role.LEADER))
    assert leader.get(response.url).status_code == 200
    assert "Gửi lãnh đạo duyệt</button>" not in leader.get(response.url).content.decode()


def test_the_screens_ask_a_constant_number_of_queries(catalogue, django_assert_max_num_queries):
    boss = make.head()
    client = signed_in(boss)
    first = make.published(make.monthly())
    client.get(DESK)
    with django_assert_max_num_queries(40):
        client.get(DESK)
    with django_assert_max_num_queries(45):
        client.get(f"{DESK}{first.reference}/")
    with django_assert_max_num_queries(35):
        client.get(f"{DESK}lich/?thang=2026-11")


# --- obligations -------------------------------------------------------------------------------------------------


def at(day, hour=9):
    return datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=VIETNAM)


def october(now):
    rows = Obligation.objects.filter(indicator_set__code="YT-THANG")
    items = due_items(rows, datetime(2026, 11, 1).date(), datetime(2026, 11, 30).date(), now)  # noqa: DTZ001
    return next(item for item in items if item.period.code == "2026-10")


def test_done_is_measured_by_the_figures(catalogue):
    assert october(at("2026-11-03")).state == DueState.OPEN
    assert october(at("2026-11-20")).state == DueState.OVERDUE
    part = make.published(make.monthly())
    item = october(at("2026-11-03"))
    assert (item.state, item.delivered, item.expected) == (DueState.PARTIAL, 11, 57)
    client = signed_in(make.officer())
    content = client.get(f"{DESK}mau/YT-THANG.csv?ky=2026-10").content
    whole = re.sub(r",(\r\n)", r",1\1", content.decode()).replace("Giá trị,1", "Giá trị").encode()
    delivery = make.published(whole)
    Delivery.objects.filter(pk=delivery.pk).update(published_at=at("2026-11-05"))
    assert october(at("2026-11-20")).state == DueState.ON_TIME
    Delivery.objects.filter(pk=delivery.pk).update(published_at=at("2026-11-16"))
    assert october(at("2026-11-20")).state == DueState.LATE
    assert part.live_rows > 0


def test_the_due_day_counts_working_days(catalogue):
    # 1 November 2026 is a Sunday: the fifth working day is Friday, the 6th.
    assert october(at("2026-11-03")).due_at == datetime(2026, 11, 6, 17, tzinfo=VIETNAM)


def test_officers_are_reminded_and_heads_told_each_once(catalogue):
    officer, boss = make.officer(), make.head()
    for user, address in ((officer, "canbo@example.vn"), (boss, "lanhdao@example.vn")):
        user.email = address
        user.save()

    def told(code):
        owed = Obligation.objects.get(indicator_set__code="YT-THANG")
        return OutgoingMail.objects.filter(key__startswith=f"obligation:{owed.pk}:20261001:{code}:").count()

    remind(at("2026-11-02"))
    assert told("officer") == 0
    remind(at("2026-11-05"))
    remind(at("2026-11-06", 8))
    assert (told("officer"), told("head")) == (1, 0)
    remind(at("2026-11-09"))
    remind(at("2026-11-10"))
    assert (told("officer"), told("head")) == (1, 1)


def test_every_role_of_a_column_has_a_name():
    from subsystems.indicators.intake.layouts import ROLE_NAMES

    assert set(ROLE_NAMES) == set(ROLES)
