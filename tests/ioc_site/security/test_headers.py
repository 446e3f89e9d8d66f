"""What browsers are told about our pages, and what is believed of proxies."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from ioc_site.security.csp import public_policy
from ioc_site.security.middleware import ClientAddressMiddleware


def policy_of(response: Any) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: sources for name, *sources in directives}


def test_public_pages_run_only_our_own_files(client: Client) -> None:
    policy = policy_of(client.get("/healthz"))
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == policy["form-action"] == ["'self'"]


@pytest.mark.django_db
def test_only_the_admin_may_have_inline_scripts(client: Client) -> None:
    policy = policy_of(client.get("/quan-tri/login/"))
    assert "'unsafe-inline'" in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["object-src"] == ["'none'"]


@pytest.mark.parametrize(
    ("tiles", "source"),
    [
        ("https://tile.example.vn/{z}/{x}/{y}.png", "https://tile.example.vn"),
        ("https://{s}.tile.example.vn:8443/{z}/{x}/{y}.png", "https://*.tile.example.vn:8443"),
    ],
)
def test_the_policy_follows_the_tile_server(tiles: str, source: str) -> None:
    assert public_policy(tiles)["img-src"] == ["'self'", "data:", source]


def test_pictures_come_from_us_alone_without_a_tile_server() -> None:
    assert public_policy("", "/media/")["img-src"] == ["'self'", "data:"]


def test_other_security_headers(client: Client) -> None:
    response = client.get("/healthz")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),  # the client wrote the first one itself
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_of_the_client(settings: Any, proxies: int, forwarded: str, expected: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddressMiddleware(view)(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded))
    assert seen == [expected]


def test_an_uploaded_file_can_run_nothing(client: Client, settings: Any) -> None:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text("<script>alert(1)</script>")
    response = client.get("/media/page.html")
    assert response.status_code == 200
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["documents/secret.pdf", "x/../documents/secret.pdf", "../settings/base.py", "nothing.png"]
)
def test_what_the_media_address_does_not_give(client: Client, settings: Any, path: str) -> None:
    documents = Path(settings.MEDIA_ROOT) / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    (documents / "secret.pdf").write_bytes(b"%PDF-")
    assert client.get(f"/media/{path}").status_code == 404
