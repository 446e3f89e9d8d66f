"""Whether the portal could be used: asked of itself each minute, kept as spans of time.

A probe asks the web processes for ``/readyz``, as a visitor's browser would reach them. While the answers are alike the
last span grows; so years take a few rows. Time without an answer that is longer than ``GAP`` counts as time in which
the portal was away: the machine that should have asked was away too. Before the first probe nothing is known.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reports.models import AvailabilitySpan

logger = logging.getLogger(__name__)
GAP = timedelta(minutes=5)
_SECONDS = 10
_MOST_CAUSE = 100


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the portal could not be used; ``cause`` is empty when nobody asked."""

    start: datetime
    end: datetime
    cause: str

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a time: ``since`` and ``until`` bound the part that was measured."""

    since: datetime
    until: datetime
    outages: list[Outage]

    @property
    def share(self) -> float:
        """Per cent of the measured time in which the portal could be used."""
        away = sum((outage.end - outage.start for outage in self.outages), timedelta())
        return 100 * (1 - away / (self.until - self.since))


def probe() -> str:
    """Ask ``/readyz``; what is wrong, empty when the portal is ready."""
    url = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/readyz"
    request = Request(url, headers={"User-Agent": "IOC availability"})  # noqa: S310 -- the portal's own address
    try:
        with urlopen(request, timeout=_SECONDS):  # noqa: S310
            return ""
    except HTTPError as error:
        return f"HTTP {error.code}"
    except OSError as error:
        return type(getattr(error, "reason", None) or error).__name__


def record(cause: str, at: datetime | None = None) -> AvailabilitySpan:
    """Keep one answer: the last span grows, or a new one begins."""
    at = at or timezone.now()
    with transaction.atomic():
        last = AvailabilitySpan.objects.select_for_update().order_by("-start", "-pk").first()
        if last is not None and last.end > at:  # a second probe of the same minute came late
            return last
        if last is not None and last.cause == cause[:_MOST_CAUSE] and at - last.end <= GAP:
            last.end = at
            last.save(update_fields=["end"])
            return last
        if last is not None and at - last.end <= GAP and not last.cause:
            last.end = at  # up until now
            last.save(update_fields=["end"])
        return AvailabilitySpan.objects.create(start=at, end=at, cause=cause[:_MOST_CAUSE])


def measure() -> None:
    """One probe; by beat, each minute."""
    cause = probe()
    if cause:
        logger.warning("the portal is not ready: %s", cause)
    record(cause)


def measured(start: datetime, end: datetime, now: datetime | None = None) -> Measured | None:
    """What is known of the time from ``start`` until ``end``; ``None`` where nothing was measured. Three queries."""
    now = now or timezone.now()
    first = AvailabilitySpan.objects.order_by("start").first()
    last = AvailabilitySpan.objects.order_by("-end").first()
    if first is None or last is None:
        return None
    # What came after the last answer is not judged before it is certain that none comes any more.
    known = now if now - last.end > GAP else last.end
    since, until = max(start, first.start), min(end, known)
    if since >= until:
        return None
    spans = AvailabilitySpan.objects.filter(end__gte=since, start__lte=until).order_by("start", "pk")
    return Measured(since, until, _outages(list(spans), since, until))


def _outages(spans: list[AvailabilitySpan], since: datetime, until: datetime) -> list[Outage]:
    """What lies between the spans in which the portal was ready; spans of one kind that follow each other are one."""
    outages: list[Outage] = []
    ready_until, cause = since, ""
    for span in spans:
        if span.cause:
            cause = cause or span.cause
            continue
        if span.start > ready_until:
            outages.append(Outage(ready_until, span.start, cause))
        ready_until, cause = max(ready_until, min(span.end, until)), ""
    if until > ready_until:
        outages.append(Outage(ready_until, until, cause))
    return outages


def share(start: datetime, end: datetime) -> float | None:
    """Per cent of the measured part of a time in which the portal could be used."""
    found = measured(start, end)
    return found.share if found else None
