"""The private link without a script: each step that a reporter can take, and his own data."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ioc_site.common.access_log import AccessLog
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.desk_screens import at
from tests.workflows.field_reports.photos import picture, upload
from tests.workflows.field_reports.test_screens import signed_in
from workflows.engine.services import fire
from workflows.field_reports.models import DataRequest, FieldReport, Reporter
from workflows.field_reports.services import Contact
from workflows.field_reports.tokens import private_token

pytestmark = pytest.mark.django_db

HELD = {"name": "Lê An", "phone": "0912345678", "email": "an@example.vn", "consent_version": "2026-11"}


def link(report: FieldReport, *more: str) -> str:
    return "/".join([f"/phan-anh/theo-doi/{private_token(report)}", *more, ""])


def step(client, report, code: str, **answers):
    """Take a step through its form, as a browser would, with what the form carries hidden."""
    page = client.get(link(report))
    pairs = [*page.context["urgent_forms"], *page.context["other_forms"]]
    form = next((form for transition, form in pairs if transition.code == code), None)
    hidden = {f"{code}-{name}": form[name].value() for name in ("version", "key")} if form else {}
    return client.post(link(report, "buoc", code), hidden | {f"{code}-{n}": v for n, v in answers.items()})


def test_a_question_is_answered_with_a_photo(client):
    report = make.submitted()
    fire(report, "ask_reporter", make.moderator(), comment="Trước số nhà nào?")
    assert "Trước số nhà nào?" in client.get(link(report)).content.decode()
    done = step(client, report, "answer", comment="Số 14", photos=upload())
    report.refresh_from_db()
    assert (report.state, report.photos.count()) == ("submitted", 1)
    assert "câu trả lời đã được chuyển đi" in client.get(done.url).content.decode()


def test_photos_are_added_and_a_bad_one_is_said_at_its_field(client):
    report = make.submitted()
    assert step(client, report, "add_photos", photos=upload()).status_code == 302
    page = step(client, report, "add_photos", photos=upload(b"<svg/>"))
    assert page.status_code == 422
    assert "photos" in next(f for t, f in page.context["other_forms"] if t.code == "add_photos").errors
    assert report.photos.count() == 1


def test_photos_of_a_public_report_wait_for_a_moderator(client):
    report, early = make.submitted(), 1
    step(client, report, "add_photos", photos=upload())
    by = make.moderator()
    fire(report, "accept", by)
    page = client.get(step(client, report, "add_photos", photos=upload(picture(size=(320, 240)))).url)
    assert "khi điều phối viên đã xem" in page.content.decode()
    shown, waiting = report.photos.order_by("pk")
    public = f"/phan-anh/{report.reference}/"
    assert len(client.get(public).context["screen"].photos) == early
    assert client.get(f"{public}{shown.pk}/anh/").status_code == 200
    assert client.get(f"{public}{waiting.pk}/anh/").status_code == 404
    desk = signed_in(by)
    assert "1 ảnh mới, chưa xem" in desk.get(at(report)).content.decode()
    none = {"vung-TOTAL_FORMS": "0", "vung-INITIAL_FORMS": "0"}
    desk.post(f"{at(report)}{waiting.pk}/che-mo/", none | {"is_public": "on"})
    assert client.get(f"{public}{waiting.pk}/anh/").status_code == 200
    assert "ảnh mới, chưa xem" not in desk.get(at(report)).content.decode()


def test_photos_of_a_result_show_on_the_link_of_a_hidden_report_once_approved(client):
    report, by = make.in_progress(), make.moderator()
    fire(report, "set_public", by, {"is_public": False}, "Có trẻ em.")
    fire(report, "resolve", report.handler, {"outcome": "fixed", "result": "Đã vá.", "photos": [upload()]})
    address = link(report, str(report.photos.get().pk), "anh")
    assert client.get(address).status_code == 404
    fire(report, "approve_result", by)
    assert address in client.get(link(report)).content.decode()
    assert client.get(address).status_code == 200


def test_what_was_typed_stays_when_the_photo_beside_it_is_bad(client):
    report = make.submitted()
    fire(report, "ask_reporter", make.moderator(), comment="Ở đâu?")
    page = step(client, report, "answer", comment="Cạnh chợ Phường", photos=upload(picture()[:500]))
    assert page.status_code == 422
    assert "Cạnh chợ Phường" in page.content.decode()


def test_a_report_is_withdrawn(client):
    report = make.accepted()
    step(client, report, "withdraw")
    report.refresh_from_db()
    assert (report.state, report.is_public) == ("withdrawn", False)


def test_the_link_shows_the_place_as_sent_and_no_deadline_once_withdrawn(client):
    report = make.submitted(address="Cạnh chợ Phường")
    page = client.get(link(report)).content.decode()
    assert "Cạnh chợ Phường" in page
    assert "Xem xét trước" in page
    step(client, report, "withdraw")
    assert "Xem xét trước" not in client.get(link(report)).content.decode()


@pytest.mark.parametrize("rating", ["", "0", "6", "năm"])
def test_a_rating_is_one_to_five(client, rating):
    assert step(client, make.closed(), "rate", rating=rating).status_code == 422


def test_a_result_is_rated_once_with_a_word(client):
    report = make.closed()
    step(client, report, "rate", rating="4", words="Nhanh")
    assert step(client, report, "rate", rating="1").status_code == 422
    report.refresh_from_db()
    assert (report.rating, report.rating_comment) == (4, "Nhanh")
    assert "Bạn đã đánh giá: 4/5" in client.get(link(report)).content.decode()


def test_a_report_is_opened_again_once(client):
    report = make.closed()
    assert step(client, report, "reopen", comment="").status_code == 422
    step(client, report, "reopen", comment="Lại lún xuống")
    report.refresh_from_db()
    assert report.state == "reopened"
    moderator, officer = make.moderator(), member(Role.OFFICER, agency := make.district())
    fire(report, "assign", moderator, {"agency": agency})
    fire(report, "start", officer)
    fire(report, "resolve", officer, {"outcome": "fixed", "result": "Đã lu lèn lại."})
    fire(report, "approve_result", moderator)
    refused = step(client, report, "reopen", comment="Vẫn lún")
    assert refused.status_code == 422
    assert "chỉ được mở lại một lần" in refused.content.decode().lower()


def test_after_fourteen_days_it_stays_closed(client):
    report = make.closed()
    FieldReport.objects.filter(pk=report.pk).update(closed_at=timezone.now() - timedelta(days=14, minutes=1))
    assert "reopen" not in [t.code for t, _form in client.get(link(report)).context["other_forms"]]
    assert step(client, report, "reopen", comment="Muộn").status_code == 422


def test_a_step_sent_twice_counts_once(client):
    report = make.submitted()
    page = client.get(link(report))
    form = next(form for t, form in page.context["other_forms"] if t.code == "add_photos")
    hidden = {f"add_photos-{name}": form[name].value() for name in ("version", "key")}
    answers = [client.post(link(report, "buoc", "add_photos"), hidden | {"add_photos-photos": upload()}) for _n in "ab"]
    assert [a.status_code for a in answers] == [302, 302]
    assert report.photos.count() == 1


def test_the_link_goes_to_nobody_else_and_its_forms_pass_a_real_browser():
    """A browser that was told "no-referrer" hides where a form comes from, and the form would be refused."""
    report, client = make.submitted(contact=Contact(**HELD)), Client(enforce_csrf_checks=True)
    page = client.get(link(report))
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert "no-store" in page["Cache-Control"]
    sent = {"csrfmiddlewaretoken": page.context["csrf_token"]}
    done = client.post(link(report, "xoa-lien-he"), sent, headers={"origin": "http://testserver"})
    assert done.status_code == 302


# --- own data ----------------------------------------------------------------------------------------------------


def test_own_contact_details_are_opened_by_a_press_and_logged(client):
    report = make.submitted(contact=Contact(**HELD))
    assert HELD["phone"] not in client.get(link(report)).content.decode()
    assert client.get(link(report, "du-lieu")).status_code == 405
    page = client.post(link(report, "du-lieu")).content.decode()
    assert all(HELD[name] in page for name in ("name", "phone", "email"))
    assert AccessLog.objects.get().user_id is None


def test_own_contact_details_are_corrected(client):
    report = make.submitted(contact=Contact(**HELD))
    new = {"luu": "1", "name": "Lê An", "phone": "", "email": "moi@example.vn", "consent": "on"}
    assert client.post(link(report, "du-lieu"), new).status_code == 302
    assert Reporter.objects.get().email == "moi@example.vn"
    assert DataRequest.objects.get().done_at is not None


@pytest.mark.parametrize(("change", "field"), [({"email": "sai"}, "email"), ({"consent": ""}, "consent")])
def test_a_wrong_correction_changes_nothing(client, change, field):
    report = make.submitted(contact=Contact(**HELD))
    new = {"luu": "1", "name": "Khác", "phone": "", "email": "moi@example.vn", "consent": "on"} | change
    page = client.post(link(report, "du-lieu"), new)
    assert page.status_code == 422
    assert field in page.context["contact_form"].errors
    assert 'value="Khác"' in page.content.decode()
    assert Reporter.objects.get().email == "an@example.vn"


def test_without_consent_nothing_is_kept(client):
    report = make.submitted(contact=Contact(**HELD))
    client.post(link(report, "du-lieu"), {"luu": "1"})
    reporter = Reporter.objects.get()
    assert (reporter.name, reporter.phone, reporter.email, reporter.email_index) == ("", "", "", "")
    assert reporter.consent_at is None


def test_erasing_is_done_at_once_and_stands_in_the_register(client):
    report = make.submitted(contact=Contact(**HELD))
    page = client.get(client.post(link(report, "xoa-lien-he")).url).content.decode()
    assert "Thông tin liên hệ của bạn đã được xóa" in page
    request = DataRequest.objects.get()
    assert (request.kind, request.way, request.acknowledged_at is not None) == ("erasure", "link", True)


def test_a_request_about_other_data_waits_for_a_moderator(client):
    report = make.submitted()
    sent = client.post(link(report, "yeu-cau"), {"kind": "erasure", "text": "Làm mờ mặt tôi trong ảnh 2"})
    request = DataRequest.objects.get()
    assert (request.text, request.acknowledged_at) == ("Làm mờ mặt tôi trong ảnh 2", None)
    assert f"{timezone.localtime(request.acknowledge_by):%d/%m/%Y}" in client.get(sent.url).content.decode()
    assert client.post(link(report, "yeu-cau"), {"kind": "erasure", "text": ""}).status_code == 422


def test_requests_of_one_report_cannot_fill_the_register(client):
    report = make.submitted()
    answers = [client.post(link(report, "yeu-cau"), {"kind": "access", "text": "x"}).status_code for _n in range(7)]
    assert answers == [302] * 5 + [422] * 2
    assert DataRequest.objects.count() == 5


def test_the_page_costs_the_same_however_much_happened(client, django_assert_max_num_queries):
    report = make.closed(photos=(upload(), upload()))
    for _n in range(3):
        client.post(link(report, "yeu-cau"), {"kind": "access", "text": "x"})
    with django_assert_max_num_queries(10):
        client.get(link(report))
