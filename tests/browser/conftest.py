"""A headless Chromium against a live server with a prepared site. Mark the tests ``browser``."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.public_pages import PREPARE

# Playwright's synchronous API keeps an event loop in this thread; Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine, else the one that Playwright installed."""
    installed = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of a portal with everything that ``PREPARE`` makes."""
    for prepare in PREPARE:
        prepare()
    return live_server.url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor on a wide screen; change the width of a page with ``page.set_viewport_size``."""
    visitor = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    yield visitor
    visitor.close()
