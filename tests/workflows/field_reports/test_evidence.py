"""What field reports prove of an agency or an officer, and that it is answered from the indexes made for it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ioc_site.common.evidence import Subject, evidence_for
from ioc_site.common.measures import Period
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports import factories as make
from workflows.engine.models.case import engine_writes
from workflows.field_reports.models import FieldReport

pytestmark = pytest.mark.django_db

CODES = ("field_reports.in_time", "field_reports.overdue", "field_reports.rated")


def found(subject: Subject, period: Period) -> dict:
    exhibits = evidence_for(subject, period, timezone.now())
    return {exhibit.code: exhibit for exhibit in exhibits if exhibit.code in CODES}


@pytest.fixture
def agency():
    """Three reports resolved ten days ago, one of them late and one without a deadline; one is overdue, one was
    resolved before the period and one elsewhere."""
    agency, elsewhere = make.district(), make.district()
    now, done = timezone.now(), timezone.now() - timedelta(days=10)
    lives = (
        (agency, {"resolved_at": done, "deadline_at": done, "rated_at": done, "rating": 5}),
        (agency, {"resolved_at": done, "deadline_at": done - timedelta(seconds=1), "rated_at": done, "rating": 2}),
        (agency, {"resolved_at": done, "deadline_at": None}),
        (agency, {"resolved_at": now - timedelta(days=300), "rated_at": now - timedelta(days=300), "rating": 4}),
        (agency, {"clock_due_at": now - timedelta(hours=1)}),
        (elsewhere, {"resolved_at": done, "rated_at": done, "rating": 1}),
    )
    for of, values in lives:
        report = make.submitted()
        with engine_writes():
            FieldReport.objects.filter(pk=report.pk).update(agency=of, **values)
    # All of them had come in by the end of the period.
    FieldReport.objects.update(created_at=now - timedelta(days=200))
    return agency


@pytest.fixture
def period():
    today = timezone.localdate()
    return Period(today - timedelta(days=90), today - timedelta(days=1))


def test_what_was_resolved_and_rated_in_the_period_is_counted(agency, period):
    exhibits = found(Subject(agency=agency), period)
    counted = {code: (exhibit.total, exhibit.good, len(exhibit.rows)) for code, exhibit in exhibits.items()}
    assert counted == {
        "field_reports.in_time": (3, 2, 3),
        "field_reports.overdue": (1, None, 1),
        "field_reports.rated": (2, 1, 2),
    }
    assert "3,5" in exhibits["field_reports.rated"].query


def test_of_an_officer_only_what_he_handled_counts(agency, period):
    officer = member(Role.OFFICER, agency)
    FieldReport.objects.filter(rating=2).update(handler=officer)
    exhibits = found(Subject(agency=agency, user=officer), period)
    assert (exhibits["field_reports.in_time"].total, exhibits["field_reports.in_time"].good) == (1, 0)
    assert exhibits["field_reports.rated"].total == 1


def test_an_agency_without_reports_has_no_mean(period):
    exhibits = found(Subject(agency=make.district()), period)
    assert {exhibit.total for exhibit in exhibits.values()} == {0}
    assert "–" in exhibits["field_reports.rated"].query


def plan_of(question: str) -> str:
    """How the database would answer; PostgreSQL is kept from reading a small table as a whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {question}")
            return "\n".join(row[3] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {question}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_each_question_about_an_agency_is_answered_along_an_index_of_its_own(agency, period):
    with CaptureQueriesContext(connection) as asked:
        found(Subject(agency=agency), period)
    questions = [q["sql"] for q in asked if 'FROM "field_reports_fieldreport"' in q["sql"]]
    assert len(questions) == 6
    for question in questions:
        plan = plan_of(question)
        wanted = next(n for n in ("resolved", "rated", "due") if f"{n}_at" in question)
        assert f"report_agency_{wanted}" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        assert "Sort" not in plan, plan
