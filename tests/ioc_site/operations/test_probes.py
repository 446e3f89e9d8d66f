"""/healthz, /readyz and /metrics, as a load balancer and a scraper ask them."""

from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from ioc_site.operations import health


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "KEEP_SECONDS", -1)


def test_live_asks_nothing(client: Client) -> None:
    # No database mark: a query would fail the test.
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "live"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_everything_works(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": dict.fromkeys(("database", "broker", "storage", "migrations"), "ok"),
    }


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="agencies").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].startswith("failed")
    assert response.json()["checks"]["database"] == "ok"


@pytest.mark.django_db
def test_not_ready_without_a_place_for_uploads(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where the folder should be")
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": str(tmp_path / "file")}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["storage"].startswith("failed")


@pytest.mark.django_db
def test_not_ready_without_a_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import current_app

    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"].startswith("failed")


def test_metrics_count_requests_by_view(client: Client) -> None:
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    line = 'ioc_http_request_seconds_count{method="GET",status="200",view="healthz"}'
    assert any(each.startswith(line) for each in text.splitlines())


def test_metrics_take_no_label_from_a_client(client: Client) -> None:
    client.generic("BREW", "/healthz")
    text = client.get("/metrics").content.decode()
    assert "BREW" not in text
    assert 'method="-",status="405",view="healthz"' in text


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": "Bearer right"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": "Bearer wrong"}, 403),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": "Basic right"}, 403),
    ],
)
def test_who_may_read_metrics(client: Client, settings: Any, extra: dict[str, str], status: int) -> None:
    settings.METRICS_TOKEN = "right"
    assert client.get("/metrics", **extra).status_code == status
