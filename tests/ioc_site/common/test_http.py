import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ioc_site.common import http
from ioc_site.common.http import FetchError, FetchRefused, check_address, fetch


class Handler(BaseHTTPRequestHandler):
    """A server that behaves as badly as its path says."""

    def do_GET(self) -> None:
        getattr(self, self.path.strip("/").partition("?")[0].replace("/", "_") or "plain")()

    do_POST = do_GET

    def answer(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def plain(self) -> None:
        self.answer("xin chào".encode(), Content_Type="text/plain; charset=utf-8")

    def echo(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        secret = self.headers.get("X-Secret", "")
        self.answer(f"{self.command} {self.headers['Host']} {secret} ".encode() + body)

    def missing(self) -> None:
        self.answer(b"khong co", 404)

    def packed(self) -> None:
        self.answer(gzip.compress(b"a" * 1000), Content_Encoding="gzip")

    def bomb(self) -> None:
        self.answer(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")

    def big(self) -> None:
        self.answer(b"a" * 200_000)

    def cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"a")

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"a")
            time.sleep(0.1)

    def drip_head(self) -> None:
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.1)

    def again(self) -> None:
        self.answer(b"", 302, Location="/again")

    def moved(self) -> None:
        self.answer(b"", 302, Location="/echo")

    def elsewhere(self) -> None:
        port = self.server.server_address[1]
        self.answer(b"", 307, Location=f"http://localhost:{port}/echo")

    def inside(self) -> None:
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def to_file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/passwd")

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8", "::1/128"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_what_is_fetched(site: str) -> None:
    answer = fetch(site)
    assert (answer.status, answer.ok, answer.content.decode()) == (200, True, "xin chào")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_missing_page_is_an_answer_too(site: str) -> None:
    answer = fetch(f"{site}/missing")
    assert (answer.status, answer.ok) == (404, False)


def test_posting(site: str) -> None:
    answer = fetch(f"{site}/echo", method="POST", headers={"X-Secret": "s"}, body="dữ liệu".encode())
    assert answer.content.decode() == f"POST {site.removeprefix('http://')} s dữ liệu"


def test_compressed_answers_are_unpacked_within_the_limit(site: str) -> None:
    assert fetch(f"{site}/packed").content == b"a" * 1000
    with pytest.raises(FetchError, match="nhiều hơn"):
        fetch(f"{site}/bomb")


def test_the_limit_of_size(site: str) -> None:
    assert len(fetch(f"{site}/big", max_bytes=200_000).content) == 200_000
    with pytest.raises(FetchError, match="nhiều hơn"):
        fetch(f"{site}/big", max_bytes=199_999)


@pytest.mark.parametrize("path", ["drip", "drip_head"])
def test_a_server_that_sends_byte_by_byte_is_cut_off(site: str, path: str) -> None:
    with pytest.raises(FetchError, match="quá lâu"):
        fetch(f"{site}/{path}", timeout=0.5)


def test_an_answer_that_breaks_off_is_none(site: str) -> None:
    with pytest.raises(FetchError):
        fetch(f"{site}/cut")


def test_redirects_are_followed_a_few_times(site: str) -> None:
    answer = fetch(f"{site}/moved", headers={"X-Secret": "s"})
    assert answer.url == f"{site}/echo"
    assert " s " in answer.content.decode()
    with pytest.raises(FetchError, match="chuyển hướng"):
        fetch(f"{site}/again")


def test_headers_do_not_follow_to_another_host(site: str) -> None:
    assert " s " not in fetch(f"{site}/elsewhere", headers={"X-Secret": "s"}).content.decode()


@pytest.mark.parametrize("path", ["inside", "to_file"])
def test_a_redirect_inside_is_refused(site: str, path: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(f"{site}/{path}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5432/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/latest/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://127.0.0.1/",
        "http://user:pass@example.com/",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "javascript:alert(1)",
        "http://example.com/\r\nX: y",
        "không phải",
        "",
        "\x00",
    ],
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(url, timeout=2)


def name_server(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> None:
    """Let ``nguon-tin.vn`` resolve to these addresses, one list a question."""
    real, waiting = socket.getaddrinfo, iter(answers)

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host != "nguon-tin.vn":
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(waiting)]

    monkeypatch.setattr(http.socket, "getaddrinfo", resolve)


def test_the_address_that_was_checked_is_the_one_that_is_used(
    site: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers differently the second time gains nothing."""
    port = int(site.rpartition(":")[2])
    name_server(monkeypatch, [["127.0.0.1"], ["10.0.0.1"]])
    assert fetch(f"http://nguon-tin.vn:{port}/echo").content.decode().startswith(f"GET nguon-tin.vn:{port}")
    with pytest.raises(FetchRefused):
        fetch(f"http://nguon-tin.vn:{port}/echo")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    name_server(monkeypatch, [["8.8.8.8", "127.0.0.1"]])
    with pytest.raises(FetchRefused):
        fetch("http://nguon-tin.vn/")


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert check_address(address)


def test_a_closed_port_is_told(site: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="kết nối"):
            fetch(f"http://127.0.0.1:{free.getsockname()[1]}/")


def test_a_server_without_tls_is_told(site: str) -> None:
    with pytest.raises(FetchError):
        fetch(site.replace("http://", "https://"))
