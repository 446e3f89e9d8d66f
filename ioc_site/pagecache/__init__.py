"""The cache of public pages: what an anonymous reader gets is rendered once for all of them, and never stale.

- ``middleware.PageCacheMiddleware`` stands outermost, so that a hit passes through nothing else;
- ``policy`` says which requests and responses it may touch;
- ``store`` keeps pages in this process and, where a cache server is set (``CACHE_URL``), for all of them;
- ``signals`` lets every change that a public page could show change the token (``ioc_site.common.freshness``).

wagtail-cache was tried and left: its release 3.0.0 forbids Wagtail 8, it purges by clearing the cache when a page is
published but not for menus, settings and snippets, and a purge in one process does not reach the memory of another.
"""
