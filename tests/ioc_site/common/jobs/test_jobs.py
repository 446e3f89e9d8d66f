"""Jobs within one process: what is kept, what is refused, who may do what."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ioc_site.common.access_log import AccessLog
from ioc_site.common.jobs import cancel, enqueue, job, services
from ioc_site.common.jobs.enums import JobState
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.registry import label_of
from ioc_site.common.jobs.sweep import sweep
from tests.ioc_site.common.jobs.sample import tasks  # noqa: F401 - registers the sample jobs

pytestmark = pytest.mark.django_db


def state_of(job: Job) -> str:
    job.refresh_from_db()
    return job.state


def run(job: Job) -> Job:
    services.run_job(job.pk, in_thread=False)
    job.refresh_from_db()
    return job


def rows_of(job: Job) -> list[str]:
    return list(AccessLog.objects.filter(object_id=str(job.pk)).order_by("pk").values_list("field_group", flat=True))


def test_a_committed_job_is_sent_and_run(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("sample.count", {"n": 3})
        assert rows_of(job) == []
    assert state_of(job) == JobState.DONE
    assert rows_of(job) == ["0", "1", "2"]
    assert (job.result, job.done, job.total, job.percent) == ({"first": 0, "attempts": 1}, 3, 3, 100)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolls_back_never_was() -> None:
    with transaction.atomic():
        enqueue("sample.count", {"n": 1})
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not AccessLog.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_job_without_transaction_is_committed_and_sent_at_once() -> None:
    assert state_of(enqueue("sample.count", {"n": 1})) == JobState.DONE


def test_an_unknown_kind_is_the_callers_mistake() -> None:
    with pytest.raises(LookupError, match=r"sample\.unknown"):
        enqueue("sample.unknown")


def test_a_code_belongs_to_one_body() -> None:
    with pytest.raises(ValueError, match="registered already"):
        job("sample.count")(lambda run: None)


def test_a_second_message_for_a_job_does_nothing() -> None:
    job = run(enqueue("sample.count", {"n": 2}))
    assert rows_of(run(job)) == ["0", "1"]
    assert job.attempts == 1


def test_a_scheduled_job_waits_for_its_time() -> None:
    job = enqueue("sample.count", {"n": 1}, scheduled_for=timezone.now() + timedelta(hours=1))
    assert state_of(run(job)) == JobState.QUEUED
    assert sweep().sent == 0
    Job.objects.update(scheduled_for=timezone.now(), resend_at=timezone.now())
    assert sweep().sent == 1
    assert state_of(job) == JobState.DONE


def test_while_one_waits_there_is_no_second_of_its_key() -> None:
    first = enqueue("sample.count", {"n": 1}, unique_key="đếm")
    assert enqueue("sample.count", {"n": 1}, unique_key="đếm") == first
    assert enqueue("sample.count", {"n": 1}, unique_key="khác") != first
    run(first)
    assert enqueue("sample.count", {"n": 1}, unique_key="đếm") != first


def test_two_of_a_key_never_run_at_once(django_capture_on_commit_callbacks: Any) -> None:
    running = enqueue("sample.count", {"n": 1}, unique_key="đếm")
    Job.objects.filter(pk=running.pk).update(state=JobState.RUNNING, claim="other", heartbeat_at=timezone.now())
    waiting = enqueue("sample.count", {"n": 1}, unique_key="đếm")
    assert waiting != running
    assert run(waiting).state == JobState.QUEUED
    with django_capture_on_commit_callbacks(execute=True):
        services.give_back(Job.objects.get(pk=running.pk), "dừng")
    assert state_of(running) == JobState.CANCELLED  # the one that waits does its work
    assert state_of(waiting) == JobState.DONE


def test_the_database_itself_holds_a_key_unique() -> None:
    enqueue("sample.count", unique_key="đếm")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="sample.count", unique_key="đếm")


def test_an_unforeseen_error_is_tried_again_later_and_given_up_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    job = enqueue("sample.crash")
    waits = []
    for attempt in (1, 2):
        assert run(job).state == JobState.QUEUED
        assert job.attempts == attempt
        waits.append(job.scheduled_for - timezone.now())
        Job.objects.update(scheduled_for=timezone.now())
    assert timedelta(0) < waits[0] < waits[1]
    assert run(job).state == JobState.FAILED
    assert job.error.startswith("RuntimeError")
    assert "0912345678" not in job.error
    assert job.finished_at is not None


def test_a_failure_that_the_body_foresaw_is_final_and_told() -> None:
    job = run(enqueue("sample.refuse"))
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "Tệp không có dòng nào.", 1)


def test_a_run_that_lost_its_claim_writes_nothing_more() -> None:
    job = run(enqueue("sample.reentrant"))
    assert (job.state, job.claim, job.checkpoint) == (JobState.RUNNING, "another", None)


def test_a_run_goes_on_from_the_last_checkpoint() -> None:
    job = enqueue("sample.count", {"n": 4})
    Job.objects.filter(pk=job.pk).update(checkpoint=2)
    assert run(job).result == {"first": 2, "attempts": 1}
    assert rows_of(job) == ["2", "3"]


@pytest.mark.parametrize(
    ("worker", "silent_for", "taken"),
    [
        ("another-machine|boot|ns|1|1", timedelta(seconds=50), False),
        ("another-machine|boot|ns|1|1", timedelta(seconds=70), True),
        ("this process", timedelta(seconds=70), False),
        ("this process", timedelta(minutes=11), True),
        ("a process that is gone", timedelta(0), True),
    ],
)
def test_the_sweep_takes_jobs_from_the_dead_only(worker: str, silent_for: timedelta, taken: bool) -> None:
    me = services.processes.identity()
    known = {"this process": me, "a process that is gone": me.rpartition("|")[0] + "|1"}
    job = enqueue("sample.count", {"n": 1})
    Job.objects.update(
        state=JobState.RUNNING,
        claim="c",
        attempts=1,
        worker=known.get(worker, worker),
        heartbeat_at=timezone.now() - silent_for,
    )
    assert sweep().recovered == int(taken)
    assert state_of(job) == (JobState.DONE if taken else JobState.RUNNING)


def test_a_job_that_kills_its_worker_each_time_is_given_up() -> None:
    job = enqueue("sample.crash")
    Job.objects.update(
        state=JobState.RUNNING,
        claim="c",
        attempts=3,
        worker="x|y|z|1|1",
        heartbeat_at=timezone.now() - timedelta(hours=1),
    )
    sweep()
    assert state_of(job) == JobState.FAILED
    assert job.error


def test_a_waiting_message_is_sent_again_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ioc_site.common.jobs.sending.send", lambda job_id, kind: True)
    job = enqueue("sample.count", {"n": 1})
    patience = []
    for _ in range(3):
        Job.objects.update(resend_at=timezone.now())
        assert sweep().sent == 1
        assert sweep().sent == 0
        job.refresh_from_db()
        patience.append(job.resend_at - timezone.now())
    assert patience[0] < patience[1] < patience[2]
    assert sweep(starting=True).sent == 1


def test_cancelling_a_waiting_job_ends_it(django_user_model: Any) -> None:
    owner = django_user_model.objects.create_user("xuly")
    job = enqueue("sample.count", {"n": 1}, owner=owner)
    assert cancel(job, owner)
    assert run(job).state == JobState.CANCELLED
    assert rows_of(job) == []
    assert not cancel(job, owner)


def test_only_the_owner_and_the_operator_may_cancel(django_user_model: Any) -> None:
    owner = django_user_model.objects.create_user("xuly")
    job = enqueue("sample.count", {"n": 1}, owner=owner)
    with pytest.raises(PermissionDenied):
        cancel(job, django_user_model.objects.create_user("khac"))
    assert state_of(job) == JobState.QUEUED
    assert cancel(job, django_user_model.objects.create_superuser("vanhanh"))


def test_old_jobs_are_pruned_the_failed_ones_later() -> None:
    done, failed, young = (run(enqueue(kind, {"n": 0})) for kind in ("sample.count", "sample.refuse", "sample.count"))
    Job.objects.exclude(pk=young.pk).update(finished_at=timezone.now() - timedelta(days=40))
    assert services.prune() == 1
    assert set(Job.objects.all()) == {failed, young}
    Job.objects.update(finished_at=timezone.now() - timedelta(days=200))
    assert services.prune() == 2
    assert done.pk


def test_kinds_have_names_for_people() -> None:
    assert label_of("sample.count") == "Đếm"
    assert label_of("sample.gone") == "sample.gone"
