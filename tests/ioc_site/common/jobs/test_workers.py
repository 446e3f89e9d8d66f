"""Real workers on real brokers: what is asked for is done once, whatever is killed in between."""

import os
import signal
from collections import Counter

import pytest
from django.contrib.auth import get_user_model

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs import cancel
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from tests.ioc_site.common.jobs.conftest import ALL_BROKERS
from tests.ioc_site.common.jobs.portal import Portal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("portal", ALL_BROKERS, indirect=True),
]


def rows_of(job: Job) -> Counter[str]:
    return Counter(AccessLog.objects.filter(object_id=str(job.pk)).values_list("field_group", flat=True))


def is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.state == JobState.DONE


def test_a_job_survives_the_kill_of_its_worker_and_is_done_once(portal: Portal) -> None:
    worker = portal.start_worker()
    (job,) = portal.enqueue("sample.count", {"n": 20, "pause": 0.3})
    portal.until(lambda: len(rows_of(job)) >= 5, "in the middle of the job")
    portal.kill(worker)
    done_before = len(rows_of(job))
    assert done_before < 20
    portal.start_worker()
    portal.until(lambda: is_done(job), "done after the restart")
    assert rows_of(job) == Counter({str(number): 1 for number in range(20)})
    assert job.result == {"first": done_before, "attempts": 2}


def test_waiting_jobs_survive_too_and_no_job_runs_twice(portal: Portal) -> None:
    worker = portal.start_worker()
    jobs = portal.enqueue("sample.count", {"n": 3, "pause": 0.2}, times=8)
    portal.until(lambda: any(rows_of(job) for job in jobs), "started")
    portal.kill(worker)
    portal.start_worker()
    portal.start_worker()
    portal.start_beat()
    portal.until(lambda: all(is_done(job) for job in jobs), "all done")
    for job in jobs:
        assert rows_of(job) == Counter({"0": 1, "1": 1, "2": 1})


def test_a_job_whose_worker_process_alone_is_killed_is_taken_up_by_beat(portal: Portal) -> None:
    portal.start_worker()
    portal.start_beat()
    (job,) = portal.enqueue("sample.count", {"n": 20, "pause": 0.2})
    portal.until(lambda: len(rows_of(job)) >= 3, "in the middle of the job")
    job.refresh_from_db()
    # The pool's child that runs the job, whose number stands in the row; the worker itself stays.
    os.kill(int(job.worker.split("|")[-2]), signal.SIGKILL)
    portal.until(lambda: is_done(job), "done by another child")
    assert rows_of(job) == Counter({str(number): 1 for number in range(20)})
    assert job.attempts == 2


def test_heavy_jobs_have_a_queue_of_their_own(portal: Portal) -> None:
    portal.start_worker("--queues=default")
    (heavy,) = portal.enqueue("sample.heavy", {})
    (light,) = portal.enqueue("sample.count", {"n": 1})
    portal.until(lambda: is_done(light), "the light one done")
    heavy.refresh_from_db()
    assert heavy.state == JobState.QUEUED
    portal.start_worker("--queues=reports", "--hostname=reports@%h")
    portal.until(lambda: is_done(heavy), "the heavy one done")
    assert heavy.result == "nặng"


def test_a_broker_that_is_down_loses_nothing(portal: Portal) -> None:
    jobs = portal.enqueue("sample.count", {"n": 1}, times=3, broker="redis://127.0.0.1:1/0")
    assert [job.state for job in jobs] == [JobState.QUEUED] * 3
    portal.start_worker()
    portal.start_beat()
    portal.until(lambda: all(is_done(job) for job in jobs), "all done once the broker is there")


def test_a_body_goes_on_when_only_the_worker_above_it_is_killed(portal: Portal) -> None:
    worker = portal.start_worker()
    (job,) = portal.enqueue("sample.count", {"n": 15, "pause": 0.2})
    portal.until(lambda: len(rows_of(job)) >= 3, "in the middle of the job")
    os.kill(worker.pid, signal.SIGKILL)
    portal.start_worker()
    portal.until(lambda: is_done(job), "done")
    assert rows_of(job) == Counter({str(number): 1 for number in range(15)})


def test_a_running_job_is_cancelled_at_its_next_report(portal: Portal) -> None:
    portal.start_worker()
    (job,) = portal.enqueue("sample.count", {"n": 500, "pause": 0.2})
    portal.until(lambda: rows_of(job), "started")
    operator = get_user_model().objects.create_superuser(f"vanhanh{job.pk}")
    assert cancel(job, operator)
    portal.until(lambda: Job.objects.get(pk=job.pk).state == JobState.CANCELLED, "cancelled")
    assert 0 < len(rows_of(job)) < 500
