"""Where rendered pages are kept: in the memory of this process, and beside it in a cache server where one is set."""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import caches

_MEMORY_BYTES = 64 * 1024 * 1024
_LOCAL_BACKENDS = ("locmem", "filebased", "dummy", "db.")


@dataclass(slots=True)
class Page:
    """A rendered page: its headers as they went out, its body plain and packed, and how long it holds."""

    token: str
    expires: float
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str = ""
    packed: bytes = field(default=b"")

    def __post_init__(self) -> None:
        if not self.etag:
            self.etag = f'W/"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'
            self.packed = gzip.compress(self.body, compresslevel=6, mtime=0)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed) + 1000

    def holds(self, token: str) -> bool:
        return self.token == token and time.time() < self.expires


class Memory:
    """The pages read last, up to a number of bytes; safe for several threads."""

    def __init__(self, capacity: int = _MEMORY_BYTES) -> None:
        self._capacity = capacity
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._size += page.size
            while self._size > self._capacity:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0

    def _drop(self, key: str) -> None:
        if page := self._pages.pop(key, None):
            self._size -= page.size


memory = Memory()


def find(key: str, token: str) -> Page | None:
    """The page under this key as long as it holds."""
    page = memory.get(key)
    if page is not None and page.holds(token):
        return page
    shared = _shared()
    if shared is None:
        return None
    page = shared.get(_shared_key(key, token))
    if page is None or not page.holds(token):
        return None
    memory.put(key, page)
    return page


def keep(key: str, page: Page) -> None:
    """Keep a page for this process, and for the others where they share a cache server."""
    memory.put(key, page)
    shared = _shared()
    if shared is not None:
        shared.set(_shared_key(key, page.token), page, timeout=max(1, int(page.expires - time.time())))


def _shared() -> Any:
    if any(name in settings.CACHES["default"]["BACKEND"] for name in _LOCAL_BACKENDS):
        return None
    return caches["default"]


def _shared_key(key: str, token: str) -> str:
    return f"page:{token}:{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"
