"""The regulation: one page, its queries, its exports and the links that make themselves, in CPU milliseconds, no cache.

``run()`` loads the real text into a database of its own, with one amendment of five changes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
URL = "/quy-che/1089-qd-ubnd/"
TARGET_MS = 15.0


def run() -> dict[str, Any]:
    """Figures by name; ``target_met`` says whether the page keeps its limit."""
    with tempfile.TemporaryDirectory(prefix="bench-regulation-") as folder:
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
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory
    from django.utils import timezone

    from home.regulation import queries, views
    from home.regulation.akn import to_akoma_ntoso
    from home.regulation.comparing import compare
    from home.regulation.linking import link_citations
    from home.regulation.printing import printed_document
    from reports.regulation_text import build_regulation_pdf

    _load()
    slug, today = "1089-qd-ubnd", timezone.localdate()
    request = RequestFactory().get(URL)
    request.user = AnonymousUser()
    page = queries.regulation_page(slug, today)
    rows = queries.snapshot(slug)
    assert page
    assert rows
    first, last = rows.text_on(rows.document.valid_from), rows.text_on(today)
    html = "<p>Theo khoản 3 Điều 10 và điểm a khoản 5 Điều 8, cơ quan, đơn vị thực hiện.</p>" * 20
    figures = {
        "page_cpu_ms": _cpu_ms(lambda: views.document(request, slug)),
        "article_cpu_ms": _cpu_ms(lambda: views.provision(request, slug, "dieu-8")),
        "queries_cpu_ms": _cpu_ms(lambda: queries.regulation_page(slug, today)),
        "comparison_cpu_ms": _cpu_ms(lambda: compare(first, last)),
        "akoma_ntoso_cpu_ms": _cpu_ms(lambda: to_akoma_ntoso(page, "https://ioc.example")),
        "pdf_cpu_ms": _cpu_ms(lambda: build_regulation_pdf(printed_document(page)), times=3),
        "links_in_40_citations_cpu_ms": _cpu_ms(lambda: link_citations(html)),
    }
    return figures | {"target_met": figures["page_cpu_ms"] <= TARGET_MS}


def _load() -> None:
    from django.core.management import call_command

    from home.regulation.models import Amendment, AmendmentChange, Document

    call_command("migrate", verbosity=0)
    call_command("load_agencies", str(ROOT / "data" / "agencies.yaml"), stdout=sys.stderr)
    call_command("load_regulation", str(ROOT / "data" / "1089-QD-UBND.yaml"), stdout=sys.stderr)
    amendment = Amendment(
        document=Document.objects.get(),
        number="1/QĐ-UBND",
        title="Sửa đổi để đo",
        issued_on=date(2025, 1, 1),
        effective_from=date(2025, 1, 1),
    )
    for clause in range(1, 6):
        text = f"Nội dung mới của khoản {clause} về việc theo dõi hoạt động và đề xuất các nội dung. " * 5
        amendment.changes.add(AmendmentChange(action="replace", place=f"khoản {clause} Điều 7", text=text))
    amendment.save()
    amendment.save_revision().publish()


def _cpu_ms(once: Callable[[], Any], times: int = 50, rounds: int = 5) -> float:
    """The median over rounds of the CPU time of one call, in milliseconds."""
    once()
    found = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(times):
            once()
        found.append((time.process_time() - began) / times * 1000)
    return round(median(found), 3)


if __name__ == "__main__":
    print(json.dumps(_measure()))
