"""The packages' own screens in Vietnamese: nothing missing, nothing broken, no word with two meanings."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from ioc_site.operations import package_catalogues
from ioc_site.operations.catalogues import OVERRIDES, catalogue_path
from tests.subsystems.agencies.factories import UserFactory


@pytest.mark.parametrize("domain", package_catalogues.DOMAINS)
def test_every_string_of_the_packages_is_in_vietnamese(domain: str) -> None:
    assert len(package_catalogues.package_messages(domain)) > 80
    assert package_catalogues.missing_in_packages(domain) == []


@pytest.mark.parametrize("domain", package_catalogues.DOMAINS)
def test_placeholders_and_tags_are_those_of_the_english(domain: str) -> None:
    assert package_catalogues.faults_in_overrides(domain) == []


def test_the_strings_are_what_django_shows() -> None:
    with override("vi"):
        assert gettext("Help") == "Trợ giúp"
        assert gettext("Delete") == "Xóa"  # Wagtail's own word is spelt the old way
        assert ngettext("%(count)s image", "%(count)s images", 3) == "%(count)s hình ảnh"


@pytest.mark.django_db
def test_the_strings_of_scripts_reach_the_browser(client: Client) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    script = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    for word in ("Trình đơn chính", "Đang tự động lưu…", "Chèn một khối nội dung"):
        assert json.dumps(word) in script


@pytest.fixture
def own_catalogue(tmp_path: Path, settings: Any) -> Path:
    """A project with no folder of its own but a catalogue that has one string and one that no package uses."""
    settings.BASE_DIR = tmp_path
    path = catalogue_path(OVERRIDES)
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Help"\nmsgstr "Trợ giúp"\n\nmsgid "Gone for ever"\nmsgstr "Không còn"\n'
    )
    return path


def test_an_update_adds_what_packages_lack_and_drops_what_they_do_not_use(own_catalogue: Path) -> None:
    added, dropped = package_catalogues.update_overrides("django")
    assert added > 1000
    assert dropped == 1
    text = own_catalogue.read_text()
    assert 'msgid "Help"\nmsgstr "Trợ giúp"' in text
    assert 'msgid "Keyboard shortcuts"\nmsgstr ""' in text
    assert "Gone for ever" not in text
    assert "Keyboard shortcuts" in package_catalogues.missing_in_packages("django")


def test_a_wrong_placeholder_or_tag_is_a_fault(own_catalogue: Path) -> None:
    own_catalogue.write_text(
        own_catalogue.read_text()
        + '\nmsgid "View %(name)s"\nmsgstr "Xem %(ten)s"\n\nmsgid "<b>Yes</b>"\nmsgstr "<i>Có</i>"\n'
        + '\nmsgid "1 page"\nmsgid_plural "%(counter)s pages"\nmsgstr[0] "%(counter)s trang"\n'
    )
    assert package_catalogues.faults_in_overrides("django") == [
        "'View %(name)s': 'Xem %(ten)s'",
        "'<b>Yes</b>': '<i>Có</i>'",
    ]


def test_the_command_names_what_is_missing(own_catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("update_catalogues", "wagtail", "--check")
    assert "not translated: 'Keyboard shortcuts'" in capsys.readouterr().out
