"""Every screen of the admin speaks Vietnamese: what Wagtail and other packages bring along too."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.template import Engine
from django.template.loaders import app_directories
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from ioc_site.common import package_words
from ioc_site.operations import package_catalogues
from ioc_site.operations.catalogues import ROOMS, catalogue_path, entries, key_of, read_catalogue
from tests.admin_rows import Provider, Row
from tests.subsystems.agencies.factories import UserFactory
from tests.test_admin_walk import LISTS, cases, content_of
from tests.test_admin_walk import rows as rows  # the fixture

SILENT = {"script", "style", "code", "kbd", "template"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = {"aria-label", "title", "placeholder", "alt"}
# Words that no Vietnamese sentence has and hardly any English one is without.
ENGLISH = re.compile(
    r"\b(can (add|change|delete|lock|publish|unlock|view)|the|of|and|your|you|this|with|from|has|have|been|no|add|edit"
    r"|delete|save|search|help|dashboard|pages?|all|view|back|more|show|status|settings|reports?|please|select|choose"
    r"|updated|created|items?|users?)\b",
    re.IGNORECASE,
)
# Names, keys of the keyboard, and what the portal's own people typed.
NAMES = re.compile(r"(?:nhấn|phím) \w+|https?://\S+|\S+@\S+|\S+/\S+|_\w+|\w+_\w*|[\w-]+\.\w+")


class Words(HTMLParser):
    """What a person hears or sees of a page, element by element; what is marked ``lang="en"`` is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    @property
    def silent(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = self.silent or tag in SILENT or given.get("lang") == "en" or "hidden" in given
        if not silent:
            spoken = SPOKEN | ({"value"} if tag == "input" and given.get("type") in {"submit", "button"} else set())
            self.found += [value for name, value in attrs if name in spoken and value]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.silent:
            self.found.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def msgids() -> set[str]:
    """Every English string that there is a Vietnamese one for."""
    known = package_catalogues.translations_of_packages("django") | package_catalogues.overrides("django")
    known |= {key_of(m): m for room in ROOMS for m in entries(read_catalogue(catalogue_path(room)))}
    names = {name.casefold() for _code, name in settings.LANGUAGES} | {"id"}
    return {msgid.casefold() for (_context, msgid), message in known.items() if message.string != msgid} - names


def english_in(response: HttpResponseBase, msgids: set[str]) -> Iterator[str]:
    parser = Words()
    parser.feed(content_of(response))
    for words in parser.found:
        if words.casefold() in msgids or ENGLISH.search(NAMES.sub("", words)):
            yield words


@pytest.fixture
def admin(db: None) -> Client:
    Page.objects.filter(depth=2).update(title="Trang chủ", draft_title="Trang chủ")  # Wagtail's welcome
    Site.objects.get_or_create(hostname="ioc.example.vn", defaults={"root_page": Page.objects.filter(depth=2)[0]})
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory.create(is_superuser=True))
    return client


def is_page(response: HttpResponseBase) -> bool:
    return response.status_code == 200 and response["Content-Type"].startswith("text/html")


def test_every_screen_with_a_row_is_in_vietnamese(rows: dict[Provider, Row], admin: Client, msgids: set[str]) -> None:
    found: dict[str, set[str]] = {}
    for address, _row, url in cases(rows):
        response = admin.get(url)
        if is_page(response):
            for words in english_in(response, msgids):
                found.setdefault(words, set()).add(address.name)
    assert found == {}


def test_every_other_screen_is_in_vietnamese(rows: dict[Provider, Row], admin: Client, msgids: set[str]) -> None:
    found: dict[str, set[str]] = {}
    for address in LISTS:
        response = admin.get(reverse(address.name))
        if is_page(response):
            for words in english_in(response, msgids):
                found.setdefault(words, set()).add(address.name)
    assert found == {}


def test_what_is_replaced_in_templates_is_there() -> None:
    """A new Wagtail may say it otherwise, or may have translated it."""
    for name, replacements in package_words.REPLACEMENTS.items():
        loader = app_directories.Loader(Engine.get_default())
        origin = next(origin for origin in loader.get_template_sources(name) if Path(origin.name).exists())
        for english, _translated in replacements:
            assert english in loader.get_contents(origin), name
