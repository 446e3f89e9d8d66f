"""Finding, writing and compiling the strings of a room without GNU gettext."""

import gettext
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ioc_site.operations import catalogues

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
NAME = _("Field report")
TWO = ngettext("%d report", "%d reports", 2)
CLOSED = pgettext("state of a report", "Closed")
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate 'Send' %}">{% blocktranslate with name=user.name trimmed %}
      Hello {{ name }}, it's "you"
    {% endblocktranslate %}</p>
"""


@pytest.fixture
def room(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(catalogues, "ROOMS", {"reports": ("reports", "templates/reports"), "home": ("templates",)})
    for name, text in {"reports/models.py": CODE, "templates/reports/a.html": TEMPLATE, "templates/b.html": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_strings_of_code_and_templates_are_found(room: Path) -> None:
    assert {use.key for use in catalogues.uses_of("reports")} == {
        (None, "Field report"),
        (None, "%d report"),
        ("state of a report", "Closed"),
        (None, "Send"),
        (None, 'Hello %(name)s, it\'s "you"'),
    }
    assert list(catalogues.uses_of("home")) == []


def test_an_update_keeps_translations_and_drops_what_is_not_used(room: Path) -> None:
    assert catalogues.update_catalogue("reports") == (5, 0)
    path = catalogues.catalogue_path("reports")
    path.write_text(
        path.read_text().replace('msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Gửi"')
        + '\nmsgid "Gone"\nmsgstr "Không còn"\n'
    )
    assert catalogues.update_catalogue("reports") == (0, 1)
    assert 'msgstr "Gửi"' in path.read_text()
    assert "Gone" not in path.read_text()
    before = path.read_bytes()
    catalogues.update_catalogue("reports")
    assert path.read_bytes() == before
    missing = {use.msgid for use in catalogues.missing_translations("reports")}
    assert missing == {"Field report", "%d report", "Closed", 'Hello %(name)s, it\'s "you"'}


def test_a_translation_of_another_room_is_taken_over(room: Path) -> None:
    (room / "templates/b.html").write_text("{% load i18n %}{% translate 'Send' %}")
    catalogues.update_catalogue("home")
    path = catalogues.catalogue_path("home")
    path.write_text(path.read_text().replace('msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Gửi"'))
    catalogues.update_catalogue("reports")
    assert 'msgid "Send"\nmsgstr "Gửi"' in catalogues.catalogue_path("reports").read_text()


def test_compiled_catalogues_are_what_gettext_reads(room: Path) -> None:
    catalogues.update_catalogue("reports")
    path = catalogues.catalogue_path("reports")
    path.write_text(
        path.read_text()
        .replace('msgid "Send"\nmsgstr ""', 'msgid "Send"\nmsgstr "Gửi"')
        .replace('msgstr[0] ""', 'msgstr[0] "%d phản ánh"')
    )
    assert catalogues.compile_catalogues() == [path.with_suffix(".mo")]
    assert catalogues.compile_catalogues() == []
    translations = gettext.translation("django", room / "locale" / "reports", ["vi"])
    assert translations.gettext("Send") == "Gửi"
    assert translations.ngettext("%d report", "%d reports", 3) == "%d phản ánh"


def test_a_malformed_catalogue_is_named(room: Path) -> None:
    path = catalogues.catalogue_path("reports")
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Send"\nmesgstr "Gửi"\n')
    with pytest.raises(CommandError, match=r"reports/vi/LC_MESSAGES/django\.po"):
        call_command("compile_catalogues")
