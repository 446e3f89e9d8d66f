"""The citizen's and the staff's screens, from the form to the rated result."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ioc_site.common.access_log import AccessLog
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.tokens import private_token

pytestmark = pytest.mark.django_db


def jpeg(name: str = "anh.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "gray").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def answers(client, **change):
    """The form as a browser would send it back."""
    form = client.get("/phan-anh/gui/").context["form"]
    data = {name: form[name].value() or "" for name in ("draft", "key")}
    return data | {"category": make.CategoryFactory().code, "description": "Ổ gà", "address": "12 Lê Lợi"} | change


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_report_with_a_photo_ends_on_the_private_link(client):
    response = client.post("/phan-anh/gui/", answers(client, photos=jpeg()))
    report = FieldReport.objects.get()
    assert response.url == f"/phan-anh/theo-doi/{private_token(report)}/?moi=1"
    page = client.get(response.url)
    assert report.reference in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    photo = Photo.objects.get()
    assert client.get(f"/phan-anh/{report.reference}/{photo.pk}/anh/").status_code == 404
    assert client.get(f"/phan-anh/theo-doi/{private_token(report)}/{photo.pk}/nho/").status_code == 200


def test_the_same_form_sent_twice_makes_one_report(client):
    data = answers(client)
    urls = {client.post("/phan-anh/gui/", data).url for _try in range(2)}
    assert len(urls) == FieldReport.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"category": "khong-co"}, "category"),
        ({"description": ""}, "description"),
        ({"description": "x" * 1_000_000}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"address": ""}, "address"),
        ({"latitude": "NaN", "longitude": "108"}, "latitude"),
        ({"latitude": "21.03", "longitude": "105.85"}, "latitude"),
        ({"email": "a@b.vn"}, "consent"),
        ({"area": "999999"}, "area"),
    ],
)
def test_wrong_answers_come_back_at_the_field_with_all_that_was_typed(client, change, field):
    response = client.post("/phan-anh/gui/", answers(client, name="Lê An", consent="on") | {"consent": ""} | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Lê An" in response.content.decode()
    assert not FieldReport.objects.exists()


def test_a_file_that_is_no_photo_is_refused_and_good_photos_are_kept(client):
    data = answers(client, description="")
    response = client.post("/phan-anh/gui/", data | {"photos": jpeg()})
    assert len(response.context["kept"]) == 1
    bad = SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    response = client.post("/phan-anh/gui/", data | {"description": "Ổ gà", "photos": bad})
    assert "photos" in response.context["form"].errors
    client.post("/phan-anh/gui/", data | {"description": "Ổ gà"})
    assert Photo.objects.count() == 1


def test_personal_data_is_pointed_out_once_and_can_be_masked(client):
    data = answers(client, description="Gọi 0912 345 678, xe 86B1-123.45")
    page = client.post("/phan-anh/gui/", data).content.decode()
    assert "Công khai sẽ thấy như thế này" in page
    assert not FieldReport.objects.exists()
    masked = client.post("/phan-anh/gui/", data | {"che": "1", "da-xem": "1"})
    assert "Gọi [đã che], xe [đã che]" in masked.content.decode()
    assert not FieldReport.objects.exists()
    sent = dict(masked.context["carried"]) | {"da-xem": "1"}
    assert client.post("/phan-anh/gui/", sent).status_code == 302
    assert FieldReport.objects.get().description == "Gọi [đã che], xe [đã che]"


def test_similar_reports_near_by_are_shown_before_sending(client):
    earlier = make.accepted()
    data = answers(client, category=earlier.category.code, latitude="10.9290", longitude="108.1022")
    page = client.post("/phan-anh/gui/", data).content.decode()
    assert earlier.reference in page
    assert client.post("/phan-anh/gui/", data | {"da-xem": "1"}).status_code == 302


def test_public_pages_show_public_reports_only(client):
    shown, hidden = make.closed(), make.submitted(description="Chưa xem xét")
    page = client.get("/phan-anh/").content.decode()
    assert shown.reference in page
    assert hidden.reference not in page
    assert client.get(f"/phan-anh/{hidden.reference}/").status_code == 404
    assert "Đã vá xong" in client.get(f"/phan-anh/{shown.reference}/").content.decode()
    assert shown.reference in client.get("/phan-anh/rss/").content.decode()


@pytest.mark.parametrize(
    "query", ["q=" + "x" * 10_000, "q='\"%25_", "loai=khong-co", "sau=xyz", "trang-thai=%F0%9F%98%80"]
)
def test_odd_filters_get_a_list(client, query):
    make.accepted()
    assert client.get(f"/phan-anh/?{query}").status_code == 200


def test_search_ignores_accents(client):
    report = make.accepted(description="Đường ngập nước")
    assert report.reference in client.get("/phan-anh/?q=duong ngap").content.decode()
    assert report.reference in client.get(f"/phan-anh/?q={report.reference.lower()}").content.decode()


def test_lists_cost_the_same_however_long(client, django_assert_max_num_queries):
    for _number in range(5):
        make.closed()
    client.get("/phan-anh/")
    with django_assert_max_num_queries(8):
        client.get("/phan-anh/")


def test_the_reporter_answers_rates_and_erases_on_the_private_link(client):
    report = make.closed()
    base = f"/phan-anh/theo-doi/{private_token(report)}"
    assert client.post(f"{base}/buoc/rate/", {"rate-rating": "9"}).status_code == 422
    client.post(f"{base}/buoc/rate/", {"rate-rating": "5", "rate-words": "Tốt"})
    report.refresh_from_db()
    assert report.rating == 5
    client.post(f"{base}/xoa-lien-he/")
    assert FieldReport.objects.get().reporter.email == ""


@pytest.mark.parametrize("code", ["accept", "assign", "approve_result", "escalate_overdue", "khong-co"])
def test_the_private_link_gives_no_step_of_others(client, code):
    report = make.submitted()
    response = client.post(f"/phan-anh/theo-doi/{private_token(report)}/buoc/{code}/", {f"{code}-agency": "1"})
    assert response.status_code in (404, 422)
    report.refresh_from_db()
    assert report.state == "submitted"


def test_a_wrong_token_opens_nothing(client):
    make.submitted()
    assert client.get("/phan-anh/theo-doi/khong-dung/").status_code == 404


def test_moderator_and_agency_work_on_their_desks():
    report, agency = make.submitted(), make.district()
    moderator, officer = signed_in(make.moderator()), signed_in(member(Role.OFFICER, agency))
    base = f"/quan-tri/phan-anh/{report.reference}"
    assert report.reference in moderator.get("/quan-tri/phan-anh/").content.decode()
    assert officer.get(f"{base}/").status_code == 404
    moderator.post(f"{base}/ban-cong-khai/", {"public_description": "Ổ gà lớn"})
    moderator.post(f"{base}/buoc/accept/", {})
    moderator.post(f"{base}/buoc/assign/", {"assign-agency": agency.pk})
    assert officer.get(f"{base}/").status_code == 200
    officer.post(f"{base}/buoc/start/", {})
    officer.post(f"{base}/buoc/resolve/", {"resolve-outcome": "fixed", "resolve-result": "Đã vá"})
    moderator.post(f"{base}/buoc/approve_result/", {})
    report.refresh_from_db()
    assert (report.state, report.public_description) == ("closed", "Ổ gà lớn")


def test_two_moderators_at_once_one_learns_who_was_first():
    report, first = make.submitted(), make.moderator()
    second = signed_in(make.moderator())
    base = f"/quan-tri/phan-anh/{report.reference}"
    steps = second.get(f"{base}/").context["steps"]
    code, form = next((step["code"], step["form"]) for step in steps if step["code"] == "accept")
    signed_in(first).post(f"{base}/buoc/accept/", {})
    page = second.post(f"{base}/buoc/{code}/", {f"{code}-version": form["version"].value()}, follow=True)
    assert (first.get_full_name() or "?") in page.content.decode()


def test_contact_details_open_for_a_reason_that_is_logged():
    report = make.submitted()
    moderator = signed_in(make.moderator())
    base = f"/quan-tri/phan-anh/{report.reference}"
    assert "nguoidan@example.vn" not in moderator.get(f"{base}/").content.decode()
    moderator.post(f"{base}/lien-he/", {"reason": ""})
    assert not AccessLog.objects.exists()
    page = moderator.post(f"{base}/lien-he/", {"reason": "Hỏi vị trí"}).content.decode()
    assert "nguoidan@example.vn" in page
    assert AccessLog.objects.get().reason == "Hỏi vị trí"


def test_agencies_never_open_contact_details():
    report = make.in_progress()
    officer = signed_in(report.handler)
    response = officer.post(f"/quan-tri/phan-anh/{report.reference}/lien-he/", {"reason": "x"})
    assert response.status_code in (302, 403)
    assert not AccessLog.objects.exists()
