"""``manage.py setup_site``: a whole site from an empty database, again and again without touching what staff wrote."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from wagtail.models import Page, Site

from home.models import ComponentPage, HomePage, MenuItem
from home.site_file import read_site_file, rich_text
from ioc_site.common.datafiles import DataFileError
from ioc_site.common.subsystems import Subsystem

pytestmark = pytest.mark.django_db


def test_a_whole_site_from_nothing(client: Client):
    call_command("setup_site", verbosity=0)
    for address in ["/", "/phan-he/", "/huong-dan/", "/tin-tuc/", *(f"/phan-he/{key}/" for key in Subsystem.values)]:
        assert client.get(address).status_code == 200, address
    assert Site.objects.get().root_page == HomePage.objects.get().page_ptr
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_what_staff_changed_stays(client: Client, capsys: pytest.CaptureFixture[str]):
    call_command("setup_site")
    capsys.readouterr()
    page = ComponentPage.objects.get(subsystem=Subsystem.HEALTH)
    page.title = "Y tế Bình Thuận"
    page.save_revision().publish()
    MenuItem.objects.filter(link="").first().delete()
    links = MenuItem.objects.count()
    call_command("setup_site")
    assert capsys.readouterr().out == ""
    assert "Y tế Bình Thuận" in client.get("/phan-he/y-te/").content.decode()
    assert MenuItem.objects.count() == links


def test_the_site_has_the_address_of_the_setting():
    with override_settings(WAGTAILADMIN_BASE_URL="https://ioc.example.vn"):
        call_command("setup_site", verbosity=0)
    assert HomePage.objects.get().full_url == "https://ioc.example.vn/"


def test_the_file_names_every_component_once():
    assert sorted(row.subsystem for row in read_site_file().components.pages) == sorted(Subsystem)


@pytest.mark.parametrize(
    ("damage", "place"),
    [
        (("title: Trang chủ\n", "title: [Trang chủ]\n"), "home.title"),
        (("subsystem: y-te", "subsystem: y-te-2"), "components.pages[1].subsystem"),
        (("place: footer", "place: side"), "frame.menu[6].place"),
        (("link: /co-quan/", "link: co-quan"), "frame.menu[7].link"),
        (("report_heading:", "heading2:"), "home.heading2"),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path: Path, damage: tuple[str, str], place: str):
    good = Path("data/site.yaml").read_text()
    assert damage[0] in good
    path = tmp_path / "site.yaml"
    path.write_text(good.replace(*damage, 1))
    with pytest.raises(DataFileError, match=r"site\.yaml") as refused:
        read_site_file(path)
    assert place in str(refused.value)


def test_texts_become_paragraphs_and_lists():
    assert rich_text("Một\nhai\n\n- ba\n- bốn\n  năm\n") == "<p>Một hai</p><ul><li>ba</li><li>bốn năm</li></ul>"
    assert rich_text("<script>") == "<p>&lt;script&gt;</p>"
