"""What goes wrong: a worker killed in mid-build, a full disk, several people numbering at once. Each leaves a clear
state, no half file, and neither a gap nor a double in the register."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from ioc_site.common.jobs import JobFailure, sending
from reports import files, services
from reports.models import ReportFile
from tests.reports.documents import Office
from workflows.engine.errors import NotAllowed
from workflows.engine.services import fire

ROOT = Path(__file__).resolve().parents[2]
NUMBER = """
import sys, json, django
django.setup()
from reports.models import ReportDocument
from subsystems.agencies.models import User
from workflows.engine.services import fire
who, *keys = map(int, sys.argv[1:])
user = User.objects.get(pk=who)
given = []
for key in keys:
    document = ReportDocument.objects.get(pk=key)
    fire(document, "number", user)
    given.append(document.number)
print(json.dumps(given))
"""
BUILD = """
import os, signal, sys, django
django.setup()
from pathlib import Path
from reports import files, services
from reports.models import ReportDocument
document = ReportDocument.objects.get(pk=int(sys.argv[1]))
if sys.argv[2] == "die":
    replace = Path.replace
    def die(self, target):
        os.truncate(self, 100)
        os.kill(os.getpid(), signal.SIGKILL)
    Path.replace = die
services.build(document)
document.refresh_from_db()
print(document.state)
"""


def run(code: str, database: Path, folder: Path, *arguments: object) -> "subprocess.Popen[str]":
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "IOC_VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tests.reports.process_settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def copy_of_database(tmp_path: Path) -> Path:
    database = tmp_path / "copy.sqlite3"
    with sqlite3.connect(database) as copy:
        connection.connection.backup(copy)
    copy.close()
    return database


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs stay in the outbox: the processes of the test do their work."""
    monkeypatch.setattr(sending, "send", lambda *arguments: False)


@pytest.mark.usefixtures("broker_away")
@pytest.mark.django_db(transaction=True)
def test_numbers_given_by_several_processes_have_no_gap_and_no_double(tmp_path: Path) -> None:
    office = Office()
    documents = [office.approved() for _ in range(6)]
    database = copy_of_database(tmp_path)
    halves = [documents[:3], documents[3:]]
    running = [run(NUMBER, database, tmp_path, office.officer.pk, *(d.pk for d in half)) for half in halves]
    given = [number for process in running for number in json.loads(process.communicate()[0].splitlines()[-1])]
    assert sorted(given) == list(range(1, 7))


@pytest.mark.usefixtures("broker_away")
@pytest.mark.django_db(transaction=True)
def test_build_killed_half_way_is_done_by_the_next(tmp_path: Path) -> None:
    office = Office()
    document = office.planned()
    fire(document, "start", office.officer)
    database = copy_of_database(tmp_path)
    dying = run(BUILD, database, tmp_path, document.pk, "die")
    dying.communicate()
    assert dying.returncode == -9
    with sqlite3.connect(database) as rows:
        assert rows.execute("SELECT count(*) FROM reports_reportfile").fetchone() == (0,)
        assert rows.execute("SELECT state FROM reports_reportdocument").fetchone() == ("building",)
    assert not list((tmp_path / "private").rglob("BC-*"))
    again = run(BUILD, database, tmp_path, document.pk, "live")
    assert again.communicate()[0].splitlines()[-1] == "draft"
    with sqlite3.connect(database) as rows:
        sizes = dict(rows.execute("SELECT file, size FROM reports_reportfile"))
    assert len(sizes) == 3
    assert {name: (tmp_path / "private" / name).stat().st_size for name in sizes} == sizes


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_store", refuse)


@pytest.mark.django_db
def test_full_disk_fails_the_build_plainly(full_disk: None) -> None:
    office = Office()
    document = office.planned()
    fire(document, "start", office.officer)
    with pytest.raises(JobFailure):
        services.build(document)
    document.refresh_from_db()
    assert document.state == "failed"
    assert "đĩa" in document.failure
    assert not ReportFile.objects.exists()


@pytest.mark.django_db
def test_full_disk_leaves_a_report_unsigned(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> None:
    office = Office()
    document = office.numbered()
    settings.IOC_DEMO, settings.VAR_DIR = True, tmp_path

    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "_store", refuse)
    with pytest.raises(NotAllowed, match="Không lưu được"):
        services.sign(document, office.head)
    document.refresh_from_db()
    assert (document.state, document.signed_by) == ("numbered", "")
