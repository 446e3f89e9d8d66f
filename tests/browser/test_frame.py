"""The frame of every page by keyboard and without JavaScript: skip link, menu, language."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.className || document.activeElement.id")


def test_skip_link_comes_first_and_leads_to_the_content(site: str, context: BrowserContext):
    page = context.new_page()
    page.goto(site + "/phan-he/")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert focused(page) == "noi-dung"


def test_menu_opens_and_closes_by_keyboard(site: str, context: BrowserContext):
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(site)
    button, menu = page.locator("[popovertarget=menu]").first, page.locator("#menu")
    expect(menu).not_to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_be_visible()
    expect(button).to_be_focused()


def test_menu_works_without_javascript(site: str, browser: Browser):
    plain = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = plain.new_page()
    page.goto(site)
    page.locator("[popovertarget=menu]").first.click()
    page.locator("#menu").get_by_role("link", name="Phân hệ").click()
    expect(page.locator("h1")).to_have_text("Các phân hệ")
    plain.close()


def test_english_interface_around_vietnamese_words(site: str, browser: Browser):
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = plain.new_page()
    page.goto(site + "/phan-he/y-te/")
    page.get_by_role("button", name="English").first.click()
    expect(page).to_have_url(site + "/phan-he/y-te/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Components")).to_be_visible()
    assert page.locator("h1").evaluate("e => e.closest('[lang]').lang") == "vi"
    plain.close()


def test_focus_is_seen(site: str, context: BrowserContext):
    """Whatever has the focus has a ring of at least three pixels."""
    page = context.new_page()
    page.goto(site)
    for _step in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert outline >= 3, focused(page)
