"""Fetching an address that a person or a feed named, without letting them reach what only this server can reach.

The name is resolved once, every address behind it must be public (``settings.FETCH_ALLOWED_NETWORKS`` names the
exceptions), and the connection goes to the very address that was checked, so that a second answer of the name server
cannot point it elsewhere. Redirects are checked the same way. Size and the time of the whole exchange are bounded,
against servers that send one byte a second too.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillResolving
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {301, 302, 303, 307, 308}
_CHUNK = 64 * 1024
_resolver = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


class FetchError(Exception):
    """The address could not be fetched; the message says why, in the active language, and may be shown."""


class FetchRefused(FetchError):
    """The portal does not go to this address: another scheme, a private network, a sign-in in the address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: ``url`` is where it came from in the end, header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    body: bytes | None
    ends: float
    max_bytes: int

    def remaining(self) -> float:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise FetchError(_("The server took too long to answer."))
        return left


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
    max_bytes: int = 2 * 1024 * 1024,
    max_redirects: int = 3,
) -> Fetched:
    """Fetch an address within ``timeout`` seconds in all; raises ``FetchRefused`` or ``FetchError``.

    Any status that is no redirect is an answer, also 404. Headers given are sent to the first host only.
    """
    request = _Request(method, {**_common_headers(), **(headers or {})}, body, time.monotonic() + timeout, max_bytes)
    for _hop in range(max_redirects + 1):
        parts = _checked(url)
        answer = _exchange(parts, request)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not location:
            return answer
        url = urljoin(url, location)
        if urlsplit(url).netloc != parts.netloc:
            request = _Request("GET", _common_headers(), None, request.ends, max_bytes)
        elif answer.status == 303:
            request = _Request("GET", request.headers, None, request.ends, max_bytes)
    raise FetchError(_("The server redirects too often."))


def _common_headers() -> dict[str, str]:
    return {"User-Agent": "IOC-Binh-Thuan", "Accept-Encoding": "gzip", "Connection": "close"}


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused(_("This is not a web address.")) from None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise FetchRefused(_("Only addresses that begin with http:// or https:// can be fetched."))
    if parts.username is not None or parts.password is not None:
        raise FetchRefused(_("An address with a user name or a password in it is not fetched."))
    if not url.isprintable() or " " in url:
        raise FetchRefused(_("This is not a web address."))
    return parts


def check_address(address: str) -> bool:
    """Whether the portal may connect to an IP address: it is public, or an allowed exception."""
    ip: Address = ipaddress.ip_address(address.partition("%")[0])
    if any(
        ip in network for network in _allowed(tuple(settings.FETCH_ALLOWED_NETWORKS)) if network.version == ip.version
    ):
        return True
    return all(inner.is_global and not inner.is_multicast and not inner.is_reserved for inner in _with_embedded(ip))


@cache
def _allowed(networks: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(network) for network in networks]


def _with_embedded(ip: Address) -> list[Address]:
    """The address, and the IPv4 address that a translation or tunnel form of IPv6 leads to."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    embedded: list[Address] = [ip]
    if ip.ipv4_mapped or ip.sixtofour:
        return [ip.ipv4_mapped or ip.sixtofour]  # type: ignore[list-item]
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        embedded = [ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)]
    return embedded


def _resolve(host: str, port: int, timeout: float) -> str:
    """One address of the host, after all of them were checked."""
    try:
        answers = _resolver.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(timeout)
    except (OSError, UnicodeError):
        raise FetchError(_("The name of this server is not known.")) from None
    except StillResolving:
        raise FetchError(_("The server took too long to answer.")) from None
    addresses = [str(answer[4][0]) for answer in answers]
    if not addresses or not all(check_address(address) for address in addresses):
        raise FetchRefused(_("This address lies in a private network and is not fetched."))
    return addresses[0]


def _exchange(parts: SplitResult, request: _Request) -> Fetched:
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    address = _resolve(host, port, request.remaining())
    connection = http.client.HTTPConnection(host, port)
    stopper: threading.Timer | None = None
    try:
        raw = socket.create_connection((address, port), timeout=request.remaining())
        # Time-outs of a socket are for each read; this one ends the exchange as a whole.
        connection.sock = raw
        stopper = threading.Timer(request.remaining(), _shut, (connection,))
        stopper.daemon = True
        stopper.start()
        if parts.scheme == "https":
            _secure(connection, host)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(request.method, target, request.body, {**request.headers, "Host": parts.netloc})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        content = b"" if response.status in _REDIRECTS else _read(response, headers, request)
        request.remaining()
        return Fetched(parts.geturl(), response.status, headers, content)
    except ssl.SSLError:
        raise FetchError(_("The server's certificate is not valid.")) from None
    except (OSError, http.client.HTTPException, ValueError, zlib.error):
        request.remaining()
        raise FetchError(_("The server could not be reached, or answered in a way that cannot be read.")) from None
    finally:
        if stopper:
            stopper.cancel()
        connection.close()


def _secure(connection: http.client.HTTPConnection, host: str) -> None:
    context = ssl.create_default_context()
    secured = context.wrap_socket(connection.sock, server_hostname=host, do_handshake_on_connect=False)
    connection.sock = secured
    secured.do_handshake()


def _shut(connection: http.client.HTTPConnection) -> None:
    # Without a socket, or with a closed one, the exchange has ended by itself.
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, headers: Mapping[str, str], request: _Request) -> bytes:
    encoding = headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise ValueError("an encoding that was not asked for")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    content = bytearray()
    while chunk := response.read1(_CHUNK):
        content += unpack.decompress(chunk, request.max_bytes + 1 - len(content)) if unpack else chunk
        if len(content) > request.max_bytes or (unpack and unpack.unconsumed_tail):
            raise FetchError(_("The server sends more than is accepted."))
        request.remaining()
    if response.length or (unpack and content and not unpack.eof):
        raise ValueError("cut off")
    return bytes(content)
