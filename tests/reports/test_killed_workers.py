"""A real worker that is killed outright while it writes a report: the report is built by the next one, whole, or it is
shown as failed when every worker dies of it."""

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest

from ioc_site.common.jobs import sending
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from reports.models import NumberRegister, ReportDocument
from subsystems.agencies.models import User
from tests.ioc_site.common.jobs.conftest import ALL_BROKERS, migrated_postgresql, migrated_sqlite, portal  # noqa: F401
from tests.ioc_site.common.jobs.portal import Portal
from tests.reports.documents import Office
from workflows.engine.services import fire

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("portal", ALL_BROKERS, indirect=True),
]
QUEUES = "--queues=default,reports"


@pytest.fixture
def document(portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReportDocument:  # noqa: F811
    """A report whose building was asked for; its job waits in the outbox, as when the web process lost its broker."""
    monkeypatch.setattr(sending, "send", lambda *arguments: False)
    portal.use_settings("tests.reports.worker_settings")
    (tmp_path / "hold").touch()
    office = Office(code=f"SO-{uuid4().hex[:8]}")  # several tests share one database of PostgreSQL
    asked = office.planned()
    fire(asked, "start", office.officer)
    return asked


def kill_while_writing(portal: Portal, folder: Path) -> None:  # noqa: F811
    (folder / "held").unlink(missing_ok=True)
    worker = portal.start_worker(QUEUES)
    portal.until((folder / "held").exists, "writing the report")
    portal.kill(worker)


def job_of(document: ReportDocument) -> Job:
    return Job.objects.filter(kind="reports.build", arguments__document=document.pk).earliest("pk")


def whole_files(folder: Path) -> list[Path]:
    return list((folder / "private").rglob("BC-*"))


def test_report_of_a_killed_worker_is_built_whole_by_the_next(
    portal: Portal,  # noqa: F811
    document: ReportDocument,
    tmp_path: Path,
) -> None:
    kill_while_writing(portal, tmp_path)
    document.refresh_from_db()
    assert (document.state, document.files.count()) == ("building", 0)
    assert not whole_files(tmp_path)
    (tmp_path / "hold").unlink()
    portal.start_worker(QUEUES)
    portal.until(lambda: job_of(document).state == JobState.DONE, "built")
    document.refresh_from_db()
    assert (document.state, document.failure) == ("draft", "")
    files = {row.file.name: row.sha256 for row in document.files.all()}
    assert len(files) == 3
    assert {name: hashlib.sha256((tmp_path / "private" / name).read_bytes()).hexdigest() for name in files} == files
    assert job_of(document).attempts == 2


def test_report_that_kills_every_worker_is_shown_as_failed_and_can_be_asked_for_again(
    portal: Portal,  # noqa: F811
    document: ReportDocument,
    tmp_path: Path,
) -> None:
    for _attempt in range(3):
        kill_while_writing(portal, tmp_path)
    (tmp_path / "hold").unlink()
    worker = portal.start_worker(QUEUES)
    portal.until(lambda: job_of(document).state == JobState.FAILED, "given up")
    portal.kill(worker)
    document.refresh_from_db()
    assert document.state == "failed"
    assert "lỗi của cổng" in document.failure
    assert not whole_files(tmp_path)
    assert not NumberRegister.objects.filter(issuer=document.issuer).exists()
    fire(document, "start", User.objects.get(pk=document.created_by_id))
    portal.start_worker(QUEUES)  # a start sends what waits
    portal.until(lambda: ReportDocument.objects.get(pk=document.pk).state == "draft", "built after all")
