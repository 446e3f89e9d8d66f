"""A real worker that is killed outright while it builds reports: each is built once, whole, by whoever comes next."""

from pathlib import Path

import pytest

from ioc_site.common.jobs import sending
from reports.models import NumberRegister, ReportDocument, ReportFile
from tests.ioc_site.common.jobs.conftest import ALL_BROKERS, migrated_postgresql, migrated_sqlite, portal  # noqa: F401
from tests.ioc_site.common.jobs.portal import Portal
from tests.reports.documents import Office
from workflows.engine.services import fire

REPORTS = 5
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("portal", ALL_BROKERS, indirect=True),
]


def test_reports_survive_the_worker_that_builds_them(
    portal: Portal,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(sending, "send", lambda *arguments: False)  # the workers' own sweep finds the jobs
    office = Office()
    for _ in range(REPORTS):
        fire(office.planned(), "start", office.officer)
    built = ReportDocument.objects.filter(state="draft")
    worker = portal.start_worker("-Q", "default,reports")
    portal.until(built.exists, "built the first report")
    portal.kill(worker)
    portal.start_worker("-Q", "default,reports")
    portal.until(lambda: built.count() == REPORTS, "built all reports")
    files = {row.file.name: row.size for row in ReportFile.objects.all()}
    assert len(files) == ReportFile.objects.count() == 3 * REPORTS
    kept = {str(p.relative_to(tmp_path / "private")): p.stat().st_size for p in (tmp_path / "private").rglob("BC-*")}
    assert {name: kept.get(name) for name in files} == files
    assert not NumberRegister.objects.exists()
