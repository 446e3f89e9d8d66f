"""The three installations on which jobs must survive: embedded, and the two that production runs on."""

import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from tests.ioc_site.common.jobs.portal import Portal, database_at

SETTINGS = "tests.ioc_site.common.jobs.worker_settings"
POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
BROKERS = {
    "disk": "filesystem://",
    "redis": os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9"),
    "rabbitmq": os.environ.get("TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:5672//"),
}
ALL_BROKERS = [
    "disk",
    pytest.param("redis", marks=pytest.mark.services),
    pytest.param("rabbitmq", marks=pytest.mark.services),
]


def _migrate(url: str, folder: Path) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_URL": url, "IOC_VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env={**os.environ, **environment}, check=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object) -> Path:
    """An empty portal's database on disk, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "empty.sqlite3"
    if connection.vendor != "sqlite":
        _migrate(f"sqlite:///{path}", folder)
        return path
    with django_db_blocker.unblock():
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty portal's database in PostgreSQL, which is dropped at the end."""
    name = f"ioc_jobs_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()
            _migrate(url, tmp_path_factory.mktemp("postgresql"))
            yield url
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def portal(request: pytest.FixtureRequest, tmp_path: Path, transactional_db: None) -> Iterator[Portal]:
    """A portal with the broker that the test is parametrised with: on disk with SQLite, else with PostgreSQL."""
    broker = request.param
    if broker == "disk":
        database = tmp_path / "portal.sqlite3"
        database.write_bytes(request.getfixturevalue("migrated_sqlite").read_bytes())
        url = f"sqlite:///{database}"
    else:
        url = request.getfixturevalue("migrated_postgresql")
    environment = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATABASE_URL": url,
        "IOC_VAR_DIR": str(tmp_path),
        "CELERY_BROKER_URL": BROKERS[broker],
    }
    portal = Portal(environment, tmp_path)
    with database_at(url):
        try:
            yield portal
        finally:
            portal.stop()
