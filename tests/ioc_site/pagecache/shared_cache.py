"""A cache that the page cache takes for a server which processes share."""

from django.core.cache.backends.locmem import LocMemCache


class SharedCache(LocMemCache):
    """Pickles like a server does, within one process."""
