"""Each public page in a real browser: accessible, within the screen, quiet, and complete without JavaScript."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.public_pages import PUBLIC_PAGES, SIGN_IN_PAGES, PublicPage

pytestmark = pytest.mark.browser

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = 360, 1280
NARROWEST = 320


def open_page(page: Page, site: str, public: PublicPage) -> None:
    response = page.goto(site + public.address)
    assert response is not None
    assert response.status == public.status, public.address


def axe_violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())  # in the page's world, past its content security policy
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']} {[node['html'][:150] for node in violation['nodes'][:3]]}"
        for violation in found["violations"]
    ]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_axe_finds_nothing(site: str, context: BrowserContext, width: int):
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for public in [*PUBLIC_PAGES, *SIGN_IN_PAGES]:
        open_page(page, site, public)
        if violations := axe_violations(page):
            found[public.address] = violations
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)


def test_nothing_is_wider_than_the_narrowest_phone(site: str, context: BrowserContext):
    page = context.new_page()
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    widths = {}
    for public in PUBLIC_PAGES:
        open_page(page, site, public)
        widths[public.address] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > NARROWEST} == {}


def test_console_stays_quiet_and_nothing_comes_from_elsewhere(site: str, context: BrowserContext):
    """No script fails, no content security policy is broken, no request leaves the site."""
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and f"status of {public.status}" not in message.text:
            said.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    for public in PUBLIC_PAGES:
        open_page(page, site, public)
        page.wait_for_load_state("networkidle")
    assert said == []
    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_every_asset_is_there(site: str, context: BrowserContext):
    page = context.new_page()
    broken: list[str] = []
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 400 else None)
    for public in PUBLIC_PAGES:
        open_page(page, site, public)
    assert [url for url in broken if "/static/" in url] == []


def test_complete_without_javascript(site: str, browser: Browser):
    plain = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 800})
    page = plain.new_page()
    for public in PUBLIC_PAGES:
        open_page(page, site, public)
        assert page.locator("h1").count() == 1, public.address
        assert page.locator("h1").inner_text().strip(), public.address
        assert page.locator("main").inner_text().strip(), public.address
        assert page.locator("html").get_attribute("lang") == "vi", public.address
    plain.close()
