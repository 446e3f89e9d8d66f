"""Every public address with everything that should never be sent to it: a clear answer, never a failure of the server.

The addresses are taken from the running URL configuration, so one that somebody registers tomorrow is tried tomorrow.
Which parameters an address reads is learnt by listening while it reads them; nothing is listed here by name.
"""

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.http import QueryDict
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils.datastructures import MultiValueDict
from django.utils.regex_helper import normalize

from tests.browser.public_pages import PREPARE, PUBLIC_PAGES, REGULATION, report_address, track_address
from workflows.field_reports.models import Category, FieldReport

ADMIN = "quan-tri/"

# Percent-encoded as they go over the wire.
VALUES = {
    "empty": "",
    "NUL": "%00",
    "NUL inside": "a%00b",
    "long": "a" * 10_000,
    "long words": "quy+" * 2_500,
    "quotes": "%27%22%60%29%3B--",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "%7B%7B7*7%7D%7D%7B%25+x+%25%7D%25s%25(x)s",
    "pattern": "%25_%5C*%28%5B%3F%5E%24",
    "not a number": "NaN",
    "endless": "-Infinity",
    "exponent": "1e999",
    "negative": "-1",
    "zero": "0",
    "beyond 64 bits": "9" * 20,
    "more digits than Python reads": "9" * 5_000,
    "superscript digit": "%C2%B2",
    "Arabic digits": "%D9%A3%D9%A4",
    "full-width digits": "%EF%BC%91",
    "fraction": "1.5",
    "several numbers": "1,2,NaN,9e400",
    "a box of NaN": "nan,nan,nan,nan",
    "an endless box": "-1e308,-1e308,1e308,1e308",
    "no such day": "2024-02-30",
    "year 0": "0000-00-00",
    "first day of all": "0001-01-01",
    "last day of all": "9999-12-31",
    "last moment of all": "9999-12-31T23:59:59Z",
    "moment before all": "0001-01-01T00:00:00%2B14:00",
    "year 10000": "10000-01-01",
    "month 13": "2024-13",
    "quarter 9": "2024-Q9",
    "not UTF-8": "%FF%FE",
    "half a letter": "%C3",
    "surrogate": "%ED%A0%80",
    "combining marks": "a" + "%CC%81" * 300,
    "right to left": "%E2%80%AE%E2%80%8B%EF%BB%BF",
    "emoji": "%F0%9F%98%80",
    "wide emoji tail": "%F3%A0%81%81",
    "path": "..%2F..%2Fetc%2Fpasswd",
    "other site": "https:%2F%2Fevil.example%2F",
    "new line": "x%0D%0ASet-Cookie:+a=b",
    "JSON": "%7B%22a%22%3A%5B1%5D%7D",
    "cursor of nothing": "W10",
    "cursor of null": "bnVsbA",
    "cursor of a large number": "WzFlOTk5LCA5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTld",
    "broken percent": "%",
}
SEGMENTS = [name for name in VALUES if name not in ("empty", "broken percent")]
BODIES = [
    ("application/json", b"{"),
    ("application/json", b'{"a": NaN, "b": [[[[]]]], "c": 1e999}'),
    ("application/json", b'"\\u0000\\ud800"'),
    ("application/json", b"\xff\xfe"),
    ("application/json", b"[" * 20_000),
    ("text/csv", b"\x00\x00"),
    ("application/xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"; filename="\x00"\r\n\r\n'),
    ("multipart/form-data; boundary=" + "x" * 300, b"x"),
    ("application/x-www-form-urlencoded; charset=khong-co", b"a=b"),
    ("application/x-www-form-urlencoded", b"%ff%00=%ed%a0%80&&==&a[]=1&a[b]=2"),
    ("khong-co", b"a" * 3_000),
    ("", b""),
]
OPEN311 = ("discovery", "services", "requests", "servicerequestupdates")
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "KHONGCO")
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": "vi;q=NaN, \xff, en-" + "x" * 3_000,
    "HTTP_ACCEPT": "application/xml;q=x, \xff/*",
    "HTTP_ACCEPT_ENCODING": "gzip;q=x, \x00",
    "HTTP_COOKIE": "sessionid=\x00'; ioc_ngon_ngu=../../x; csrftoken=\xff; messages=[[",
    "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 9999 99:99:99 GMT",
    "HTTP_IF_NONE_MATCH": 'W/, "',
    "HTTP_RANGE": "bytes=-99999999999999999999-",
    "HTTP_REFERER": "http://[::1",
    "HTTP_X_FORWARDED_FOR": "khong-co, \xff, 999.999.999.999",
    "HTTP_USER_AGENT": "\xff" * 5_000,
    "HTTP_AUTHORIZATION": "Bearer \xff\x00",
}


@dataclass(frozen=True)
class Address:
    """One public address: its path with ``{name}`` for each parameter, and those parameters' names."""

    template: str
    parameters: tuple[str, ...]

    def path(self, values: dict[str, str]) -> str:
        return "/" + self.template.format(**values)


def public_addresses() -> list[Address]:
    found = {
        Address(re.sub(r"%\((\w+)\)s", r"{\1}", template), tuple(parameters))
        for pattern in _walk(get_resolver(), "")
        for template, parameters in normalize(pattern)
    }
    return sorted(found, key=lambda address: address.template)


def _walk(resolver: URLResolver, path: str) -> Iterator[str]:
    """The public part of the URL configuration as regular expressions."""
    for entry in resolver.url_patterns:
        here = path + entry.pattern.regex.pattern.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if here.startswith(re.escape(ADMIN)):
            continue
        if isinstance(entry, URLPattern):
            yield here
        else:
            yield from _walk(entry, here)


ADDRESSES = public_addresses()


class Sweep:
    """Sends requests and keeps what failed, with the exception behind it."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.failures: list[str] = []
        self.names: set[str] = set()
        self._exceptions: list[str] = []

    def send(self, url: str, method: str = "GET", **kwargs: Any) -> int:
        self._exceptions.clear()
        response = self.client.generic(method, url, **kwargs)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert isinstance(content, bytes)
        if response.status_code >= 500 and not self._is_meant(url, response.status_code):
            self.failures.append(f"{method} {url[:150]} {self._exceptions}")
        return response.status_code

    @staticmethod
    def _is_meant(url: str, status: int) -> bool:
        """Not ready, for whoever watches the server: no worker runs beside a test."""
        return status == 503 and url.startswith("/readyz")

    def listen(self, sender: object, request: Any = None, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        self._exceptions.append(f"{type(error).__name__}: {str(error)[:150]}")

    @contextmanager
    def learning(self) -> Iterator[set[str]]:
        """The names that views ask for in what was sent to them."""
        learnt: set[str] = set()

        def spy(method: str) -> Any:
            original = getattr(MultiValueDict, method)

            def asked(data: Any, key: Any, *args: Any, **kwargs: Any) -> Any:
                if isinstance(data, QueryDict) and isinstance(key, str):
                    learnt.add(key)
                return original(data, key, *args, **kwargs)

            return asked

        with pytest.MonkeyPatch.context() as patch:
            for method in ("get", "getlist", "__getitem__", "__contains__"):
                patch.setattr(QueryDict, method, spy(method), raising=False)
            yield learnt


@pytest.fixture
def sweep(db: None) -> Iterator[Sweep]:
    """A site with everything on it, and somebody who means it ill."""
    for prepare in PREPARE:
        prepare()
    sweep = Sweep()
    got_request_exception.connect(sweep.listen)
    logging.disable(logging.CRITICAL)  # tens of thousands of refusals
    yield sweep
    logging.disable(logging.NOTSET)
    got_request_exception.disconnect(sweep.listen)
    assert not sweep.failures, "\n".join(sweep.failures[:40])


def real_paths() -> list[str]:
    """Addresses that are answered: those of the prepared pages, what lies below them, and all without parameters."""
    known = {page.address.partition("?")[0] for page in PUBLIC_PAGES}
    plain = {address.path({}) for address in ADDRESSES if not address.parameters}
    reference, code = FieldReport.objects.latest("pk").reference, Category.objects.values_list("code", flat=True)[0]
    below = {
        *(track_address() + tail for tail in ("du-lieu/", "yeu-cau/", "xoa-lien-he/", "buoc/reopen/", "1/large/")),
        *(report_address() + tail for tail in ("theo-doi/", "1/large/")),
        *(REGULATION + tail for tail in ("akn.xml", "van-ban.pdf")),
        *(f"/open311/v2/{name}.{kind}" for name in OPEN311 for kind in ("json", "xml")),
        f"/open311/v2/requests/{reference}.json",
        f"/open311/v2/services/{code}.xml",
    }
    return sorted(known | plain | below)


def names_read_at(sweep: Sweep, path: str, method: str = "GET") -> list[str]:
    """What the address reads, at first sight and when all that it reads is given."""
    seen: set[str] = set()
    for given in ("", "1", "107,10,109,12"):
        data = together(sorted(seen), given)
        with sweep.learning() as learnt:
            _send_data(sweep, path, method, data)
        seen |= {name for name in learnt if len(name) < 60}
    return sorted(seen)


def _send_data(sweep: Sweep, path: str, method: str, data: str) -> None:
    cache.clear()  # who asks too often is answered 429, and proves nothing
    if method == "GET":
        sweep.send(f"{path}?{data}")
    else:
        form = "application/x-www-form-urlencoded"
        sweep.send(path, method, data=data.encode("latin-1"), content_type=form)


def one_of_each_view(paths: Iterable[str]) -> list[str]:
    """One path for each view; of the pages in Wagtail's tree all, since each kind reads parameters of its own."""
    found: dict[str, str] = {}
    for path in paths:
        match = resolve(path)
        found.setdefault(path if match.url_name == "page" else match.view_name + match._func_path, path)
    return sorted(found.values())


def together(names: Iterable[str], value: str) -> str:
    return "&".join(f"{quote(name)}={value}" for name in names)


def test_parameters(sweep: Sweep) -> None:
    """Every parameter that an address reads, with every value: alone, beside all others, twice, and as a list."""
    for path in one_of_each_view(real_paths()):
        names = names_read_at(sweep, path)
        for value in VALUES.values():
            _send_data(sweep, path, "GET", together([*names, "khong-co[]", "trang"], value))
            for name in names:
                _send_data(sweep, path, "GET", f"{quote(name)}={value}")
        for name in names:
            _send_data(sweep, path, "GET", f"{quote(name)}=1&{quote(name)}=%27&{quote(name)}[]=2&{quote(name)}[a][b]=3")


def test_forms(sweep: Sweep) -> None:
    """Every field that an address reads from what is posted to it."""
    for path in one_of_each_view(real_paths()):
        names = names_read_at(sweep, path, "POST")
        for value in VALUES.values():
            _send_data(sweep, path, "POST", together([*names, "khong-co[]"], value))


def test_segments(sweep: Sweep) -> None:
    """Every part of a path that varies."""
    for address in ADDRESSES:
        for name in SEGMENTS:
            sweep.send(address.path(dict.fromkeys(address.parameters, VALUES[name])))
            for varied in address.parameters:
                sweep.send(address.path(dict.fromkeys(address.parameters, "1") | {varied: VALUES[name]}))
    for path in real_paths():
        for tail in ("%00", "%FF/", "..%2f", "//", "a" * 3_000 + "/", "%F0%9F%98%80/", ".json", ";a=b", "%E2%80%AE/"):
            sweep.send(path + tail)


def test_methods_and_bodies(sweep: Sweep) -> None:
    for path in one_of_each_view(real_paths()):
        for method in METHODS:
            sweep.send(path, method)
        for kind, body in BODIES:
            cache.clear()
            sweep.send(path, "POST", data=body, content_type=kind)


def test_headers(sweep: Sweep) -> None:
    for path in one_of_each_view(real_paths()):
        for header, value in HEADERS.items():
            sweep.send(path, **{header: value})


def test_the_page_cache(sweep: Sweep, settings: Any) -> None:
    """The cache of pages stands before all else and reads addresses too."""
    settings.PAGE_CACHE = True
    for path in ("/", "/huong-dan/", "/phan-anh/", "/khong-co-trang-nay/"):
        for value in VALUES.values():
            sweep.send(f"{path}?trang={value}&{value}")


def test_something_is_tried() -> None:
    """The walk finds the addresses with parameters, and the learning finds what views read."""
    templates = {address.template for address in ADDRESSES}
    assert {"phan-anh/{reference}/", "quy-che/{slug}/", "open311/v2/requests/{reference}.{suffix}"} <= templates
    assert len(ADDRESSES) > 50


def test_parameters_are_learnt(sweep: Sweep) -> None:
    assert "q" in names_read_at(sweep, "/tim-kiem/")
    assert "ngay" in names_read_at(sweep, "/quy-che/1089-qd-ubnd/")
    assert {"bbox", "zoom"} <= set(names_read_at(sweep, "/phan-anh/ban-do.geojson"))
    assert {"category", "consent"} <= set(names_read_at(sweep, "/phan-anh/gui/", "POST"))
