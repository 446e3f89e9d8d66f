"""Nothing personal stands in the logs, whoever wrote the line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from ioc_site.security.masking import masked
from ioc_site.settings.logs import logging_config


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not Found: /phan-anh/theo-doi/AbC-12_x/", "Not Found: /phan-anh/theo-doi/***/"),
        ("GET /tim-kiem/?q=nguyen+van+a&trang=2", "GET /tim-kiem/?q=***&trang=***"),
        ("/quan-tri/password_reset/confirm/MQ/abc-def/", "/quan-tri/password_reset/confirm/***/"),
        ("from 203.0.113.7 to 2001:db8::1", "from *** to ***"),
        ("call 0912 345 678, +84 912 345 678 or 0252.382.1456", "call ***, *** or ***"),
        ("mail to an.nguyen@example.vn", "mail to ***"),
        ("identity 060123456789", "identity ***"),
        ("postgres://ioc:s3cret@db/ioc", "postgres://ioc:***@db/ioc"),
        ("{'password': 'abc', 'api_token': \"d\"}", "{'password': '***', 'api_token': \"***\"}"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
    ],
)
def test_what_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định 1089/QĐ-UBND ngày 14/5/2024, khoản 3 Điều 10",
        "at 2026-11-24T20:31:05 and 12:34:56",
        "job 123456789 took 0.000123456 s",
        "the token has expired",
        "django.core.exceptions::ImproperlyConfigured",
    ],
)
def test_what_stays_readable(text: str) -> None:
    assert masked(text) == text


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What a production process writes on standard error."""
    formatter = dict(logging_config(as_json=True, level="INFO")["formatters"]["structured"])
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(formatter.pop("()")(**formatter))
    logger = logging.getLogger("rooms")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler.stream
    logger.removeHandler(handler)


def test_production_writes_one_masked_json_object_a_line(stream: io.StringIO) -> None:
    structlog.get_logger("rooms.reports").info("report built", kind="compliance", seconds=1.5, owner="an@example.vn")
    try:
        raise ValueError("no reporter with the number 0912345678")
    except ValueError:
        logging.getLogger("rooms.django").exception("Error at %s", "/phan-anh/theo-doi/AbC/")
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert first["event"] == "report built"
    assert (first["kind"], first["seconds"], first["owner"]) == ("compliance", 1.5, "***")
    assert first["level"] == "info"
    assert second["event"] == "Error at /phan-anh/theo-doi/***/"
    assert "ValueError" in second["exception"]
    assert "0912345678" not in second["exception"]
