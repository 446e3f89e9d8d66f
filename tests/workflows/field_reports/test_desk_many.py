"""Work on many reports at once, and who watches over the work."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.services import run_job
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.desk_screens import QUEUE, at, references
from tests.workflows.field_reports.test_screens import signed_in
from workflows.field_reports.models import (
    FieldReport,
    RoutingRule,
)

pytestmark = pytest.mark.django_db


def start(client: Client, code: str, reports: list[FieldReport], **answers: str) -> Job:
    data = {"viec": code, "chon": [report.reference for report in reports], "xac-nhan": "1"} | answers
    client.post(f"{QUEUE}hang-loat/", data)
    job = Job.objects.filter(kind="field_reports.bulk").latest("pk")
    run_job(job.pk, in_thread=False)
    job.refresh_from_db()
    return job


def test_many_are_assigned_by_their_rules_and_those_that_cannot_are_named():
    agency = make.district()
    reports = [make.accepted(), make.accepted(), make.submitted()]
    RoutingRule.objects.create(name="Về huyện", agency=agency)
    moderator = signed_in(make.moderator())
    job = start(moderator, "assign", reports, comment="Mã {ma_so}")
    assert [FieldReport.objects.get(pk=report.pk).state for report in reports] == ["assigned", "assigned", "submitted"]
    assert job.result["done"] == 2
    page = moderator.get(f"{QUEUE}hang-loat/{job.pk}/").content.decode()
    assert reports[2].reference in page
    assert signed_in(make.moderator()).get(f"{QUEUE}hang-loat/{job.pk}/").status_code == 404


def test_a_run_after_a_crash_goes_on_and_repeats_nothing(monkeypatch):
    from workflows.field_reports.desk import bulk

    reports = [make.submitted() for _number in range(3)]
    real = bulk._one
    seen: list[int] = []

    def breaks(run, user, key, router):
        if len(seen) == 1 and key not in seen:
            seen.append(key)
            raise RuntimeError("the worker is gone")
        seen.append(key)
        return real(run, user, key, router)

    monkeypatch.setattr(bulk, "_one", breaks)
    job = start(signed_in(make.moderator()), "accept", reports)
    assert job.state == "queued"
    monkeypatch.setattr(bulk, "_one", real)
    Job.objects.filter(pk=job.pk).update(scheduled_for=timezone.now())
    run_job(job.pk, in_thread=False)
    job.refresh_from_db()
    assert job.result == {"done": 3, "errors": []}
    assert [FieldReport.objects.get(pk=report.pk).version for report in reports] == [2, 2, 2]


def test_rejecting_many_needs_a_reason_and_nothing_chosen_goes_back():
    report = make.submitted()
    moderator = signed_in(make.moderator())
    answer = moderator.post(
        f"{QUEUE}hang-loat/", {"viec": "reject", "chon": report.reference, "xac-nhan": "1", "comment": ""}
    )
    assert answer.status_code == 422
    assert moderator.get(f"{QUEUE}hang-loat/?viec=reject").status_code == 302
    assert not Job.objects.filter(kind="field_reports.bulk").exists()


def test_officers_do_nothing_with_many_and_heads_hand_out():
    agency = make.district()
    officer, head = member(Role.OFFICER, agency), member(Role.HEAD, agency)
    reports = [make.assigned(agency), make.assigned(agency)]
    assert signed_in(officer).get(f"{QUEUE}hang-loat/?viec=accept&chon={reports[0].reference}").status_code == 302
    start(signed_in(head), "hand_to", reports, handler=str(officer.pk))
    assert {FieldReport.objects.get(pk=report.pk).handler for report in reports} == {officer}


def test_heads_see_load_and_lateness_of_their_people(time_machine_to):
    agency = make.district()
    officer, head = member(Role.OFFICER, agency), member(Role.HEAD, agency)
    report = make.in_progress(officer, agency)
    make.assigned(agency)
    make.in_progress()
    time_machine_to(report.deadline_at + timedelta(hours=1))
    load = signed_in(head).get(f"{QUEUE}khoi-luong/").context["load"]
    rows = {row.name: (row.open, row.overdue) for row in load.rows}
    assert rows[str(officer)] == (1, 1)
    assert load.total.open == 2
    url = next(row.overdue_url for row in load.rows if row.name == str(officer))
    assert references(signed_in(head).get(url)) == [report.reference]
    assert signed_in(officer).get(f"{QUEUE}khoi-luong/").status_code in (302, 403)


def test_auditors_read_who_opened_contact_details_and_why():
    report, by = make.submitted(), make.moderator()
    signed_in(by).post(f"{at(report)}lien-he/", {"reason": "Hỏi vị trí"})
    log = "/quan-tri/nhat-ky-du-lieu-ca-nhan/"
    page = signed_in(member(Role.AUDITOR)).get(f"{log}?q={report.reference}").content.decode()
    assert "Hỏi vị trí" in page
    assert by.username in page
    assert signed_in(by).get(log).status_code in (302, 403)
