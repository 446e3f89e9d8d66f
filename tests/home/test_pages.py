"""The home page and the pages of the components."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from home.models import ComponentPage, HomePage
from ioc_site.common import figures
from ioc_site.common.figures import Figure, register_figure
from ioc_site.common.subsystems import Subsystem
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> Figure:
    monkeypatch.setattr(figures, "_figures", {})
    shown = Figure("12.480", "lượt khám trong tháng", datetime(2026, 5, 1, 1, 30, tzinfo=UTC), is_demo=True)
    register_figure(Subsystem.HEALTH, lambda: shown)
    return shown


def test_home_shows_six_components_with_their_figures(client: Client, site: HomePage, figure: Figure):
    page = client.get("/").content.decode()
    for key in Subsystem.values:
        assert f'href="/phan-he/{key}/"' in page
    assert page.count("12.480") == 1
    assert "Tính lúc 08:30 01/05/2026" in page
    assert "dữ liệu minh họa" in page
    assert page.count("Chưa có số liệu") == len(Subsystem) - 1


def test_home_leads_to_the_form(client: Client, site: HomePage):
    assert 'href="/phan-anh/gui/"' in client.get("/").content.decode()


def test_component_page_says_who_is_in_charge(client: Client, site: HomePage, figure: Figure):
    new = AgencyFactory(name="Sở Khoa học và Công nghệ")
    old = AgencyFactory(name="Sở Thông tin và Truyền thông", leads=["y-te"])
    old.successors.add(new)
    AgencyFactory(name="Cục Thống kê tỉnh", supports=["y-te"])
    AgencyFactory(name="Sở Tài chính")
    page = client.get("/phan-he/y-te/").content.decode()
    assert page.index("Chủ trì") < page.index("Sở Thông tin và Truyền thông") < page.index("Phối hợp")
    assert page.index("Phối hợp") < page.index("Cục Thống kê tỉnh")
    assert "nay là" in page
    assert "Sở Khoa học và Công nghệ" in page
    assert "Sở Tài chính" not in page
    assert '/quy-che/1089-qd-ubnd/#dieu-5-khoan-2"' in page


# With the live figures of the components (one or two queries each) and, on a component's page, its dashboard.
@pytest.mark.parametrize(("address", "most"), [("/", 15), ("/phan-he/", 12), ("/phan-he/y-te/", 20)])
def test_constant_number_of_queries(client: Client, site: HomePage, django_assert_max_num_queries, address, most):
    for number in range(10):
        AgencyFactory(name=f"Cơ quan {number}", leads=["y-te"]).successors.add(AgencyFactory())
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)


def test_the_address_of_a_component_is_fixed(site: HomePage):
    page = ComponentPage.objects.get(subsystem=Subsystem.HEALTH)
    page.slug = "suc-khoe"
    with pytest.raises(ValidationError, match="y-te"):
        page.full_clean()


def test_head_of_a_page(client: Client, site: HomePage):
    page = client.get("/phan-he/y-te/?utm=1").content.decode()
    assert "<title>Phân hệ điều hành lĩnh vực y tế – IOC Bình Thuận</title>" in page
    assert '<link rel="canonical" href="http://localhost:8000/phan-he/y-te/">' in page
    assert 'property="og:title" content="Phân hệ điều hành lĩnh vực y tế"' in page
    assert '<meta name="description" content="Giúp ngành y tế' in page
    assert "http://localhost:8000/phan-he/y-te/" in client.get("/sitemap.xml").content.decode()


def test_agencies_of_a_component_lead_to_their_pages(client: Client, site: HomePage):
    AgencyFactory(name="Sở Y tế thử", slug="so-y-te-thu", leads=["y-te"])
    page = client.get("/phan-he/y-te/").content.decode()
    assert '<a href="/co-quan/so-y-te-thu/" lang="vi">Sở Y tế thử</a>' in page


def test_style_guide_is_for_staff(client: Client, site: HomePage):
    assert client.get("/quan-tri/thanh-phan/").status_code == 302
    client.force_login(UserFactory(is_superuser=True))
    assert "Thành phần giao diện" in client.get("/quan-tri/thanh-phan/").content.decode()
