"""The citizen's form without a script: photos, place, questions, review, and everything that can be wrong."""

import time
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from tests.subsystems.agencies.factories import AreaFactory
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.photos import PHAN_THIET, bomb, picture, upload
from workflows.field_reports import drafts
from workflows.field_reports.models import Category, FieldReport, Photo, Question

pytestmark = pytest.mark.django_db

FORM = "/phan-anh/gui/"
HANOI = (21.03, 105.85)


@pytest.fixture
def commune():
    return AreaFactory(level="commune", name="Phan Thiết", latitude=10.93, longitude=108.1)


def answers(client, **change) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = client.get(FORM).context["form"]
    data = {name: form[name].value() or "" for name in ("draft", "key")}
    return data | {"category": make.CategoryFactory().code, "description": "Ổ gà", "address": "12 Lê Lợi"} | change


def carried(response) -> dict[str, str]:
    """What the page of a check carries along hidden."""
    return dict(response.context["carried"])


def asking(**question) -> Category:
    category = make.CategoryFactory()
    Question.objects.create(
        category=category, **{"code": "rong", "label": "Rộng mấy mét?", "kind": "number"} | question
    )
    return category


# --- photos ------------------------------------------------------------------------------------------------------


def test_a_photo_proposes_place_and_time_and_the_citizen_takes_them(client, commune):
    data = answers(client, address="", description="")
    taken = timezone.localtime() - timedelta(hours=2)
    photo = upload(picture(PHAN_THIET, taken.strftime("%Y:%m:%d %H:%M:%S")))
    page = client.post(FORM, data | {"photos": photo, "them-anh": "1"})
    assert page.status_code == 200
    assert f"Ảnh chụp gần {commune.full_name} lúc {taken:%H:%M %d/%m/%Y}" in page.content.decode()
    page = client.post(FORM, data | {"dung-vi-tri": "1"})
    form = page.context["form"]
    assert float(form["latitude"].value()) == pytest.approx(PHAN_THIET[0], abs=1e-4)
    filled = {name: form[name].value() for name in ("latitude", "longitude", "occurred_at", "area")}
    assert client.post(FORM, data | filled | {"description": "Ổ gà"}).status_code == 302
    report = FieldReport.objects.get()
    assert (report.area, report.photos.count()) == (commune, 1)
    assert abs(report.occurred_at - taken) < timedelta(minutes=1)
    assert report.longitude == pytest.approx(PHAN_THIET[1], abs=1e-4)


@pytest.mark.parametrize(("choice", "has_place"), [("1", True), ("0", False)])
def test_the_place_of_a_photo_is_asked_for_before_sending(client, commune, choice, has_place):
    page = client.post(FORM, answers(client, photos=upload(picture(PHAN_THIET))))
    assert page.context["step"] == "place"
    assert client.post(FORM, carried(page) | {"vi-tri-anh": choice}).status_code == 302
    report = FieldReport.objects.get()
    assert (report.latitude is not None, report.photos.count()) == (has_place, 1)


def test_a_photo_from_elsewhere_is_told_and_not_used(client):
    data = answers(client, address="")
    page = client.post(FORM, data | {"photos": upload(picture(HANOI)), "them-anh": "1"})
    assert "Vị trí ghi trong ảnh nằm ngoài Bình Thuận" in page.content.decode()
    assert client.post(FORM, data | {"dung-vi-tri": "1"}).context["form"]["latitude"].value() in ("", None)


@pytest.mark.parametrize("place", [(0.0, 0.0), (89.9, 0.1), None])
def test_a_photo_without_a_real_place_changes_nothing(client, place):
    assert client.post(FORM, answers(client, photos=upload(picture(place)))).status_code == 302
    assert FieldReport.objects.get().latitude is None


def test_heic_is_taken(client):
    import pillow_heif

    pillow_heif.register_heif_opener()
    assert client.post(FORM, answers(client, photos=upload(picture(kind="HEIF"), "IMG_1.HEIC"))).status_code == 302
    assert Photo.objects.get().original.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.7 "),
        ("a.png", bomb()),
        ("a.jpg", b""),
        ("a.jpg", picture()[:3000]),
        ("a.jpg", bytes(26 * 1024 * 1024)),
    ],
    ids=["svg", "html", "pdf", "bomb", "empty", "cut off", "26 MB"],
)
def test_what_is_no_photo_is_named_at_its_field_and_costs_nobody_the_good_one(client, name, content):
    data = answers(client, name="Lê An", email="an@example.vn")
    page = client.post(FORM, data | {"photos": [upload(name="tot.jpg"), upload(content, name)]})
    form = page.context["form"]
    assert page.status_code == 422
    assert next(iter(form.errors)) == "photos"
    assert form.errors["photos"][0].startswith(f"{name}: ")
    assert len(page.context["kept"]) == 1
    assert 'value="Lê An"' in page.content.decode()
    assert not FieldReport.objects.exists()


def test_more_than_five_photos_are_left_out_and_said(client):
    page = client.post(FORM, answers(client, photos=[upload() for _n in range(6)]))
    assert page.status_code == 422
    assert len(page.context["kept"]) == 5


def test_a_kept_photo_can_be_taken_out(client):
    data = answers(client)
    client.post(FORM, data | {"photos": [upload(picture(size=(300, 200))), upload()], "them-anh": "1"})
    page = client.post(FORM, data | {"bo-anh": "1"})
    assert len(page.context["kept"]) == 1
    client.post(FORM, data)
    assert Photo.objects.get().width == 640


def test_a_form_that_was_open_for_days_loses_no_photo(client):
    with mock.patch("time.time", return_value=time.time() - 2 * 86_400):
        old = drafts.new_token()
    assert not drafts.is_good(old)
    assert client.post(FORM, answers(client, draft=old, photos=upload())).status_code == 302
    assert Photo.objects.count() == 1


# --- place -------------------------------------------------------------------------------------------------------


def test_coordinates_the_wrong_way_round_are_offered_to_be_swapped(client, commune):
    data = answers(client, latitude="108.1021", longitude="10.9289")
    page = client.post(FORM, data)
    assert "latitude" in page.context["form"].errors
    assert 'name="doi-toa-do"' in page.content.decode()
    page = client.post(FORM, data | {"doi-toa-do": "1"})
    assert page.context["form"]["latitude"].value() == "10.9289"
    assert page.context["form"].errors == {}


def test_a_place_in_another_province_is_told_where_to_turn(client):
    text = "Đèn đường hỏng cả tuần nay"
    page = client.post(FORM, answers(client, description=text, latitude="11.94", longitude="108.44"))
    words = str(page.context["form"].errors["latitude"])
    assert "dichvucong.gov.vn" in words
    assert "Lâm Đồng" in words
    assert text in page.content.decode()


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("NaN", "108"), ("91", "108.1"), ("inf", "1"), ("10,9", ""), ("a", "b")]
)
def test_what_is_no_position_is_said_at_the_field(client, latitude, longitude):
    page = client.post(FORM, answers(client, latitude=latitude, longitude=longitude))
    assert page.status_code == 422
    assert "latitude" in page.context["form"].errors


def test_the_page_learns_of_a_point_while_it_is_filled_in(client, commune):
    url = f"{FORM}vi-tri/"
    assert client.post(url, {"latitude": "10.9289", "longitude": "108.1021"}).json()["area"] == commune.pk
    swapped = client.post(url, {"latitude": "108.1021", "longitude": "10.9289"}).json()
    assert swapped["swap"] is True
    assert "dichvucong.gov.vn" in client.post(url, {"latitude": "21", "longitude": "105.8"}).json()["refused"]
    assert client.get(url).status_code == 405


# --- questions of a category -------------------------------------------------------------------------------------


def test_what_a_category_asks_comes_next_and_is_kept(client):
    page = client.post(FORM, answers(client, category=asking().code))
    assert page.context["step"] == "questions"
    assert "Rộng mấy mét?" in page.content.decode()
    sent = client.post(FORM, carried(page) | {"hoi": carried(page)["category"], "cau-hoi-rong": "1,5"})
    report = FieldReport.objects.get()
    assert report.answers == {"rong": "1.5"}
    assert "1,5" in client.get(sent.url).content.decode()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ({"is_required": True}, ""),
        ({}, "rộng lắm"),
        ({"kind": "string"}, "x" * 201),
        ({"kind": "singlevaluelist", "choices": "Trái\nPhải"}, "Giữa"),
        ({"kind": "datetime"}, "hôm qua"),
    ],
)
def test_a_wrong_answer_comes_back_at_its_question(client, question, answer):
    category = asking(**question)
    page = client.post(FORM, answers(client, category=category.code, hoi=category.code, **{"cau-hoi-rong": answer}))
    assert page.status_code == 422
    assert "rong" in page.context["asked"].errors
    assert not FieldReport.objects.exists()


def test_several_answers_are_kept_as_a_list(client):
    category = asking(kind="multivaluelist", choices="Sáng\nTối")
    client.post(FORM, answers(client, category=category.code, hoi=category.code, **{"cau-hoi-rong": ["Sáng", "Tối"]}))
    assert FieldReport.objects.get().answers == {"rong": ["Sáng", "Tối"]}


def test_answers_stay_when_the_reporter_goes_back(client):
    category = asking()
    data = answers(client, category=category.code, hoi=category.code, **{"cau-hoi-rong": "2"})
    page = client.post(FORM, data | {"sua": "1"}).content.decode()
    assert 'name="cau-hoi-rong" value="2"' in page


# --- before and after sending ------------------------------------------------------------------------------------


def test_a_change_after_the_review_is_reviewed_again(client):
    page = client.post(FORM, answers(client, description="Gọi 0912 345 678"))
    assert page.context["step"] == "review"
    back = client.post(FORM, carried(page) | {"da-xem": "1", "sua": "1"})
    assert back.status_code == 200
    assert 'name="da-xem"' not in back.content.decode()


def test_similar_reports_are_shown_with_photo_and_full_text(client):
    text = "Ổ gà rất sâu. " * 30
    earlier = make.accepted(description=text, photos=(upload(),))
    near = {"category": earlier.category.code, "latitude": "10.9290", "longitude": "108.1022"}
    page = client.post(FORM, answers(client, **near)).content.decode()
    assert text.strip() in page
    assert f"/phan-anh/{earlier.reference}/{earlier.photos.get().pk}/nho/" in page
    assert "Theo dõi phản ánh này" in page


def test_what_a_phone_sends_by_itself_is_asked_nothing_and_made_once(client):
    data = answers(client, category=asking().code, description="Gọi 0912 345 678")
    urls = {client.post(f"{FORM}?ngoai-tuyen=1", data | {"draft": "", "photos": upload()}).url for _try in range(3)}
    assert len(urls) == FieldReport.objects.count() == Photo.objects.count() == 1


@pytest.mark.parametrize("moment", ["2031-01-01T10:00", "1999-01-01T10:00", "hôm qua"])
def test_a_time_that_cannot_be_is_said_at_the_field(client, moment):
    assert "occurred_at" in client.post(FORM, answers(client, occurred_at=moment)).context["form"].errors


def test_the_form_costs_the_same_however_many_categories(client, django_assert_max_num_queries):
    for _number in range(8):
        asking()
    client.get(FORM)
    with django_assert_max_num_queries(6):
        client.get(FORM)


def test_the_service_worker_reaches_no_further_than_the_reports(client):
    response = client.get("/phan-anh/gui.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in response
    assert b"/phan-anh/gui/" in response.content
