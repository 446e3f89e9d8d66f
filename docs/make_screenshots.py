"""Pictures of each role's first screen, taken from a running portal, for README.

    IOC_DEMO_PASSWORD=… .venv/bin/python docs/make_screenshots.py [http://localhost:8000]

Needs the packages of requirements-dev.txt, a Chromium, and the demonstration accounts (``make run`` prints their
password). Writes ``docs/images/<name>.png``, each with 128 colours and below 150 kB.
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Response, sync_playwright

IMAGES = Path(__file__).parent / "images"
LIMIT = 150_000
DESKTOP, PHONE = (1280, 800), (360, 720)
# Name of the picture: account (none is a citizen) and size.
SCREENS = {
    "citizen-phone": ("", PHONE),
    "citizen": ("", DESKTOP),
    "editor": ("bientap", DESKTOP),
    "publisher": ("duyetbai", DESKTOP),
    "moderator": ("dieuphoi", DESKTOP),
    "officer": ("xuly.phanthiet", DESKTOP),
    "head": ("lanhdao.phanthiet", DESKTOP),
    "internal-affairs": ("noivu", DESKTOP),
    "leader": ("lanhdao", DESKTOP),
    "operator": ("vanhanh", DESKTOP),
    "auditor": ("kiemtra", DESKTOP),
    "superuser": ("quantri", DESKTOP),
}


def sign_in(page: Page, address: str, account: str, password: str) -> None:
    """Sign in and stay on the screen that the account is led to."""
    page.goto(f"{address}/quan-tri/login/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.click("form [type=submit]")
    page.wait_for_load_state("networkidle")
    if "/login" in page.url or "/xac-thuc/" in page.url:
        raise SystemExit(f"{account} was not let in ({page.url}): is IOC_DEMO_PASSWORD the one of this portal?")


def take(browser: Browser, address: str, account: str, size: tuple[int, int], password: str) -> bytes:
    """The first screen of an account as a small PNG."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    if account:
        sign_in(page, address, account, password)
    else:
        page.goto(address, wait_until="networkidle")
    if failures := [f"{answer.url}: {answer.status}" for answer in answers if answer.status >= 500]:
        raise SystemExit("\n".join(failures))
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    small = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> None:
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000").rstrip("/")
    password = os.environ.get("IOC_DEMO_PASSWORD") or sys.exit("Set IOC_DEMO_PASSWORD to the accounts' password")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--lang=vi"])
        for name, (account, size) in SCREENS.items():
            picture = take(browser, address, account, size, password)
            if len(picture) > LIMIT:
                raise SystemExit(f"{name} takes {len(picture)} bytes, more than {LIMIT}")
            (IMAGES / f"{name}.png").write_bytes(picture)
            print(f"{name}: {len(picture) // 1024} kB")
        browser.close()


if __name__ == "__main__":
    main()
