"""What goes wrong: a worker killed in mid-build, a full disk, several people numbering at once. Each leaves a clear
state, no half file, and neither a gap nor a double in the register."""

import errno
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ioc_site.common.jobs import JobFailure, sending
from reports import files, proving, services
from reports.content import Annex, Grid, Head
from reports.enums import FileKind, ScopeKind
from reports.kinds import Ask, Scope, compute, kind_of
from reports.models import NumberRegister, ReportDocument, ReportFile
from reports.periods import parse_period
from reports.unsaved import set_unsaved
from tests.reports.documents import SIGNATURE, Office
from tests.reports.verifier import assert_archive, pages_of
from tests.subsystems.agencies.factories import AgencyFactory
from workflows.engine.errors import Conflict, NotAllowed
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


@pytest.mark.django_db
def test_archive_is_proved_and_what_was_changed_is_found(settings, tmp_path: Path) -> None:
    office = Office()
    document = office.sent()
    call_command("verify_reports", stdout=StringIO())
    assert list(proving.problems()) == []
    file = files.newest(document, FileKind.FINAL)
    storage = file.file.storage
    data = files.read_file(file)
    storage.delete(file.file.name)
    assert [line.rsplit(": ", 1)[1] for line in proving.problems()] == ["tệp không còn"]
    storage.save(file.file.name, ContentFile(data[:-1] + b"x"))
    with pytest.raises(CommandError):
        call_command("verify_reports", stdout=StringIO(), stderr=StringIO())
    NumberRegister.objects.update(last=7)
    assert any("sổ ghi 7, có 1 văn bản" in line for line in proving.problems())


@pytest.mark.django_db
def test_two_approve_at_once_and_one_is_told_who_was_first() -> None:
    office = Office()
    document = office.draft()
    seen = document.version
    fire(document, "approve", office.head, SIGNATURE, expected_version=seen)
    late = ReportDocument.objects.get(pk=document.pk)
    with pytest.raises(Conflict, match=str(office.head)):
        fire(late, "approve", office.leader, SIGNATURE, expected_version=seen)
    late.refresh_from_db()
    assert (late.state, late.number) == ("approved", None)
    assert not NumberRegister.objects.exists()


@pytest.mark.django_db
def test_agency_that_was_dissolved_within_the_period_is_reported_with_its_successor(tmp_path: Path) -> None:
    Office()
    after = AgencyFactory(name="UBND phường Phan Thiết", valid_from=date(2025, 7, 1))
    gone = AgencyFactory(name="UBND thành phố Phan Thiết cũ", valid_to=date(2025, 6, 30))
    gone.successors.add(after)
    scope = Scope(kind=ScopeKind.AGENCY, agency=gone)
    ask = Ask(period=parse_period("2025"), at=timezone.now(), scope=scope)
    for code in ("field_reports", "data_quality"):
        content = compute(kind_of(code), ask)
        told = [line for line in content.summary if "kết thúc hoạt động ngày 30/06/2025" in line]
        assert told, code
        assert "UBND phường Phan Thiết" in told[0]
        assert_archive(set_unsaved(kind_of(code), ask, content), tmp_path)


@pytest.mark.django_db
def test_name_of_300_characters_and_table_of_5000_rows(tmp_path: Path) -> None:
    Office()
    name = ("Ủy ban nhân dân xã có tên rất dài " * 10)[:255]
    agency = AgencyFactory(name=name)
    endless = "X" * 300
    heads = (Head(title="TT", share=0.4, align="center"), Head(title="Tên", share=3), Head(title="Số", align="right"))
    rows = tuple((str(index), endless if index == 7 else f"Dòng {index} & <b>", index * 1000) for index in range(5000))
    ask = Ask(period=parse_period("2025"), at=timezone.now(), scope=Scope(kind=ScopeKind.AGENCY, agency=agency))
    content = compute(kind_of("field_reports"), ask)
    table = Annex(title="Danh sách", blocks=(Grid(caption="5.000 dòng", heads=heads, rows=rows),))
    pdf = set_unsaved(kind_of("field_reports"), ask, replace(content, annexes=(table,)))
    assert_archive(pdf, tmp_path)
    pages = pages_of(pdf)
    assert name.upper()[:30] in " ".join(pages[0].split())
    assert "4.999.000" in pages[-1]
    assert sum("TT" in page for page in pages) > 100  # the head is repeated on each page
