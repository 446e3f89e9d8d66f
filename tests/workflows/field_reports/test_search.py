"""Words and filters in the full-text index: what it finds, and that it follows every change of a report."""

import base64
import json

import pytest
from django.utils import timezone

from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AreaFactory, member
from tests.workflows.field_reports import factories as make
from workflows.engine.services import fire
from workflows.field_reports.models import FieldReport
from workflows.field_reports.search import INDEX, PUBLIC_TEXT, STAFF_TEXT, asked_for, is_reference
from workflows.field_reports.services import edit_public_copy

pytestmark = pytest.mark.django_db


def found(words, *facets, text=STAFF_TEXT):
    return INDEX.keys(text, asked_for(words, facets), 50)


def test_words_in_any_order_without_marks_and_the_last_one_begun():
    report = make.submitted(description="Nắp hố ga trên đường Trần Hưng Đạo bị vỡ, rất nguy hiểm")
    for words in ("nắp hố ga", "ga ho nap", "NAP HO", "duong tran hung dao", "nguy hie", "hố ga, nguy hiểm!"):
        assert found(words) == [report.pk], words
    for words in ("hố gà trống", "nap hox", "hie ", "dien"):
        assert found(words) == [], words


@pytest.mark.parametrize("words", ['"', "a OR b*", "NEAR(a b)", "folded:x", "'; DROP TABLE x; --", "a & b | !c", "-"])
def test_no_operator_can_be_typed(words):
    make.submitted(description="Không có gì của bộ máy tìm kiếm ở đây")
    assert found(words, "s_closed") == []


def test_filters_follow_every_step():
    area, agency = AreaFactory(), make.district()
    report = make.submitted(area=area)
    here = f"a_{area.pk}"
    assert found("", here, "s_submitted") == [report.pk]
    by = make.moderator()
    fire(report, "accept", by)
    fire(report, "assign", by, {"agency": agency})
    assert found("", here, "s_submitted") == []
    assert found("", here, ("s_submitted", "s_assigned"), f"g_{agency.pk}", f"c_{report.category_id}") == [report.pk]
    assert found("", here, f"m_{timezone.localtime(report.created_at):%Y%m}") == [report.pk]
    assert found("", here, "m_200001") == []
    fire(report, "return_report", member(Role.OFFICER, agency), {}, "không thuộc thẩm quyền")
    assert found("", here, f"g_{agency.pk}") == []


def test_the_public_finds_what_it_may_read_alone():
    report, by = make.submitted(description="Gọi anh Bình số 12 để biết thêm"), make.moderator()
    assert found("binh", "p_1", text=PUBLIC_TEXT) == []
    edit_public_copy(report, by, {"public_description": "Gọi (đã ẩn) để biết thêm"})
    fire(report, "accept", by)
    assert found("binh", "p_1", text=PUBLIC_TEXT) == []
    assert found("biet them", "p_1", text=PUBLIC_TEXT) == [report.pk]
    assert found("binh") == [report.pk]
    fire(report, "set_public", by, {"is_public": False}, "riêng tư")
    assert found("biet them", "p_1", text=PUBLIC_TEXT) == []


def test_list_and_desk_page_through_what_was_found(client):
    area, category = AreaFactory(), make.CategoryFactory()
    by = make.moderator()
    expected = []
    for number in range(23):
        report = make.submitted(category=category, area=area, description=f"Rác chất đống thứ {number}")
        fire(report, "accept", by)
        expected.append(report.reference)
    make.accepted(by)
    for query in ("q=rac+dong", f"loai={category.code}&dia-ban={area.slug}", f"q=rac&loai={category.code}"):
        first = client.get(f"/phan-anh/?{query}").content.decode()
        assert [ref for ref in reversed(expected) if f"/phan-anh/{ref}/" in first] == expected[:2:-1]
        following = client.get(f"/phan-anh/?{query}&sau={_cursor(expected[3])}").content.decode()
        assert [ref for ref in expected if f"/phan-anh/{ref}/" in following] == expected[:3]
    client.force_login(by)
    desk = client.get(f"/quan-tri/phan-anh/?muc=cho-xem-xet&q=rac&dia-ban={area.slug}").content.decode()
    assert all(ref in desk for ref in expected)
    assert client.get("/quan-tri/phan-anh/?muc=cho-xem-xet&q=%21%21").status_code == 200


def _cursor(reference):
    key = FieldReport.objects.get(reference=reference).pk
    return base64.urlsafe_b64encode(json.dumps([key]).encode()).decode().rstrip("=")


def test_what_is_a_reference():
    assert is_reference(" pa-2026-000123 ")
    assert not is_reference("đường 2026")
