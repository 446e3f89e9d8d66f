"""How long a search takes with 5,000 pages of some 700 syllables, in milliseconds from the query to what is shown.

``run()`` measures SQLite, and PostgreSQL too when ``BENCH_POSTGRESQL_URL`` names a server where a test database may be
made. The texts are seeded; syllables are as unequal as in a language, so that "và" stands in every page.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES, SYLLABLES, ROUNDS = 5_000, 700, 20
COMMON = [
    "và",
    "của",
    "có",
    "được",
    "trong",
    "cho",
    "các",
    "là",
    "một",
    "về",
    "tại",
    "theo",
    "khi",
    "với",
    "này",
    "đã",
    "không",
    "người",
]
PHRASES = [
    "phản ánh hiện trường",
    "bảo vệ tài khoản",
    "kết nối dữ liệu",
    "chia sẻ dữ liệu",
    "cơ quan chủ trì",
    "y tế cơ sở",
    "giáo dục phổ thông",
    "hành chính công",
    "khen thưởng kỷ luật",
    "đề xuất cải tiến",
    "đường phố",
    "dương tính",
]
QUERIES = {
    "a rare word": "khauxyz",
    "a phrase without marks": "phan anh hien truong",
    "a phrase with marks": "bảo vệ tài khoản",
    "a word with a mark": "đường",
    "words of every page": "và của",
    "the beginning of a word": "hien truo",
    "nothing to be found": "khong co gi nhu vay",
    "a citation": "dieu 8 khoan 5",
    "10,000 characters": "quy chế " * 1250,
}


def run() -> dict[str, Any]:
    """Figures by database."""
    figures = {"sqlite": _measure("sqlite:///ioc_bench_search.sqlite3")}
    if url := os.environ.get("BENCH_POSTGRESQL_URL"):
        figures["postgresql"] = _measure(url)
    return figures


def _measure(url: str) -> dict[str, Any]:
    environment = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "ioc_site.settings.test", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).resolve()), "measure"]
    result = subprocess.run(command, env=os.environ | environment, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(result.stdout.splitlines()[-1])


def measure() -> dict[str, Any]:
    """Make the pages in a test database and search them."""
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from home.search.queries import search_screen

    old = setup_databases(verbosity=0, interactive=False)
    try:
        make_pages()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        figures = {}
        for name, query in QUERIES.items():
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                screen = search_screen({"q": query}, AnonymousUser())
                times.append((time.perf_counter() - start) * 1000)
            median, slowest = round(statistics.median(times), 1), round(max(times), 1)
            figures[name] = {"found": screen.count, "median_ms": median, "max_ms": slowest}
    finally:
        teardown_databases(old, verbosity=0)
    return {"pages": PAGES, **figures}


def make_pages() -> None:
    """Seeded texts: common words everywhere, phrases here and there, one page in fifty with a word of its own."""
    from home.search.models import SearchEntry
    from home.search.words import folded_words, marked_words

    random.seed(1089)
    syllables = ["".join(random.choices("bcdghklmnt", k=2)) + random.choice("aeiouàếịỡũ") for _ in range(3_000)]
    weights = [1 / rank for rank in range(1, len(syllables) + 1)]
    entries = []
    for number in range(PAGES):
        words = random.choices(syllables, weights=weights, k=SYLLABLES - 200) + random.choices(COMMON, k=190)
        words += random.choice(PHRASES).split() + (["khauxyz"] if number % 50 == 0 else [])
        random.shuffle(words)
        title = f"{random.choice(PHRASES)} {' '.join(words[:5])}".capitalize()
        summary, text = " ".join(words[5:25]), f"{' '.join(words)} {random.choice(PHRASES)}"
        entries.append(
            SearchEntry(
                key=f"page:{number}",
                kind="huong-dan",
                audience="nguoi-dan",
                url=f"/huong-dan/{number}/",
                title=title,
                summary=summary,
                text=text,
                folded_title=folded_words(title),
                folded_summary=folded_words(summary),
                folded_text=folded_words(text),
                marked=marked_words(f"{title} {summary} {text}"),
            )
        )
    SearchEntry.objects.bulk_create(entries, batch_size=500)


if __name__ == "__main__":
    print(json.dumps(measure() if sys.argv[1:] == ["measure"] else run(), ensure_ascii=False))
