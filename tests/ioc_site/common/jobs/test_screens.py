"""The screens of background jobs: who sees which, how far they are, and cancelling."""

from typing import Any

import pytest
from django.test import Client

from ioc_site.common.jobs import enqueue
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.queries import backlog
from subsystems.agencies.enums import Role
from tests.ioc_site.common.jobs.sample import tasks  # noqa: F401 - registers the sample jobs
from tests.subsystems.agencies.factories import AgencyFactory, UserFactory, member

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/cong-viec-nen/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(db: None) -> Any:
    return member(Role.OFFICER, AgencyFactory())


@pytest.fixture
def job(owner: Any) -> Job:
    return enqueue("sample.count", {"n": 1}, owner=owner, title="Số liệu tháng 5")


def test_everybody_sees_his_own_jobs_only(owner: Any, job: Job) -> None:
    enqueue("sample.count", {"n": 1}, owner=UserFactory(), title="Việc của người khác")
    page = signed_in(owner).get(LIST).content.decode()
    assert "Số liệu tháng 5" in page
    assert "Đang chờ" in page
    assert "Việc của người khác" not in page


def test_the_operator_sees_all_and_may_cancel(job: Job) -> None:
    operator = signed_in(member(Role.OPERATOR, AgencyFactory()))
    assert "Số liệu tháng 5" in operator.get(LIST).content.decode()
    assert operator.post(f"{LIST}{job.pk}/huy/").status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_somebody_else_gets_at_nothing(job: Job) -> None:
    other = signed_in(member(Role.OFFICER, AgencyFactory()))
    assert other.get(f"{LIST}{job.pk}/").status_code == 404
    assert other.get(f"{LIST}{job.pk}/tien-do.json").status_code == 404
    assert other.post(f"{LIST}{job.pk}/huy/").status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_the_auditor_reads_and_changes_nothing(job: Job) -> None:
    auditor = signed_in(member(Role.AUDITOR, AgencyFactory()))
    page = auditor.get(f"{LIST}{job.pk}/")
    assert page.status_code == 200
    assert "Hủy công việc này" not in page.content.decode()
    auditor.post(f"{LIST}{job.pk}/huy/")
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_cancelling_needs_a_post(owner: Any, job: Job) -> None:
    assert signed_in(owner).get(f"{LIST}{job.pk}/huy/").status_code == 405


def test_cancelling_what_has_ended_says_so(owner: Any, job: Job) -> None:
    Job.objects.update(state=JobState.DONE)
    page = signed_in(owner).post(f"{LIST}{job.pk}/huy/", follow=True).content.decode()
    assert "đã kết thúc trước khi" in page


def test_progress_for_programs(owner: Any, job: Job) -> None:
    Job.objects.update(state=JobState.RUNNING, done=5, total=20)
    answer = signed_in(owner).get(f"{LIST}{job.pk}/tien-do.json")
    assert answer.json() == {
        "id": job.pk,
        "kind": "Đếm",
        "state": "running",
        "state_label": "Đang chạy",
        "done": 5,
        "total": 20,
        "percent": 25,
        "finished": False,
        "cancelling": False,
        "error": "",
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_of_a_failed_job_says_why(owner: Any, job: Job) -> None:
    Job.objects.update(state=JobState.FAILED, error="Tệp không có dòng nào.")
    page = signed_in(owner).get(f"{LIST}{job.pk}/").content.decode()
    assert "Tệp không có dòng nào." in page
    assert "Không thành công" in page


@pytest.mark.parametrize("query", ["?trang-thai=failed", "?trang-thai=khong-co", "?sau=hỏng", "?trang-thai=%00"])
def test_odd_parameters_are_answered(owner: Any, job: Job, query: str) -> None:
    page = signed_in(owner).get(LIST + query)
    assert page.status_code in (200, 400)
    assert ("Số liệu tháng 5" in page.content.decode()) == (query in ("?trang-thai=khong-co", "?sau=hỏng"))


def test_the_list_asks_a_constant_number_of_queries(owner: Any, job: Job, django_assert_max_num_queries: Any) -> None:
    client = signed_in(owner)
    client.get(LIST)
    for _ in range(20):
        enqueue("sample.count", {"n": 1}, owner=owner)
    with django_assert_max_num_queries(13):
        client.get(LIST)


def test_nobody_gets_in_without_signing_in(job: Job) -> None:
    assert Client().get(LIST).status_code == 302


def test_the_backlog_counts_what_is_due(job: Job) -> None:
    Job.objects.create(kind="sample.count", state=JobState.RUNNING)
    found = backlog()
    assert (found.waiting, found.running, found.failed) == (1, 1, 0)
    assert found.oldest == Job.objects.get(pk=job.pk).scheduled_for
