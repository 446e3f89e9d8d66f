"""A made-up year of online information for the benchmark: topics, rules, areas, and mentions written in bulk.

Words are drawn as unequally as in any language (the tenth is used a tenth as often as the first), stories have three
mentions each, and everything is seeded. Nothing is written through the services: rows are copied into the tables with
their secondary indexes taken away, which are made again at the end, full-text index included.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

RULES, TOPICS, AREAS, BATCH = 500, 25, 60, 10_000
STORIES_OF_THREE = 3
WORDS_EACH = 60

SYLLABLES: list[str] = []
WEIGHTS: list[float] = []
_FIRST = ["b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "s", "t", "th", "tr", "v"]
_LAST = ["a", "an", "anh", "ao", "ác", "ạt", "ê", "ển", "i", "ình", "o", "ồng", "ơ", "ớn", "u", "ưng", "ường", "y"]


def words(rnd: random.Random, count: int) -> list[str]:
    """So many words, common ones more often."""
    if not SYLLABLES:
        pairs = [f"{first}{last}" for first in _FIRST for last in _LAST]
        random.Random(1089).shuffle(pairs)
        SYLLABLES.extend(pairs + [f"{pair}{number}" for number, pair in enumerate(pairs * 8)])
        WEIGHTS.extend(accumulate(1 / (rank + 3) for rank in range(len(SYLLABLES))))
    return rnd.choices(SYLLABLES, cum_weights=WEIGHTS, k=count)


def prepare(count: int) -> None:
    """Topics, rules, areas, and ``count`` mentions of a year."""
    from django.db import connection

    from subsystems.agencies.models import Area
    from subsystems.monitoring.matching.loading import new_edition
    from subsystems.monitoring.models import Rule, Topic

    rnd = random.Random(8)
    for number in range(AREAS):
        Area.objects.create(code=f"b{number}", slug=f"b{number}", name=f"Bãi {number} Cát", kind="Xã", level="commune")
    topics = [Topic.objects.create(name=f"Chủ đề {number}") for number in range(TOPICS)]
    for number in range(RULES):
        phrases = [" ".join(words(rnd, length)) for length in (1, 2, 2, 2, 3, 3, 2, 3)]
        near = f"{words(rnd, 1)[0]} ~ {words(rnd, 1)[0]}"
        Rule.objects.create(
            topic=topics[number % TOPICS],
            name=f"Quy tắc {number}",
            any_of="\n".join(phrases[:6]),
            none_of=phrases[6],
            near=near if number % 5 == 0 else "",
            with_accents=bool(number % 2),
        )
    new_edition()
    with _without_indexes():
        for tables in _batches(count, [topic.pk for topic in topics]):
            for table, (columns, rows) in tables.items():
                _copy(table, columns, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(_no_style(), _models()):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


# --- rows --------------------------------------------------------------------------------------------------------

Tables = dict[str, tuple[Sequence[str], list[Sequence[Any]]]]
_STORY = ("id", "title", "first_at", "last_at", "mention_count", "source_count", "tone", "signature", "is_demo")
_MENTION = [
    "id",
    "source_id",
    "story_id",
    "url",
    "url_hash",
    "text_hash",
    "published_at",
    "seen_at",
    "date_note",
    "suggested_tone",
    "suggested_urgency",
    "tone",
    "urgency",
    "is_read",
    "is_demo",
    "is_masked",
    "author",
    "author_hash",
    "screenshot",
    "title",
    "reasons",
    "facets",
    "text",
    "folded",
]


def _batches(count: int, topics: list[int]) -> Iterator[Tables]:
    from django.utils import timezone

    from subsystems.agencies.models import Area
    from subsystems.monitoring.models import Source, Story

    rnd = random.Random(9)
    sources = list(Source.objects.all())
    areas = list(Area.objects.filter(code__startswith="b").values_list("pk", flat=True))
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(sources))))
    start, step = timezone.now() - timedelta(days=365), timedelta(days=365) / count
    first_story = (Story.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    for low in range(0, count, BATCH):
        tables = _empty()
        for number in range(low, min(low + BATCH, count)):
            source = rnd.choices(sources, cum_weights=weights)[0]
            _add(tables, rnd, number, start + step * number, source, first_story, topics, areas)
        yield tables


def _empty() -> Tables:
    return {
        "monitoring_story": (_STORY, []),
        "monitoring_storyband": (("key", "story_id"), []),
        "monitoring_mention": (_MENTION, []),
        "monitoring_match": (("mention_id", "topic_id", "why"), []),
        "monitoring_mentionarea": (("mention_id", "area_id"), []),
    }


def _add(
    tables: Tables,
    rnd: random.Random,
    number: int,
    at: datetime,
    source: Any,
    first_story: int,
    topics: list[int],
    areas: list[int],
) -> None:
    from subsystems.monitoring import duplicates
    from subsystems.monitoring.words import folded_word

    said = words(rnd, WORDS_EACH)
    title, text = " ".join(said[:10]), " ".join(said)
    story, key = first_story + number // STORIES_OF_THREE, (int(at.timestamp()) << 20) + number % (1 << 20)
    on = {topic for topic in topics[:3] if rnd.random() < 0.2} | ({rnd.choice(topics)} if rnd.random() < 0.3 else set())
    area = rnd.choice(areas) if rnd.random() < 0.5 else None
    tone = rnd.choices(("negative", "neutral", "positive"), (2, 7, 1))[0]
    urgency = rnd.choices((1, 2, 3), (90, 9, 1))[0]
    facets = [f"s_{source.pk}", f"k_{source.kind}", f"tone_{tone}", f"u_{urgency}", *(f"t_{topic}" for topic in on)]
    facets += [f"a_{area}"] if area else []
    folded = " ".join(map(folded_word, said))
    if not number % STORIES_OF_THREE:
        sign = duplicates.signature("", text)
        mentions = min(STORIES_OF_THREE, source.pk)
        tables["monitoring_story"][1].append((story, title, at, at, mentions, mentions, "", sign, False))
        tables["monitoring_storyband"][1].extend((band, story) for band in duplicates.band_keys(sign))
    url, digest = f"https://bao.example/{number}", f"{number:064x}"
    row = (key, source.pk, story, url, digest, digest, at, at, "", tone, urgency, tone, urgency, True, False, False)
    tables["monitoring_mention"][1].append((*row, "", "", "", title, "[]", " ".join(facets), text, folded))
    tables["monitoring_match"][1].extend((key, topic, "[]") for topic in on)
    if area:
        tables["monitoring_mentionarea"][1].append((key, area))


# --- writing -----------------------------------------------------------------------------------------------------


def _models() -> list[Any]:
    from subsystems.monitoring.models import Match, Mention, MentionArea, Story, StoryBand

    return [Story, StoryBand, Mention, Match, MentionArea]


def _no_style() -> Any:
    from django.core.management.color import no_style

    return no_style()


def _copy(table: str, columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    """Write rows by the database's own quickest way, in one transaction."""
    from django.db import connection, transaction

    names = ", ".join(f'"{name}"' for name in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names of ours
                ([_of_sqlite(value) for value in row] for row in rows),
            )


def _of_sqlite(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if isinstance(value, datetime) else value


_INDEXES = {
    "postgresql": (
        "SELECT 'INDEX', indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ),
    "sqlite": (
        "SELECT upper(type), name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
        "AND tbl_name IN (SELECT value FROM json_each(%s))"
    ),
}


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Take away what every written row would have to be entered into, and make it again at once for all of them."""
    import json

    from django.db import connection

    tables: Any = [model._meta.db_table for model in _models()]
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute(_INDEXES[connection.vendor], [json.dumps(tables) if is_sqlite else tables])
        taken = cursor.fetchall()
        for kind, name, _sql in taken:
            cursor.execute(f'DROP {kind} "{name}"')
        cursor.execute("PRAGMA foreign_keys = OFF" if is_sqlite else "SET maintenance_work_mem = '512MB'")
    yield
    with connection.cursor() as cursor:
        for _kind, _name, sql in taken:
            cursor.execute(sql)
        if is_sqlite:
            cursor.execute("INSERT INTO monitoring_fts (monitoring_fts) VALUES ('rebuild')")
            cursor.execute("PRAGMA foreign_keys = ON")
        else:
            cursor.execute("RESET maintenance_work_mem")
