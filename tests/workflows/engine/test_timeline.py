"""The timeline as people read it: staff see who and everything, the public what is public."""

import pytest
from django.template.loader import render_to_string

from tests.workflows.engine.casework.workflow import REPORTER
from tests.workflows.engine.factories import make_user, open_repair
from workflows.engine.services import erase_details, fire
from workflows.engine.timeline import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make_user(last_name="Trần", first_name="Bảo")


@pytest.fixture
def repair(worker):
    repair = open_repair(assigned_to=worker)
    fire(repair, "ask", worker, comment="Đèn <b>nào</b> ạ?")
    fire(repair, "answer", REPORTER, {"answer": "Trước số 12"})
    fire(repair, "extend", worker, {"until": "2030-01-31"}, "Chờ vật tư")
    fire(repair, "finish", worker, {"fixed": "yes", "cost": 250000}, "Nội bộ: dây cũ")
    return repair


def test_staff_see_everything_latest_first(repair, django_assert_num_queries):
    with django_assert_num_queries(2):
        items = timeline(repair)
    assert [str(item.title) for item in items] == [
        "đã kết thúc", "đã gia hạn", "đã trả lời", "đã hỏi lại", "đã giao việc", "đã gửi"
    ]  # fmt: skip
    assert [item.current for item in items] == [True, False, False, False, False, False]
    assert items[0].actor == "Trần Bảo"
    assert items[2].actor == "Người báo"
    text = "".join(item.text for item in items)
    for words in ("Kết quả: Đã sửa", "Chi phí: 250000", "Nội bộ: dây cũ", "Đến ngày: 31/01/2030", "Trần Bảo", "số 12"):
        assert words in text
    assert "Đèn &lt;b&gt;nào&lt;/b&gt; ạ?" in text


def test_the_public_sees_public_steps_answers_and_comments_without_names(repair):
    items = timeline(repair, public=True)
    assert [str(item.title) for item in items] == [
        "Đã xử lý", "Đã gia hạn", "Đã trả lời", "Chờ bạn trả lời", "Đã giao người sửa", "Đã gửi"
    ]  # fmt: skip
    page = render_to_string("components/timeline.html", {"events": items})
    for shown in ("Kết quả: Đã sửa", "Trước số 12", "Đèn &lt;b&gt;nào&lt;/b&gt; ạ?"):
        assert shown in page
    for hidden in ("Trần", "Bảo", "250000", "Nội bộ", "Chờ vật tư", "31/01/2030"):
        assert hidden not in page


def test_erased_texts_say_so(repair):
    erase_details(repair)
    text = "".join(item.text for item in timeline(repair))
    assert "đã được xóa" in text
    assert "số 12" not in text


def test_steps_of_an_older_definition_still_show(repair):
    from ioc_site.common.append_only import guard_lifted
    from workflows.engine.models import Event

    with guard_lifted():
        Event.objects.filter(case_id=repair.pk, transition="extend").update(transition="prolong", party="old")
    assert "prolong" in [item.title for item in timeline(repair)]
    assert len(timeline(repair, public=True)) == 5
