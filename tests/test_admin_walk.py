"""Every address of the admin, with every role, against rows of another agency.

The addresses are taken from the running URL configuration, so one that somebody registers tomorrow is walked tomorrow:
without parameters it is simply opened, with parameters it needs a row from ``tests/<room>/admin_rows.py``, else
``test_every_address_has_its_row`` fails and names it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.contrib.auth.models import Permission
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from tests.admin_rows import EVERYBODY, Provider, Row, providers_for
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory, member

HERE = Path(__file__).parent
ADMIN = "quan-tri/"
for file in HERE.rglob("admin_rows.py"):
    import_module(".".join(file.relative_to(HERE.parent).with_suffix("").parts))

REFUSALS = {403, 404, 405}


@dataclass(frozen=True)
class Address:
    """One address of the admin: its full name, its parameters, and the module whose view answers."""

    name: str
    parameters: frozenset[str]
    module: str

    @property
    def action(self) -> str:
        return self.name.rpartition("_" if "_modeladmin_" in self.name else ":")[2]

    def url(self, row: Row) -> str:
        query = f"?{urlencode(row.query)}" if row.query else ""
        return reverse(self.name, kwargs={key: row.args[key] for key in self.parameters}) + query


def admin_addresses() -> list[Address]:
    found = set(_walk(get_resolver(), "", "", frozenset()))
    return sorted(found, key=lambda address: (address.name, sorted(address.parameters)))


def _walk(resolver: URLResolver, path: str, namespace: str, parameters: frozenset[str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if not (here.startswith(ADMIN) or ADMIN.startswith(here)):
            continue
        names = parameters.union(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, here, inner, names)
        elif here.startswith(ADMIN):
            yield Address(namespace + (entry.name or ""), names, entry.lookup_str)


ADDRESSES = [address for address in admin_addresses() if address.name]
WITH_ROWS = [address for address in ADDRESSES if address.parameters]
# Signing out ends the session even where the answer is a refusal; all that is walked after it would be shut.
NOT_WALKED = {"wagtailadmin_error_test", "wagtailadmin_logout"}
LISTS = [address for address in ADDRESSES if not address.parameters and address.name not in NOT_WALKED]


def is_refused(client: Client, response: HttpResponseBase) -> bool:
    """Not there, not allowed, or sent to the front page of the admin or to the sign-in."""
    if response.status_code not in (301, 302):
        return response.status_code in REFUSALS
    asked, target = response.wsgi_request.path, urlsplit(response["Location"]).path
    if target != asked and target.startswith(asked):  # goes on to a longer address of the same thing
        return is_refused(client, client.get(target))
    return target in (reverse("wagtailadmin_home"), reverse("wagtailadmin_login"))


def content_of(response: HttpResponseBase) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


@pytest.fixture
def rows(db: None) -> dict[Provider, Row]:
    """One row of every kind, all of them of one agency."""
    owner = AgencyFactory(name="Cơ quan chủ quản")
    providers = dict.fromkeys(provider for address in WITH_ROWS for provider in providers_for(address.name))
    return {provider: provider(owner) for provider in providers}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def cases(rows: dict[Provider, Row]) -> Iterator[tuple[Address, Row, str]]:
    for address in WITH_ROWS:
        for provider in providers_for(address.name):
            yield address, rows[provider], address.url(rows[provider])


def test_every_address_has_its_row(rows: dict[Provider, Row]) -> None:
    """Whoever registers an address says which row stands behind it, or this test names it."""
    without = [
        f"{address.name}({', '.join(sorted(address.parameters))})"
        for address in WITH_ROWS
        if not providers_for(address.name)
        or any(address.parameters - rows[provider].args.keys() for provider in providers_for(address.name))
    ]
    assert not without


def test_every_address_has_a_name() -> None:
    """Wagtail leaves two without a name: a picture of its 404 page, and the catch-all at the end."""
    unnamed = [address.module for address in admin_addresses() if not address.name]
    assert sorted(unnamed) == ["django.views.generic.base.TemplateView", "wagtail.admin.views.home.default"]


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_nobody_gets_at_a_row_of_another_agency(rows: dict[Provider, Row], client: Client, role: Role | None) -> None:
    """Neither by reading its addresses nor by sending something to them."""
    client.force_login(member(role) if role else person_without_role())
    got_in = []
    for address, row, url in cases(rows):
        for method, allowed in (("GET", row.readers | row.writers), ("POST", row.writers)):
            if method == "POST" and role in allowed and address.module.startswith("wagtail."):
                continue  # an empty form from somebody who may send it is Wagtail's own affair
            response = client.generic(method, url)
            if response.status_code >= 500 or (role not in allowed and not is_refused(client, response)):
                got_in.append(f"{method} {url} ({address.name}): {response.status_code}")
    assert not got_in, "\n".join(got_in)


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_no_list_shows_a_row_of_another_agency(rows: dict[Provider, Row], client: Client, role: Role | None) -> None:
    """Neither on the page nor in an export."""
    client.force_login(member(role) if role else person_without_role())
    hidden = [row.secret for row in rows.values() if row.secret and role not in row.readers | row.writers]
    shown = []
    for address in LISTS:
        for query in ("", "?export=csv") if "export" not in address.name else ("",):
            response = client.get(reverse(address.name) + query)
            content = content_of(response)
            if response.status_code >= 500 or any(secret in content for secret in hidden):
                shown.append(f"{address.name}{query}: {response.status_code}")
    assert not shown, "\n".join(shown)


def test_nobody_gets_in_without_signing_in(rows: dict[Provider, Row], client: Client) -> None:
    got_in = [
        url
        for _address, row, url in cases(rows)
        if not row.writers >= EVERYBODY and not is_refused(client, client.get(url))
    ]
    assert not got_in, "\n".join(got_in)


def test_the_rows_are_really_there(rows: dict[Provider, Row], client: Client) -> None:
    """An administrator opens each address of the portal's own rooms: else the refusals above would prove nothing."""
    client.force_login(UserFactory(is_superuser=True))
    shut = [
        f"{url} ({address.name})"
        for address, row, url in cases(rows)
        if not address.module.startswith("wagtail.")
        and is_refused(client, client.get(url)) != (address.action in row.closed)
    ]
    assert not shut, "\n".join(shut)


def person_without_role() -> User:
    """Somebody who may enter the admin and has no role in any agency."""
    person = UserFactory.create()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return person
