"""The pages that citizens read: what one costs without the cache, beside a bare Wagtail page, and from the cache.

``run()`` sets the site up in a database of its own and asks through Django's whole chain of middleware, in one process
and one thread, after a warm-up. Times are of this process's CPU, so that other work on the machine counts little.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
UNCACHED, CACHED, WARM_UP = 60, 2000, 15
GUIDANCE = "/huong-dan/trang-de-do/"
SENTENCE = "Người dân gửi phản ánh hiện trường kèm ảnh và vị trí, theo dõi tiến độ bằng đường dẫn riêng. "
SECTIONS, SENTENCES = 8, 12
TARGET_MS, TARGET_RATIO = 8.0, 10.0


def run() -> dict[str, Any]:
    """CPU milliseconds a page, pages a second from the cache, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "ioc_site.settings.dev",
            "IOC_VAR_DIR": folder,
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, str(Path(__file__).resolve())]
        done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _measure() -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("setup_site", verbosity=0, stdout=sys.stderr)
    _write_guidance()
    bare = _bare_page()
    gc.collect()
    gc.freeze()  # as the web process does before its first request (ioc_site/wsgi.py)
    settings.PAGE_CACHE = False
    uncached = Client()
    figures = {
        "guidance_uncached_cpu_ms": _cpu_ms(lambda: _read(uncached, GUIDANCE), UNCACHED),
        "bare_wagtail_page_cpu_ms": _cpu_ms(bare, UNCACHED),
    }
    settings.PAGE_CACHE = True
    cached = Client()
    figures["guidance_cached_cpu_ms"] = _cpu_ms(lambda: _read(cached, GUIDANCE), CACHED)
    hit = cached.get(GUIDANCE).headers.get("X-Page-Cache")
    ratio = figures["guidance_uncached_cpu_ms"] / figures["guidance_cached_cpu_ms"]
    return figures | {
        "from_cache": hit == "hit",
        "cached_pages_per_second": round(1000 / figures["guidance_cached_cpu_ms"]),
        "cached_to_uncached": round(ratio, 1),
        "targets_met": figures["guidance_uncached_cpu_ms"] <= TARGET_MS and ratio >= TARGET_RATIO,
    }


def _write_guidance() -> None:
    """A page of some 1,700 words in eight sections, with links and pages to read next."""
    from home.content.models import GuidancePage, RelatedPage
    from home.models import HomePage
    from tests.home.content.factories import GuidancePageFactory

    home = HomePage.objects.get().pk
    link = f'<a linktype="page" id="{home}">trang chủ</a>'
    body: list[tuple[str, Any]] = []
    for number in range(1, SECTIONS + 1):
        body.append(("heading", {"text": f"Phần {number}", "level": "h2"}))
        body.append(("text", f'<p data-block-key="k{number}">{SENTENCE * SENTENCES}{link}, khoản 3 Điều 10.</p>'))
    GuidancePageFactory(title="Trang để đo", slug="trang-de-do", body=body)
    page = GuidancePage.objects.get(slug="trang-de-do")
    page.related_links = [RelatedPage(target=GuidancePageFactory().page_ptr) for _ in range(3)]
    page.save_revision().publish()


def _read(client: Any, url: str) -> None:
    assert client.get(url).status_code == 200


def _bare_page() -> Callable[[], None]:
    """The same page through Wagtail's own rendering alone: its body in an empty template, no frame, no middleware."""
    from django.template import engines
    from django.test import RequestFactory
    from wagtail.models import Page, Site

    template = engines["django"].from_string(
        "{% load wagtailcore_tags %}<!doctype html><title>{{ page.title }}</title>{{ page.body }}"
    )

    def render() -> None:
        request = RequestFactory().get(GUIDANCE)
        site = Site.find_for_request(request)
        page = Page.route_for_request(request, GUIDANCE.strip("/")).page
        assert site is not None
        assert template.render({"page": page.specific, "request": request})

    return render


def _cpu_ms(once: Callable[[], None], times: int) -> float:
    """The median over rounds of the CPU time of one call, in milliseconds."""
    for _ in range(WARM_UP):
        once()
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            once()
        rounds.append((time.process_time() - began) / times * 1000)
    return round(median(rounds), 3)


if __name__ == "__main__":
    print(json.dumps(_measure()))
