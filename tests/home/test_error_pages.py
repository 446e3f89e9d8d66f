"""What people see when something is wrong: a page in the design and in Vietnamese, never a bare line, never a 500."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from ioc_site.settings.files import LASTING_STATICFILES

pytestmark = pytest.mark.django_db


def _fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("for the test")


def _refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def _miss(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("hong/", _fail),
    path("cam/", _refuse),
    path("mat/", _miss),
    path("", include("ioc_site.urls")),
]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/khong-co/", 404, "Không tìm thấy trang"),
        ("/mat/", 404, "Không tìm thấy trang"),
        ("/cam/", 403, "Bạn không được mở trang này"),
        ("/hong/", 500, "Đã có lỗi xảy ra"),
        ("/a%00b/", 400, "Không đọc được yêu cầu"),
        ("/tim-kiem/?q=%00", 400, "Không đọc được yêu cầu"),
        ("/%ff%fe/", 404, "Không tìm thấy trang"),
        ("/" + "a" * 9_000 + "/", 404, "Không tìm thấy trang"),
        ("/'%22<script>/", 404, "Không tìm thấy trang"),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_clear_answer_in_vietnamese(address: str, status: int, words: str):
    response = Client(raise_request_exception=False).get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert '<html lang="vi">' in page
    assert "dist/site.css" in page
    assert "<script>/" not in page


@override_settings(ROOT_URLCONF=__name__)
def test_what_bare_pages_and_the_manifest_name_is_among_the_collected_files(tmp_path):
    page = Client(raise_request_exception=False).get("/hong/").content.decode()
    manifest = (settings.BASE_DIR / "static/img/site.webmanifest").read_text()
    names = set(re.findall(r'"/static/([^"]+)"', page + manifest))
    own = {
        "STATIC_ROOT": tmp_path,
        "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.FileSystemFinder"],
        "STORAGES": settings.STORAGES | {"staticfiles": LASTING_STATICFILES},
    }
    with override_settings(**own):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert len(names) >= 4
    assert [name for name in names if not (tmp_path / name).is_file()] == []


@override_settings(ROOT_URLCONF=__name__)
def test_the_page_of_a_fault_reads_nothing(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        assert client.get("/hong/").status_code == 500


def test_form_without_its_token():
    response = Client(enforce_csrf_checks=True).post("/quan-tri/login/", {"username": "a"})
    assert response.status_code == 403
    assert "Biểu mẫu chưa được nhận" in response.content.decode()


@override_settings(IOC_MAINTENANCE=True)
def test_closed_for_maintenance():
    client = Client()
    response = client.get("/quy-che/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "600")
    assert "Đang bảo trì" in response.content.decode()


def test_robots_and_sitemap(client: Client):
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /quan-tri/" in robots
    assert "/sitemap.xml" in robots
    sitemap = client.get("/sitemap.xml")
    assert (sitemap.status_code, sitemap.headers["Content-Type"]) == (200, "application/xml")
