"""Compliance by agency, clause and period: computed by a job from the rooms' records, shown to whom it concerns."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from home.compliance import services
from home.compliance.levels import MET, NEARLY, NOT_MET, NOTHING, UNMEASURED, level_of
from home.compliance.models import Reading, Run
from home.compliance.queries import coverage
from home.duties.measuring import measured
from home.duties.queries import duties_of
from home.duties.reports import evidence_of
from home.duties.unmeasured import NAMES_NOBODY
from ioc_site.common import measures
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.jobs.models import Job
from ioc_site.common.jobs.services import run_job
from ioc_site.common.measures import Measure, MeasuredRow, MeasureResult
from reports.periods import parse_period
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import member
from tests.workflows.proposals import factories as make
from workflows.engine.services import fire

MONTH = f"{timezone.localdate():%Y-%m}"


def soup(client, url, status=200):
    response = client.get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.content, "html.parser")


def month():
    return parse_period(f"{timezone.localdate():%Y-%m}")


@pytest.fixture
def few_measures(monkeypatch):
    """Two measures of one clause whose figures depend on the agency alone."""
    monkeypatch.setattr(measures, "_measures", {})
    clause = Citation(REGULATION, 8, 5, "a")

    def compute(agency, period):
        return (
            MeasureResult(8, 10) if agency.code == "SYT" else MeasureResult(None, None, reason="Không có gì đến hạn.")
        )

    def rows(agency, period):
        return [MeasuredRow("Báo cáo tháng của Sở Y tế", False, "/quan-tri/"), MeasuredRow("Báo cáo quý", True)]

    measures.register_measure(
        Measure(
            "test.a", "Dữ liệu đúng hạn", (clause,), compute, rows, advice="Gửi phần còn thiếu.", action="/quan-tri/"
        )
    )
    measures.register_measure(Measure("test.b", "Dữ liệu đủ", (clause,), lambda a, p: MeasureResult(1, 1)))


def test_words_of_scores():
    assert [level_of(score) for score in (100, 90, 89.9, 75, 74.9, 0, None)] == [
        MET, MET, NEARLY, NEARLY, NOT_MET, NOT_MET, NOTHING,
    ]  # fmt: skip
    assert level_of(None, is_measured=False) is UNMEASURED


def test_the_job_computes_every_kept_period_once_and_running_ones_again(duties, few_measures):
    job = services.ask_to_compute(None)
    assert services.ask_to_compute(None).pk == job.pk
    run_job(job.pk, in_thread=False)
    job.refresh_from_db()
    assert job.state == "done", job.error
    kept = services.periods_kept(timezone.localdate())
    assert set(Run.objects.values_list("period", flat=True)) == {period.code for period in kept}
    again = services.periods_to_compute(timezone.localdate())
    assert {period.code for period in again} == {p.code for p in kept if p.end >= timezone.localdate()}
    health = Reading.objects.get(period=MONTH, agency__code="SYT", measure="test.a")
    assert (health.passing, health.assessed, health.score) == (8, 10, 80)
    # Only those who owe the duty are measured: communes do not under this clause.
    assert not Reading.objects.filter(agency__kind="commune", eid="dieu-8-khoan-5-diem-a").exists()


def test_what_ended_lately_is_computed_daily_and_then_left_alone(duties, few_measures):
    today = timezone.localdate()
    before = month().previous()
    services.compute(before)
    Run.objects.filter(period=before.code).update(computed_at=timezone.now() - timedelta(days=2))
    assert before.code in {period.code for period in services.periods_to_compute(today)}
    old = before.previous().previous()
    services.compute(old)
    assert old.code not in {period.code for period in services.periods_to_compute(today)}


def test_computing_again_replaces(duties, few_measures):
    count = services.compute(month())
    assert services.compute(month()) == count == Reading.objects.filter(period=MONTH).count()


def test_the_report_prints_the_same_figures(duties, few_measures):
    agency = Agency.objects.get(code="SYT")
    (reading,) = [
        item for item in measured(duties_of(REGULATION), [agency], month().as_measured) if item.measure.code == "test.a"
    ]
    (printed,) = [
        item for item in evidence_of(duties_of(REGULATION), [agency], month()) if item.measure.code == "test.a"
    ]
    assert printed.result == reading.result == MeasureResult(8, 10)


def test_leaders_see_the_matrix_and_open_the_rows(duties, few_measures, client):
    services.compute(month())
    services.compute(month().previous())
    client.force_login(member(Role.LEADER))
    page = soup(client, reverse("compliance"))
    health = page.find("th", string="Sở Y tế") or page.find("a", string="Sở Y tế").parent
    cell = health.parent.select_one('a[href*="diem-a"]')
    assert "90%" in cell.get_text()
    assert "Đạt" in cell.get_text()
    assert len(page.select(".compliance-list li")) == len(page.select(".compliance-matrix tbody tr"))
    opened = soup(client, cell["href"])
    text = opened.get_text(" ", strip=True)
    assert "8 trên 10 mục đạt" in text
    assert "Báo cáo tháng của Sở Y tế" in text
    assert "Gửi phần còn thiếu." in text
    assert len(opened.select(".compliance-trend tbody tr")) == 4  # two measures, two months


def test_filters_by_period_chapter_and_agency(duties, few_measures, client):
    client.force_login(member(Role.MODERATOR))
    url = reverse("compliance")
    everything = soup(client, url)
    chapter = soup(client, f"{url}?chuong=chuong-3")
    assert (
        0 < len(chapter.select(".compliance-matrix thead th")) < len(everything.select(".compliance-matrix thead th"))
    )
    one = soup(client, f"{url}?co-quan=so-y-te&ky={timezone.localdate().year}")
    assert len(one.select(".compliance-matrix tbody tr")) == 1
    assert one.select_one("#ky option[selected]")["value"] == str(timezone.localdate().year)
    for odd in ("ky=9999-99", "ky=%F0", "chuong=x", "co-quan=khong-co", f"ky={'1' * 5000}"):
        assert client.get(f"{url}?{odd}").status_code == 200


def test_an_agency_sees_its_own_and_what_to_do_next(duties, few_measures, client):
    services.compute(month())
    health = Agency.objects.get(code="SYT")
    client.force_login(member(Role.OFFICER, health))
    response = client.get(reverse("compliance"))
    assert response.status_code == 302
    assert response["Location"].endswith("/so-y-te/")
    page = soup(client, response["Location"])
    to_do = page.select_one(".compliance-next").get_text(" ", strip=True)
    assert "Dữ liệu đúng hạn" in to_do
    assert "8 trên 10" in to_do
    assert "Gửi phần còn thiếu." in to_do
    assert client.get(reverse("compliance_agency", args=["so-giao-duc-va-dao-tao"])).status_code == 404
    cell = reverse("compliance_cell", args=["so-giao-duc-va-dao-tao", "dieu-8-khoan-5-diem-a"])
    assert client.get(cell).status_code == 404
    assert client.post(reverse("compliance_compute")).status_code in (302, 403)
    assert not Job.objects.filter(kind=services.JOB).exists()


def test_somebody_without_an_agency_and_citizens_see_nothing(duties, client):
    for path in ("compliance", "compliance_coverage"):
        assert client.get(reverse(path)).status_code == 302  # to the sign-in


def test_constant_queries(duties, client, django_assert_max_num_queries):
    services.compute(month())
    client.force_login(member(Role.LEADER))
    client.get(reverse("compliance"))
    paths = [reverse("compliance"), reverse("compliance_agency", args=["so-y-te"]), reverse("compliance_coverage")]
    for path in paths:
        with django_assert_max_num_queries(28):
            assert client.get(path).status_code == 200


def test_every_clause_and_point_is_measured_or_says_why_not(duties):
    covered = coverage()
    clauses = [one for one in covered if one.provision.kind == "clause"]
    points = [one for one in covered if one.provision.kind == "point"]
    assert (len(clauses), len(points)) == (41, 6)
    for one in covered:
        assert one.measures or one.reason or one.provision.children, one.provision.label
    measured_places = {one.provision.eid for one in covered if one.measures}
    assert {"dieu-4-khoan-3", "dieu-6-khoan-1", "dieu-7-khoan-5", "dieu-8-khoan-5-diem-dd", "dieu-10-khoan-3"} <= (
        measured_places
    )
    nobody = {one.provision.eid for one in covered if one.reason is NAMES_NOBODY}
    assert not nobody & {duty.eid for duty in duties_of(REGULATION)}


def test_a_real_measure_from_proposals_with_its_rows(duties, client):
    health = Agency.objects.get(code="SYT")
    good = make.received(health, kind="improvement")
    bad = make.received(health, kind="improvement", title="Đề xuất bị từ chối")
    fire(bad, "decline", make.moderator(), {"answer": "Không phù hợp."})
    services.compute(month())
    reading = Reading.objects.get(period=MONTH, agency=health, measure="proposals.improvements")
    assert (reading.passing, reading.assessed) == (1, 2)
    client.force_login(member(Role.LEADER))
    page = soup(client, reverse("compliance_cell", args=[health.slug, "dieu-8-khoan-5-diem-dd"]))
    rows = [row.get_text(" ", strip=True) for row in page.select(".compliance-rows li")]
    assert rows[0].startswith("chưa đạt")
    assert bad.reference in rows[0]
    assert any(good.reference in row and row.startswith("đạt") for row in rows)


def test_discipline_is_never_counted(duties):
    from tests.workflows.conduct import factories as conduct

    services.compute(month())
    before = list(Reading.objects.order_by("pk").values_list("agency", "eid", "measure", "passing", "assessed"))
    case = conduct.proposed("discipline")
    services.compute(month())
    after = Reading.objects.exclude(agency=case.agency).exclude(agency=case.subject_agency_id or 0)
    found = list(after.order_by("pk").values_list("agency", "eid", "measure", "passing", "assessed"))
    assert [row for row in found if row not in before and row[3] is not None and row[2].startswith("conduct")] == []


def test_days_with_a_critical_incident(duties):
    operator = Agency.objects.get(code="VNPT")
    make.endorsed(kind="incident", severity="critical")
    today = timezone.localdate()
    services.compute(month())
    reading = Reading.objects.get(period=MONTH, agency=operator, measure="proposals.steady")
    assert (reading.passing, reading.assessed) == (today.day - 1, (today - date(today.year, today.month, 1)).days + 1)
