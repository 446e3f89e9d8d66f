"""A web server on this machine that answers as a test tells it, for reading sources over real HTTP."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ALLOWED = ["127.0.0.0/8"]


@dataclass
class Page:
    """What an address answers with. ``drip`` sends that many bytes a second; ``repeat`` sends the body so often."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: int = 0
    repeat: int = 1


class Web:
    """The pages of the server, and how often each was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Page | Callable[[BaseHTTPRequestHandler], Page]] = {}
        self.asked: Counter[str] = Counter()
        self.not_modified: Counter[str] = Counter()
        self.root = ""

    def put(self, path: str, body: str | bytes = b"", **page: object) -> str:
        """Answer ``path`` with this; returns its whole address."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = Page(content, **page)
        return self.root + path


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path
            web.asked[path] += 1
            page = web.pages.get(path, Page(status=404))
            if callable(page):
                page = page(self)
            etag = page.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                web.not_modified[path] += 1
                page = Page(status=304, headers={"ETag": etag})
            _send(self, page)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


def _send(handler: BaseHTTPRequestHandler, page: Page) -> None:
    handler.send_response(page.status)
    for name, value in page.headers.items():
        handler.send_header(name, value)
    if page.status != 304:
        handler.send_header("Content-Length", str(len(page.body) * page.repeat))
    handler.end_headers()
    with suppress(OSError):  # the portal hangs up on what is too much, as it should
        for part in _parts(page):
            handler.wfile.write(part)
            handler.wfile.flush()


def _parts(page: Page) -> Iterator[bytes]:
    if not page.drip:
        yield from [page.body] * page.repeat
    for place in range(0, len(page.body), page.drip) if page.drip else ():
        yield page.body[place : place + page.drip]
        time.sleep(1)


@contextmanager
def serving() -> Iterator[Web]:
    """A running server."""
    web = Web()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    server.daemon_threads = True
    web.root = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rss(*items: dict[str, str], title: str = "Báo") -> str:
    """An RSS feed; items are dictionaries of title, link, description, pubDate (already escaped for XML)."""
    inner = "".join(
        "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in item.items()) + "</item>" for item in items
    )
    channel = f"<channel><title>{title}</title>{inner}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'
