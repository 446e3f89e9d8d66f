"""Reading the whole article behind an entry of a feed: one durable job each, spaced by host."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from ioc_site.common.http import FetchError, fetch
from ioc_site.common.jobs import JobRun, enqueue
from subsystems.monitoring.enums import KINDS_OF_PEOPLE, Method
from subsystems.monitoring.fetching.articles import MOST_BYTES, Article, read_article
from subsystems.monitoring.fetching.entries import Unreadable
from subsystems.monitoring.fetching.politeness import AGENT, may_fetch, next_slot
from subsystems.monitoring.models import Mention
from subsystems.monitoring.models.source import host_of
from subsystems.monitoring.services.storing import Draft, author_hash, rewrite_links, set_text

READ = "monitoring.read_article"
SECONDS = 20.0
REDIRECTS = 5
# A host with more waiting than this is asked for no more: the summary has to do.
LONGEST_QUEUE = timedelta(hours=2)


def ask_for_article(mention: Mention, now: datetime) -> None:
    """Ask for the article of a stored mention, in the caller's transaction, when its host may be asked."""
    slot = next_slot(host_of(mention.url), mention.source.delay_seconds, now)
    enqueue(READ, {"mention": mention.pk}, unique_key=f"{READ}:{mention.pk}", scheduled_for=slot)


def complete(mention: Mention, run: JobRun | None = None) -> None:
    """Read the article of a mention and settle it; without an article the summary counts. Does nothing twice."""
    from subsystems.monitoring.services.visiting import settle

    if mention.is_read or mention.erased_at:
        return
    now = timezone.now()
    article = _fetched(mention, now)
    analysis = set_text(mention, *_best_text(mention, article))
    with transaction.atomic():
        if not Mention.objects.select_for_update().filter(pk=mention.pk, is_read=False).exists():
            return
        mention.is_read = True
        if article and article.author and not (mention.author or mention.author_hash):
            _set_author(mention, article.author)
        mention.save()
        rewrite_links(mention, analysis)
        settle(Draft(mention, analysis), now)
        if run:
            run.checkpoint({"read": bool(article)})


def _fetched(mention: Mention, now: datetime) -> Article | None:
    try:
        if not may_fetch(mention.url, now):
            return None
        answer = fetch(
            mention.url,
            headers={"Accept": "text/html", "User-Agent": AGENT},
            timeout=SECONDS,
            max_bytes=MOST_BYTES,
            max_redirects=REDIRECTS,
        )
        return read_article(answer.content, answer.url) if answer.ok else None
    except (FetchError, Unreadable):
        return None
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError):
        # Some page broke the extractor: the summary of the feed is what there is.
        return None


def _best_text(mention: Mention, article: Article | None) -> tuple[str, str]:
    """The title of the feed, and whichever text is longer."""
    if article is None:
        return mention.title, mention.text
    text = article.text if len(article.text) >= len(mention.text) else mention.text
    # A sitemap has no titles: what stands for one until now are the words of the address.
    title = article.title if mention.source.method == Method.SITEMAP and article.title else mention.title
    return title or article.title, text


def _set_author(mention: Mention, name: str) -> None:
    if mention.source.kind in KINDS_OF_PEOPLE:
        mention.author_hash = author_hash(name)
    else:
        mention.author = name
