"""Reports whose time is over lose what tells of a person and keep what was public."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from ioc_site.common.jobs import enqueue
from ioc_site.common.jobs.services import run_job
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import jpeg
from workflows.engine.models import EventDetail
from workflows.engine.services import fire
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import FieldReport, Photo
from workflows.field_reports.photos import blur_photo, store_photo
from workflows.field_reports.privacy import anonymise_due
from workflows.field_reports.public.following import follow
from workflows.field_reports.services import edit_public_copy

pytestmark = pytest.mark.django_db
WORDS = "Chị Hoa 0912 345 678 kể lại"


def old_report():
    by = make.moderator()
    report = make.closed(by, description=f"Ổ gà. {WORDS}")
    edit_public_copy(report, by, {"public_description": "Ổ gà."})
    follow(report, "theodoi@example.vn")
    fire(report, "note", by, comment=WORDS)
    blurred, hidden = (store_photo(report, jpeg(), PhotoKind.REPORT) for _number in range(2))
    blur_photo(blurred, [[0, 0, 500, 500]], by)
    Photo.objects.filter(pk=hidden.pk).update(is_public=False)
    return report, Photo.objects.get(pk=blurred.pk), hidden


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names():
            if table.startswith(("field_reports_", "engine_")):
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of the database itself
                dump.append(repr(cursor.fetchall()))
    return "".join(dump)


def test_nothing_tells_of_a_person_after_the_time_is_over(settings, django_capture_on_commit_callbacks):
    report, blurred, hidden = old_report()
    assert WORDS in everything_in_the_database()
    after = report.finished_at + timedelta(days=settings.FIELD_REPORT_RETENTION_DAYS, minutes=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert anonymise_due(after) == 1
    assert WORDS not in everything_in_the_database()
    report = FieldReport.objects.get(pk=report.pk)
    assert (report.public_description, report.description) == ("Ổ gà.", "Ổ gà.")
    assert report.reporter.email == ""
    assert not report.followers.exists()
    assert not EventDetail.objects.exclude(comment="").exists()
    storage = hidden.original.storage
    assert not storage.exists(hidden.original.name)
    assert not storage.exists(blurred.original.name)
    kept = report.photos.get()
    assert storage.exists(kept.original.name)
    assert kept.original.name == blurred.public.name
    assert anonymise_due(after) == 0


def test_the_chain_still_proves(settings):
    report, _blurred, _hidden = old_report()
    anonymise_due(report.finished_at + timedelta(days=settings.FIELD_REPORT_RETENTION_DAYS + 1))
    call_command("verify_timeline")


def test_younger_and_open_reports_stay_as_they_are(settings):
    report, _blurred, _hidden = old_report()
    make.in_progress()
    assert anonymise_due(report.finished_at + timedelta(days=settings.FIELD_REPORT_RETENTION_DAYS - 1)) == 0
    assert WORDS in FieldReport.objects.get(pk=report.pk).description


def test_the_nightly_job_does_it(settings):
    settings.FIELD_REPORT_RETENTION_DAYS = -1
    old_report()
    job = enqueue("field_reports.anonymise")
    run_job(job.pk, in_thread=False)
    job.refresh_from_db()
    assert job.result["reports"] == 1
