"""Rate limits: so many requests a minute for an address without a key, more for a key.

Counted per whole minute in the shared cache, whose ``add`` and ``incr`` are one step each on Redis; with the cache of
files, two requests in the same instant may be counted as one.
"""

import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from ioc_site.common.api.registry import Key

WINDOW = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left in the current minute; ``reset`` is in seconds from now."""

    limit: int
    used: int
    reset: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.reset),
        }


def count_request(request: HttpRequest, key: Key | None) -> Allowance:
    """Count this request; the address is kept only as a hash, and only for the minute."""
    now = time.time()
    window, passed = divmod(int(now), WINDOW)
    if key is not None:
        who, limit = f"key-{key.pk}", settings.API_KEY_PER_MINUTE
    else:
        address = f"{settings.SECRET_KEY}{request.META.get('REMOTE_ADDR', '')}".encode()
        who, limit = hashlib.blake2b(address, digest_size=12).hexdigest(), settings.API_ANONYMOUS_PER_MINUTE
    name = f"api-rate:{who}:{window}"
    return Allowance(limit, _count(name), WINDOW - passed)


def _count(name: str) -> int:
    if cache.add(name, 1, timeout=2 * WINDOW):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # it went away between the two
        cache.set(name, 1, timeout=2 * WINDOW)
        return 1
