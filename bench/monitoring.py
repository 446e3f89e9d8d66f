"""Online information: 500 sources read from a local server by one worker, and a million mentions searched and filtered.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names an empty database that may be filled.
``BENCH_MENTIONS`` (default 1,000,000) is the number of mentions; texts are seeded and as unequal as news is.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.monitoring_data import RULES, SYLLABLES, prepare, words

ROOT = Path(__file__).resolve().parent.parent
SOURCES, ENTRIES, ROUNDS = 500, 20, 40


def run() -> dict[str, Any]:
    """Figures by database."""
    with tempfile.TemporaryDirectory(prefix="bench-monitoring-") as folder:
        figures = {"sqlite": _measure(f"sqlite:///{folder}/bench.sqlite3", folder)}
        if url := os.environ.get("BENCH_POSTGRESQL_URL"):
            figures["postgresql"] = _measure(url, folder)
    return figures


def _measure(url: str, folder: str) -> dict[str, Any]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "ioc_site.settings.test",
        "IOC_VAR_DIR": folder,
        "CELERY_TASK_ALWAYS_EAGER": "False",
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bench.monitoring", "measure"]
    result = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def measure() -> dict[str, Any]:
    """Everything on one database."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    figures = read_sources()
    figures |= _filled(int(os.environ.get("BENCH_MENTIONS", "1000000")))
    return figures | matching() | searching() | duplicates()


def _filled(count: int) -> dict[str, Any]:
    from subsystems.monitoring.models import Mention

    began = time.perf_counter()
    prepare(count)
    return {"mentions": Mention.objects.count(), "seed_seconds": round(time.perf_counter() - began)}


# --- reading -----------------------------------------------------------------------------------------------------


class _Feed(BaseHTTPRequestHandler):
    """A feed of ``ENTRIES`` entries for each source, with an ETag."""

    not_modified = 0

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.headers.get("If-None-Match") == '"1"':
            _Feed.not_modified += 1
            self.send_response(304)
            self.end_headers()
            return
        body = _feed(self.path).encode()
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


def _feed(path: str) -> str:
    rnd = random.Random(path)
    items = "".join(
        f"<item><title>{' '.join(words(rnd, 12))}</title><link>https://bao.example{path}/{n}</link>"
        f"<description>{' '.join(words(rnd, 80))}</description></item>"
        for n in range(ENTRIES)
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>B</title>{items}</channel></rss>'


def read_sources() -> dict[str, Any]:
    """Visit all sources as one worker does, job by job: first all new, then unchanged."""
    from django.utils import timezone

    from ioc_site.common.jobs.models import Job
    from ioc_site.common.jobs.services import run_job
    from subsystems.monitoring.models import Mention, Source
    from subsystems.monitoring.services.visiting import VISIT, send_visits

    server = ThreadingHTTPServer(("0.0.0.0", 0), _Feed)  # noqa: S104 - every address of this machine's own network
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    for number in range(SOURCES):
        # Each source on a host of its own, as in life; all of them are this machine.
        url = f"http://127.0.{number // 200 + 1}.{number % 200 + 1}:{port}/{number}"
        Source.objects.create(name=f"Nguồn {number}", url=url, reads_articles=False)
    figures: dict[str, Any] = {"sources": SOURCES, "entries_each": ENTRIES}
    for name in ("new", "unchanged"):
        Source.objects.update(next_visit_at=timezone.now())
        began = time.perf_counter()
        send_visits()
        for job in Job.objects.filter(kind=VISIT, state="queued").values_list("pk", flat=True):
            run_job(job)
        figures[f"visits_{name}_seconds"] = round(time.perf_counter() - began, 1)
    server.shutdown()
    return figures | {"not_modified": _Feed.not_modified, "stored": Mention.objects.count()}


# --- what people and new mentions wait for -----------------------------------------------------------------------


def _timed(work: Callable[[Any], Any], inputs: list[Any]) -> dict[str, float]:
    times = []
    for value in inputs:
        began = time.perf_counter()
        work(value)
        times.append(1000 * (time.perf_counter() - began))
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return {"median_ms": round(statistics.median(times), 2), "p95_ms": round(p95, 2)}


def matching() -> dict[str, Any]:
    """A new mention of 400 words against all rules, areas and phrases."""
    from subsystems.monitoring.matching.loading import analyse, current_book

    rnd = random.Random(10)
    current_book()
    texts = [" ".join(words(rnd, 400)) for _ in range(200)]
    return {"rules": RULES, "match_against_all_rules": _timed(lambda text: analyse(text[:80], text, "press"), texts)}


def searching() -> dict[str, Any]:
    """The list of mentions with each filter and with several, as the screen asks for it."""
    from django.http import QueryDict
    from django.utils import timezone

    from subsystems.monitoring.models import Mention, Source, Topic
    from subsystems.monitoring.queries.figures import figures_between
    from subsystems.monitoring.queries.mentions import mention_list

    rnd = random.Random(11)
    topics, sources = list(Topic.objects.all()), list(Source.objects.order_by("pk"))
    today = timezone.localdate()

    def _month(offset: int) -> None:
        figures_between(today - timedelta(days=30 + offset), today - timedelta(days=offset))

    month = (timezone.localdate() - timedelta(days=200)).isoformat()
    middle = Mention.objects.order_by("id")[Mention.objects.count() // 2 : Mention.objects.count() // 2 + 1][0].pk
    common, rare = SYLLABLES[:12], SYLLABLES[-400:]
    queries: dict[str, Callable[[], str]] = {
        "nothing chosen": lambda: "",
        "half a year down": lambda: f"sau={middle}",
        "a topic": lambda: f"chu-de={rnd.choice(topics).pk}",
        "a large source": lambda: f"nguon={sources[rnd.randrange(5)].pk}",
        "a small source": lambda: f"nguon={sources[-1 - rnd.randrange(50)].pk}",
        "negative": lambda: "sac-thai=negative",
        "urgent": lambda: "khan=3",
        "a kind": lambda: "loai=press",
        "a kind that nothing is": lambda: "loai=video",
        "an area": lambda: f"dia-ban={_area(rnd)}",
        "a month of last year": lambda: f"tu={month}&den={month}",
        "a common word": lambda: f"q={rnd.choice(common)}",
        "a rare word": lambda: f"q={rnd.choice(rare)}",
        "two common words": lambda: f"q={rnd.choice(common)}+{rnd.choice(common)}",
        "a phrase": lambda: f"q=%22{rnd.choice(common)}+{rnd.choice(common)}%22",
        "word, topic, tone, source": lambda: (
            f"q={rnd.choice(common)}&chu-de={rnd.choice(topics).pk}&sac-thai=negative&nguon={rnd.choice(sources).pk}"
        ),
        "urgent, positive, an area": lambda: f"khan=3&sac-thai=positive&dia-ban={_area(rnd)}",
    }
    figures = {
        f"list: {name}": _timed(mention_list, [QueryDict(query()) for _ in range(ROUNDS)])
        for name, query in queries.items()
    }
    return figures | {"dashboard of 30 days, not cached": _timed(_month, [0, 1, 2])}


def _area(rnd: random.Random) -> int:
    from subsystems.agencies.models import Area

    return rnd.choice(list(Area.objects.filter(code__startswith="b").values_list("pk", flat=True)))


def duplicates() -> dict[str, Any]:
    """Whether a new text belongs to a story that is known: the search alone, for new texts and for taken over ones."""
    from django.utils import timezone

    from subsystems.monitoring import duplicates as texts
    from subsystems.monitoring.models import Mention
    from subsystems.monitoring.services.storing import closest_story

    rnd = random.Random(12)
    now = timezone.now()
    recent = list(Mention.objects.filter(story__isnull=False).order_by("-id")[:400])
    known = [f"{mention.text} {' '.join(words(rnd, 6))}" for mention in recent[::2]]
    found = sum(closest_story(texts.signature("", text), now) is not None for text in known)

    def search(text: str) -> None:
        closest_story(texts.signature("", text), now)

    return {
        "duplicate search, new text": _timed(search, list(_new_texts(rnd))),
        "duplicate search, text taken over": _timed(search, known),
        "taken over and found": f"{found} of {len(known)}",
    }


def _new_texts(rnd: random.Random) -> Iterator[str]:
    for _ in range(200):
        yield " ".join(words(rnd, 300))


if __name__ == "__main__":
    print(json.dumps(measure() if sys.argv[1:] == ["measure"] else run(), ensure_ascii=False, indent=None))
