"""Visiting sources: each visit is a durable job of its own, so that one source never costs another its turn."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.http import FetchError
from ioc_site.common.jobs import JobRun, enqueue
from subsystems.monitoring.enums import CheckOutcome
from subsystems.monitoring.fetching.entries import Entry, Unreadable
from subsystems.monitoring.fetching.politeness import next_slot
from subsystems.monitoring.fetching.reading import Answer, Forbidden, read_source
from subsystems.monitoring.models import Check, Source
from subsystems.monitoring.services.alerts import note_news
from subsystems.monitoring.services.articles import ask_for_article
from subsystems.monitoring.services.matters import follow_up
from subsystems.monitoring.services.storing import Draft, drafts_of, give_story, store

logger = logging.getLogger(__name__)

VISIT = "monitoring.visit"
_BATCH = 50
_LONGEST_WAIT = timedelta(hours=24)
# Of one visit at most so many whole articles are read; the rest keep the summary of the feed.
MOST_ARTICLES = 40


def send_visits(now: datetime | None = None) -> int:
    """Ask for a visit of every source that is due, at a moment when its host may be asked; how many."""
    now = now or timezone.now()
    sent = 0
    while due := _next_batch(now):
        sent += due
    return sent


@transaction.atomic
def _next_batch(now: datetime) -> int:
    due = list(Source.objects.due(now).select_for_update().order_by("next_visit_at", "pk")[:_BATCH])
    for source in due:
        source.next_visit_at = now + timedelta(minutes=source.every_minutes)
        source.save(update_fields=["next_visit_at"])
        send_visit(source, now)
    return len(due)


@transaction.atomic
def send_visit(source: Source, now: datetime | None = None) -> None:
    """Ask for one visit; while one waits already, no second."""
    slot = next_slot(source.host, source.delay_seconds, now or timezone.now())
    enqueue(VISIT, {"source": source.pk}, title=source.name, unique_key=f"{VISIT}:{source.pk}", scheduled_for=slot)


def visit(source: Source, run: JobRun | None = None) -> Check:
    """Read a source, store what is new, and write down how it went, all in one transaction after the reading.

    Whatever comes back ends as an entry of the source's health record; only the database's own errors are raised.
    """
    began, now = time.monotonic(), timezone.now()
    check = Check(source=source, at=now, outcome=CheckOutcome.ERROR)
    answer, drafts = None, []
    try:
        answer = read_source(source, now)
        check.status = answer.status
        if answer.entries is not None:
            check.found = len(answer.entries)
            drafts = _drafts(source, answer.entries, now)
    except Forbidden as refusal:
        check.outcome, check.message = CheckOutcome.FORBIDDEN, str(refusal)[:300]
        answer = None
    except (FetchError, Unreadable) as error:
        check.message = str(error)[:300]
        answer = None
    except (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError) as error:
        # A parser that stumbles over what a stranger sent: this source's trouble, nobody else's.
        logger.exception("source %s could not be read", source.pk)
        check.message = _("The answer could not be read (%(kind)s).") % {"kind": type(error).__name__}
        answer = None
    check.milliseconds = round(1000 * (time.monotonic() - began))
    with transaction.atomic():
        _write(source, check, answer, drafts)
        if run:
            run.checkpoint({"check": check.pk})
    return check


def _drafts(source: Source, entries: Sequence[Entry], now: datetime) -> list[Draft]:
    """The newest first, as those get their whole article."""
    drafts = drafts_of(source, entries, now)
    drafts.sort(key=lambda draft: draft.mention.id, reverse=True)
    for draft in drafts[:MOST_ARTICLES] if source.reads_articles else ():
        draft.mention.is_read = False
    return drafts


def _write(source: Source, check: Check, answer: Answer | None, drafts: Sequence[Draft]) -> None:
    locked = Source.objects.select_for_update().get(pk=source.pk)
    new = store(drafts)
    check.new = len(new)
    for draft in new:
        if draft.mention.is_read:
            settle(draft, check.at)
        else:
            ask_for_article(draft.mention, check.at)
    if answer is None or answer.status in (429, 503):
        _note_failure(locked, check, answer)
    else:
        _note_success(locked, check, answer)
    locked.visited_at = check.at
    locked.save()
    check.save()


def settle(draft: Draft, now: datetime) -> None:
    """What follows once the text of a stored mention is final: its story, and a matter when it is on a topic."""
    story = give_story(draft.mention)
    if draft.analysis.topics:
        follow_up(draft.mention, story, now=now)
        note_news(draft.mention, story, list(draft.analysis.topics), now)


def _note_success(source: Source, check: Check, answer: Answer) -> None:
    check.outcome = CheckOutcome.UNCHANGED if answer.entries is None else CheckOutcome.NEWS
    source.etag, source.modified, source.content_hash = answer.etag, answer.modified, answer.content_hash
    source.succeeded_at, source.errors, source.error = check.at, 0, ""
    source.next_visit_at = check.at + timedelta(minutes=source.every_minutes)
    if check.new:
        source.news_at, source.silent_since = check.at, None


def _note_failure(source: Source, check: Check, answer: Answer | None) -> None:
    """After each failure in a row the portal waits twice as long, at most a day, and as long as the server asks."""
    if answer is not None:
        check.message = _("The server asks to be left alone for a while (status %(status)s).") % {
            "status": answer.status
        }
    source.errors, source.error = min(source.errors + 1, 1000), check.message
    wait = timedelta(minutes=source.every_minutes) * 2 ** min(source.errors, 8)
    source.next_visit_at = check.at + max(min(wait, _LONGEST_WAIT), (answer and answer.wait) or timedelta())
