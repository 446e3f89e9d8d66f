"""How the portal behaves towards the hosts that it reads: their rules for robots, and a pause between two requests.

What is known of a host stands in one row, so that all workers together keep the pause.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from protego import Protego

from ioc_site.common.http import FetchError, FetchRefused, fetch
from subsystems.monitoring.models import Host
from subsystems.monitoring.models.source import host_of

AGENT = "IOC-Binh-Thuan"
ROBOTS_HOLD = timedelta(hours=24)
LONGEST_PAUSE = 120
_MOST_BYTES = 256 * 1024


@transaction.atomic
def next_slot(host: str, pause: float, now: datetime) -> datetime:
    """When the host may be asked next; the moment is the caller's, the one after it comes ``pause`` seconds later."""
    Host.objects.get_or_create(name=host, defaults={"free_at": now})
    row = Host.objects.select_for_update().get(name=host)
    slot = max(now, row.free_at)
    row.free_at = slot + timedelta(seconds=max(pause, _crawl_delay(row)))
    row.save(update_fields=["free_at"])
    return slot


def _crawl_delay(host: Host) -> float:
    if "crawl-delay" not in host.robots.lower():
        return 0
    return min(LONGEST_PAUSE, float(Protego.parse(host.robots).crawl_delay(AGENT) or 0))


def may_fetch(url: str, now: datetime) -> bool:
    """Whether the site's rules let the portal read this address; they are asked for once a day.

    As RFC 9309 says: without such a file everything may be read, and nothing as long as the server cannot give it.
    Raises ``FetchError`` in that last case, and ``FetchRefused`` for an address that is never fetched.
    """
    host, _made = Host.objects.get_or_create(name=host_of(url))
    if host.robots_at is None or now - host.robots_at > ROBOTS_HOLD:
        host.robots = _read_robots(url)
        host.robots_at = now
        host.save(update_fields=["robots", "robots_at"])
    return not host.robots or bool(Protego.parse(host.robots).can_fetch(url, AGENT))


def _read_robots(url: str) -> str:
    parts = urlsplit(url)
    try:
        answer = fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", max_bytes=_MOST_BYTES, max_redirects=5)
    except FetchRefused:
        raise
    except FetchError as error:
        raise FetchError(_("The site's rules for robots cannot be read: %(why)s") % {"why": error}) from None
    if answer.status >= 500 or answer.status == 429:
        raise FetchError(_("The site's rules for robots cannot be read: %(why)s") % {"why": answer.status})
    return answer.content.decode("utf-8", "replace").replace("\x00", "") if answer.ok else ""
