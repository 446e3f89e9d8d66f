"""The way of a report from a phone to its private page, with and without a script, on a good line and on a bad one."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.test_public_pages import axe_violations
from tests.subsystems.agencies.factories import AreaFactory
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.photos import PHAN_THIET, picture
from workflows.field_reports.models import FieldReport, Photo, Question

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
FORM = "/phan-anh/gui/"
Quiet = list[str]


@pytest.fixture
def category(site: str) -> Any:
    AreaFactory(name="Phan Thiết", latitude=10.93, longitude=108.1)
    kind = make.CategoryFactory(name="Ổ gà, hư hỏng mặt đường", keywords="ổ voi\nlún", picture="pothole")
    Question.objects.create(category=kind, code="rong", label="Rộng mấy mét?", kind="number", is_required=True)
    make.CategoryFactory(name="Rác thải", picture="bin")
    return kind


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that says where it is."""
    visitor = browser.new_context(
        viewport=PHONE,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        has_touch=True,
        permissions=["geolocation"],
        geolocation={"latitude": 10.93, "longitude": 108.105},
    )
    yield visitor
    visitor.close()


def photo(**kwargs: Any) -> dict[str, Any]:
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture(**kwargs)}


def quiet(page: Page) -> Quiet:
    """What the console says from now on: a broken content security policy and failing scripts among it."""
    said: Quiet = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


class Look:
    """Looks at a step of the way: whether axe finds something, and whether all of it is on the screen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[str]] = {}

    def __call__(self, step: str) -> None:
        if violations := axe_violations(self.page):
            self.found[step] = violations
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], step


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()


def fill_in(page: Page, category: Any, description: str = "Ổ gà sâu giữa đường") -> None:
    """All steps of the form up to the button that sends it."""
    go_on(page)
    page.locator("#id_address").fill("Trước số 12 Trần Hưng Đạo")
    go_on(page)
    page.locator(".tile", has_text=category.name).click()
    page.locator("[name='cau-hoi-rong']").fill("1,5")
    go_on(page)
    page.locator("#id_description").fill(description)
    go_on(page)


def send(page: Page) -> None:
    page.locator(".report-form__send button").click()


def until(holds: Callable[[], bool], page: Page) -> None:
    for _try in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come about within 10 seconds")


def test_from_a_photo_to_the_private_page(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    said, look = quiet(page), Look(page)
    taken = timezone.localtime() - timedelta(days=1)
    page.goto(site + FORM)
    look("photos")
    page.locator("#id_photos").set_input_files(photo(place=PHAN_THIET, taken=f"{taken:%Y:%m:%d %H:%M:%S}"))
    expect(page.locator("[data-photo-place]")).to_contain_text(f"Phan Thiết lúc {taken:%H:%M %d/%m/%Y}")
    look("proposal")
    page.get_by_role("button", name="Dùng vị trí này").click()
    go_on(page)
    expect(page.locator("[data-place-status]")).to_contain_text("Đề xuất theo vị trí")
    look("place")
    go_on(page)
    page.locator("#tim-loai").fill("o voi")
    expect(page.locator(".tile", has_text="Rác thải")).to_be_hidden()
    page.locator(".tile", has_text=category.name).click()
    go_on(page)
    expect(page.locator(".report-step:visible [role=alert]")).to_contain_text("câu hỏi bắt buộc")
    page.locator("[name='cau-hoi-rong']").fill("1,5")
    look("category")
    go_on(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("mô tả sự việc")
    page.locator("#id_description").fill("Ổ gà sâu, gọi 0912 345 678")
    look("description")
    go_on(page)
    page.locator("#id_email").fill("dan@example.vn")
    page.locator("#id_consent").check()
    look("contact")
    send(page)
    expect(page.locator("h1")).to_have_text("Vui lòng xem lại trước khi gửi")
    look("review")
    page.get_by_role("button", name="Che giúp tôi").click()
    expect(page.locator(".public-preview")).to_contain_text("[đã che]")
    look("masked")
    send(page)
    page.wait_for_url("**/phan-anh/theo-doi/**")
    report = FieldReport.objects.get(description__startswith="Ổ gà sâu")
    expect(page.locator(".receipt__reference")).to_have_text(report.reference)
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    look("receipt")
    page.get_by_role("button", name="Xem, sửa hoặc yêu cầu").click()
    expect(page.locator("#id_email")).to_have_value("dan@example.vn")
    look("own data")
    assert (look.found, said) == ({}, [])
    assert_as_sent(report, taken)


def assert_as_sent(report: FieldReport, taken: datetime) -> None:
    assert (report.description, report.answers) == ("Ổ gà sâu, gọi [đã che]", {"rong": "1.5"})
    assert report.area is not None
    assert report.occurred_at is not None
    assert report.latitude == pytest.approx(PHAN_THIET[0], abs=1e-4)
    assert (report.area.name, report.photos.count()) == ("Phan Thiết", 1)
    assert abs(report.occurred_at - taken) < timedelta(minutes=1)


def test_the_map_is_loaded_when_it_is_opened_and_sets_the_point(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    said, asked = quiet(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + FORM)
    go_on(page)
    assert not any("field_report_map" in url for url in asked)
    page.get_by_role("button", name="Chọn trên bản đồ").click()
    expect(page.locator(".map .map-land").first).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Đặt ghim ở giữa bản đồ").click()
    expect(page.locator(".map-pin")).to_be_visible()
    assert page.locator("#id_latitude").input_value().startswith(("10.", "11."))
    page.get_by_role("button", name="Vị trí của tôi").click()
    expect(page.locator("#id_latitude")).to_have_value("10.930000")
    expect(page.locator("[data-place-status]")).to_contain_text("Phan Thiết")
    assert said == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_a_position_elsewhere_is_told_where_to_turn(site: str, category: Any, phone: BrowserContext):
    phone.set_geolocation({"latitude": 21.03, "longitude": 105.85})
    page = phone.new_page()
    page.goto(site + FORM)
    go_on(page)
    page.get_by_role("button", name="Vị trí của tôi").click()
    expect(page.locator("[data-place-status]")).to_contain_text("dichvucong.gov.vn")
    go_on(page)
    expect(page.locator(".report-progress__words")).to_have_text("Bước 2/5")
    expect(page.get_by_role("alert")).to_contain_text("dichvucong.gov.vn")


def test_without_a_connection_it_waits_and_is_sent_once(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    page.goto(site + FORM)
    page.locator("#id_photos").set_input_files(photo())
    expect(page.locator("[data-photo-list] img")).to_be_visible()
    fill_in(page, category, "Gửi khi mất mạng")
    phone.set_offline(True)
    send(page)
    expect(page.locator("h1", has_text="Đã lưu, chưa gửi")).to_be_visible()
    assert not FieldReport.objects.filter(description="Gửi khi mất mạng").exists()
    phone.set_offline(False)
    expect(page.get_by_role("link", name="Mở trang theo dõi")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Mở trang theo dõi").click()
    page.wait_for_url("**/phan-anh/theo-doi/**")
    report = FieldReport.objects.get(description="Gửi khi mất mạng")
    assert (report.photos.count(), report.answers) == (1, {"rong": "1.5"})
    page.goto(site + FORM)
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_an_answer_that_got_lost_makes_no_second_report(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    page.goto(site + FORM)
    fill_in(page, category, "Trả lời bị mất")

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(f"**{FORM}", lose)
    send(page)
    expect(page.locator("h1", has_text="Đã lưu, chưa gửi")).to_be_visible()
    assert FieldReport.objects.filter(description="Trả lời bị mất").count() == 1
    page.unroute(f"**{FORM}")
    page.get_by_role("button", name="Thử gửi ngay").click()
    expect(page.get_by_role("link", name="Mở trang theo dõi")).to_be_visible()
    assert FieldReport.objects.filter(description="Trả lời bị mất").count() == 1


def test_pressing_twice_sends_once(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    page.goto(site + FORM)
    fill_in(page, category, "Bấm hai lần")
    page.locator(".report-form__send button").dblclick()
    page.wait_for_url("**/phan-anh/theo-doi/**")
    assert FieldReport.objects.filter(description="Bấm hai lần").count() == 1


def test_what_was_written_is_there_again_after_the_page_was_closed(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    page.goto(site + FORM)
    page.locator("#id_photos").set_input_files(photo())
    fill_in(page, category, "Viết dở")
    page.wait_for_timeout(800)  # what is typed is saved half a second later
    page.close()
    page = phone.new_page()
    page.goto(site + FORM)
    page.get_by_role("button", name="Viết tiếp").click()
    expect(page.locator("[data-photo-list] img")).to_be_visible()
    for _step in range(4):
        go_on(page)
    expect(page.locator("#id_description")).to_have_value("Viết dở")
    send(page)
    page.wait_for_url("**/phan-anh/theo-doi/**")
    report = FieldReport.objects.get(description="Viết dở")
    assert (report.photos.count(), report.answers) == (1, {"rong": "1.5"})


def test_a_photo_that_is_none_is_said_and_all_else_stays(site: str, category: Any, phone: BrowserContext):
    page = phone.new_page()
    page.goto(site + FORM)
    bad = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"}
    page.locator("#id_photos").set_input_files([photo(), bad])
    fill_in(page, category, "Một ảnh hỏng")
    send(page)
    expect(page.locator("#id_photos_error")).to_contain_text("a.jpg:")
    assert page.locator("[data-kept] li").count() == 1
    for _step in range(4):
        go_on(page)
    expect(page.locator("#id_description")).to_have_value("Một ảnh hỏng")
    phone.set_offline(True)
    send(page)
    expect(page.locator("h1", has_text="Đã lưu, chưa gửi")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_role("link", name="Mở trang theo dõi")).to_be_visible(timeout=15_000)
    assert Photo.objects.filter(report__description="Một ảnh hỏng").count() == 1


def test_the_form_opens_without_a_connection_and_private_pages_are_not_kept(
    site: str, category: Any, phone: BrowserContext
):
    page = phone.new_page()
    page.goto(site + FORM)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    kept = "caches.open('phan-anh-1').then((c) => c.keys()).then((rows) => rows.map((r) => new URL(r.url).pathname))"
    until(lambda: any(path.endswith("field_report_form.js") for path in page.evaluate(kept)), page)
    fill_in(page, category, "Có mạng")
    send(page)
    page.wait_for_url("**/phan-anh/theo-doi/**")
    paths = page.evaluate(kept)
    assert [path for path in paths if path != FORM and not path.startswith("/static/")] == []
    phone.set_offline(True)
    page.goto(site + FORM)
    expect(page.locator("h1")).to_have_text("Gửi phản ánh")
    go_on(page)
    expect(page.locator("#id_address")).to_be_visible()
    phone.set_offline(False)


def test_the_whole_way_without_a_script(site: str, category: Any, browser: Browser):
    plain = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="vi-VN")
    page = plain.new_page()
    page.goto(site + FORM)
    expect(page.get_by_role("button", name="Chọn trên bản đồ")).to_be_hidden()
    page.locator("#id_photos").set_input_files(photo(place=PHAN_THIET))
    page.get_by_role("button", name="Tải ảnh lên và đọc vị trí").click()
    page.get_by_role("button", name="Dùng vị trí này").click()
    page.locator(".tile", has_text=category.name).click()
    page.locator("#id_description").fill("Không có kịch bản, gọi 0912 345 678")
    send(page)
    page.locator("[name='cau-hoi-rong']").fill("2")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_role("button", name="Che giúp tôi").click()
    send(page)
    expect(page.locator(".receipt__reference")).to_be_visible()
    report = FieldReport.objects.get(description__startswith="Không có kịch bản")
    assert (report.photos.count(), report.answers, report.area.name) == (1, {"rong": "2"}, "Phan Thiết")
    page.get_by_text("Rút phản ánh").first.click()
    page.get_by_role("button", name="Rút phản ánh").click()
    expect(page.get_by_text("Bạn đã rút phản ánh.")).to_be_visible()
    plain.close()
