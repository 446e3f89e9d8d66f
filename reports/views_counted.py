"""How often the pages of each component are opened, counted by day (Article 6 clause 4: the use of the components).

A view is one page opened in a browser: a request for HTML (not a file, a picture, a feed, the API or what a script
fetches) that was answered with a page or with "unchanged", and did not come from a robot that names itself. Nothing of
who opened it is kept. The middleware stands outside of the cache of pages, so a page from there counts as well.

Counting costs a request a look at its path. The process adds up in memory, and a thread of its own adds the sums to the
database every few seconds and when the process ends: no reader waits for a write. What a process killed outright had
not yet written is lost, a few seconds' views.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from ioc_site.common.addresses import place_of
from reports.models import DailyViews

logger = logging.getLogger(__name__)
_ROBOTS = re.compile(r"bot\b|crawl|spider|slurp|facebookexternalhit|lighthouse|headless", re.IGNORECASE)
# The screen of the operations room changes its page by itself.
_SCREEN = "che-do=man-hinh"

Key = tuple[date, str, bool]


class Tally:
    """Views that this process has not written yet; safe for several threads."""

    def __init__(self) -> None:
        self._waiting: Counter[Key] = Counter()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._ends = threading.Event()

    def add(self, key: Key) -> None:
        with self._lock:
            self._waiting[key] += 1
            if self._writer is None and settings.VIEWS_WRITTEN_EVERY:
                self._writer = threading.Thread(target=self._write_on, name="views", daemon=True)
                self._writer.start()
                # Runs at the end of a child of multiprocessing too, as web processes are; atexit does not.
                Finalize(None, self._end, exitpriority=1)

    def write(self) -> None:
        """Add what waits to the database; after an error it waits on."""
        with self._lock:
            taken, self._waiting = self._waiting, Counter()
        if not taken:
            return
        try:
            _add(taken)
        except DatabaseError:
            logger.exception("views could not be written; they are tried again")
            with self._lock:
                self._waiting.update(taken)

    def forget(self) -> None:
        """Drop what waits."""
        with self._lock:
            self._waiting.clear()

    def _write_on(self) -> None:
        while not self._ends.wait(settings.VIEWS_WRITTEN_EVERY):
            self._write_alone()

    def _write_alone(self) -> None:
        """Write on a connection of this thread's own, and close it: an idle one would be held for ever."""
        try:
            self.write()
        finally:
            connection.close()

    def _end(self) -> None:
        self._ends.set()
        self._write_alone()


def _add(counts: Counter[Key]) -> None:
    table = connection.ops.quote_name(DailyViews._meta.db_table)
    statement = (
        f"INSERT INTO {table} (day, place, by_staff, count) VALUES (%s, %s, %s, %s) "  # noqa: S608 - a name of ours
        f"ON CONFLICT (day, place, by_staff) DO UPDATE SET count = {table}.count + excluded.count"
    )
    rows = [(*key, count) for key, count in sorted(counts.items())]  # in one order, so that no two wait for each other
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, rows)


tally = Tally()


class CountViewsMiddleware:
    """Counts the views of the components' pages; outside of the cache of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        place = place_of(request.path_info)
        if place and _is_view(request, response):
            tally.add((timezone.localdate(), place, _is_signed_in(request)))
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    """Nobody is without a session; who has one is known by now in most cases, since the page asked already."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _is_view(request: HttpRequest, response: HttpResponseBase) -> bool:
    meta = request.META
    if request.method != "GET" or "text/html" not in meta.get("HTTP_ACCEPT", ""):
        return False
    if response.status_code != 304 and not (
        response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
    ):
        return False
    if meta.get("HTTP_SEC_FETCH_DEST", "document") != "document" or "HTTP_SEC_PURPOSE" in meta:
        return False
    return _SCREEN not in meta.get("QUERY_STRING", "") and not _ROBOTS.search(meta.get("HTTP_USER_AGENT", ""))
