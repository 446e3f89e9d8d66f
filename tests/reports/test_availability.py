"""How long the portal could be used: measured each minute, gaps count as away, nothing is invented."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from reports import availability
from reports.content import figures_of
from reports.kinds import Ask, compute, kind_of
from reports.models import AvailabilitySpan
from reports.periods import parse_period
from tests.reports.documents import Office

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


def probes(*answers: tuple[int, str]) -> None:
    for minute, cause in answers:
        availability.record(cause, START + timedelta(minutes=minute))


def known(minutes: int) -> availability.Measured | None:
    until = START + timedelta(minutes=minutes)
    return availability.measured(START - timedelta(days=1), until, now=until)


def test_alike_answers_are_one_row() -> None:
    probes(*((minute, "") for minute in range(60)))
    assert AvailabilitySpan.objects.count() == 1
    found = known(59)
    assert (found.share, found.outages, found.since) == (100, [], START)


def test_gap_counts_as_away() -> None:
    probes((0, ""), (1, ""), (31, ""), (40 - 8, ""), *((minute, "") for minute in range(33, 61)))
    found = known(60)
    assert [(outage.minutes, outage.cause) for outage in found.outages] == [(30, "")]
    assert found.share == pytest.approx(50)


def test_answers_that_the_portal_is_not_ready_are_away_with_their_cause() -> None:
    probes((0, ""), (1, ""), (2, "HTTP 503"), (3, "HTTP 503"), (4, ""), (5, ""), (10, ""))
    found = known(10)
    assert [(outage.minutes, outage.cause) for outage in found.outages] == [(2, "HTTP 503")]
    assert found.share == pytest.approx(80)


def test_silence_until_now_is_away_once_it_is_certain() -> None:
    probes((0, ""), (4, ""))
    assert known(8).share == 100  # the next answer may still come
    assert known(40).share == pytest.approx(10)


def test_what_was_not_measured_is_not_known() -> None:
    assert known(10) is None
    probes((0, ""), (5, ""))
    assert availability.measured(START - timedelta(days=9), START - timedelta(days=8), now=NOW) is None


def test_report_on_operation_prints_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    Office()
    ask = Ask(period=parse_period("2026-10"), at=NOW)
    empty = compute(kind_of("operation"), ask)
    assert figures_of(empty)["availability"].value is None
    assert "trong kỳ chưa có lần đo nào" in str(empty.parts)
    probes((0, ""), (3, ""), (6, ""))
    monkeypatch.setattr(availability.timezone, "now", lambda: START + timedelta(minutes=12))
    content = compute(kind_of("operation"), ask)
    assert figures_of(content)["availability"].value == pytest.approx(50)
    assert "Có 1 lần gián đoạn" in str(content.parts)


def test_probe_asks_the_web(settings) -> None:
    class Answer(BaseHTTPRequestHandler):
        status = 200

        def do_GET(self) -> None:
            self.send_response(self.status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{server.server_port}/"
    assert availability.probe() == ""
    Answer.status = 503
    assert availability.probe() == "HTTP 503"
    server.shutdown()
    server.server_close()
    assert availability.probe() == "ConnectionRefusedError"
