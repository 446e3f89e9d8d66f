"""The figures of the component: what each number counts, fair comparison, freshness; page, file and evidence."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.services import set_up_site
from home.site_file import read_site_file
from ioc_site.common.figures import figure_of
from ioc_site.common.measures import Period, measures_for
from ioc_site.common.subsystems import Subsystem
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory
from tests.workflows.field_reports import factories as make
from workflows.engine.models.case import engine_writes
from workflows.engine.services import fire
from workflows.field_reports.models import FieldReport, Tally, TallyRun
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.statistics import queries, registering
from workflows.field_reports.statistics.charts import month_chart
from workflows.field_reports.statistics.periods import months_between, months_of, span_of
from workflows.field_reports.statistics.queries import Figures, Line, figures_of, ranked
from workflows.field_reports.statistics.tallying import refresh

pytestmark = pytest.mark.django_db
FILE = "/phan-anh/so-lieu.csv"


@pytest.fixture
def component_page() -> str:
    """The address of the component's page, on a site that is set up."""
    AgencyFactory(name="Sở Thông tin và Truyền thông", leads=["phan-anh-hien-truong"])
    set_up_site(read_site_file())
    return "/phan-he/phan-anh-hien-truong/"


def set_times(report: FieldReport, **fields) -> None:
    """Put a report into the past, which no service does."""
    with engine_writes():
        FieldReport.objects.filter(pk=report.pk).update(**fields)


def judged(standing: str, **kwargs) -> FieldReport:
    """A closed report that stands so to its deadlines."""
    report, now = make.closed(**kwargs), timezone.now()
    offset = {"on_time": -1, "extended": 1, "late": 3}[standing]
    set_times(
        report,
        created_at=now - timedelta(hours=10),
        accepted_at=now - timedelta(hours=8),
        resolved_at=now,
        first_deadline_at=now - timedelta(hours=offset),
        deadline_at=now - timedelta(hours=offset - 2),
    )
    return report


def total(period: str = "all") -> Figures:
    return figures_of(Tally.objects.filter(period=period, grain="").first())


def test_each_report_counts_where_it_belongs():
    for standing in ("on_time", "on_time", "extended", "late"):
        judged(standing)
    overdue = make.in_progress()
    set_times(overdue, clock_due_at=timezone.now() - timedelta(hours=1))
    make.in_progress()
    fire(make.submitted(), "reject", make.moderator(), {"rejection": "test"}, "Gửi thử")
    refresh()
    figures = total()
    assert (figures.received, figures.not_taken_up, figures.in_hand) == (7, 1, 2)
    assert (figures.on_time, figures.extended, figures.late, figures.overdue_open) == (2, 1, 2, 1)
    assert figures.decided == 5
    assert figures.on_time_share == 40


def test_medians_are_exact_and_of_the_right_stretches():
    for hours in (2, 4, 12):
        report, now = judged("on_time"), timezone.now()
        set_times(report, created_at=now - timedelta(hours=hours + 1), accepted_at=now - timedelta(hours=1))
        set_times(report, resolved_at=now)
    refresh()
    assert total().accept_hours == pytest.approx(4, abs=0.01)
    assert total().resolve_hours == pytest.approx(5, abs=0.01)


def test_satisfaction_is_the_mean_and_shown_from_ten_ratings_on():
    for rating in (5, 4, 3):
        fire(make.closed(), "rate", REPORTER, {"rating": rating})
    refresh()
    assert total().rating == 4
    assert not total().has_enough_ratings


def figures(received: int, on_time: int, late: int) -> Figures:
    return Figures(received, 0, on_time, 0, late, 0, 0, None, None, 0, None, 0)


def test_small_samples_are_not_ranked_and_equal_shares_share_a_rank():
    lines = [
        Line("Nhỏ mà giỏi", "", figures(29, 29, 0)),
        Line("B", "", figures(40, 36, 4)),
        Line("A", "", figures(100, 90, 10)),
        Line("C", "", figures(60, 30, 30)),
    ]
    assert [(line.label, line.rank) for line in ranked(lines)] == [
        ("A", 1), ("B", 1), ("C", 3), ("Nhỏ mà giỏi", None),
    ]  # fmt: skip


def test_the_page_shows_figures_filters_definitions_and_the_words_of_the_staff(client, component_page):
    agency, area, category = make.district(name="UBND thành phố Thử"), AreaFactory(), make.CategoryFactory()
    judged("on_time", agency=agency, area=area, category=category)
    judged("late")
    refresh()
    page = client.get(component_page)
    assert page.status_code == 200
    text = page.content.decode()
    assert agency.name in text
    assert "Cách tính từng con số" in text
    assert page.context["system"].total.received == 2
    query = f"?co-quan={agency.slug}&dia-ban={area.slug}&ky=all"
    assert client.get(component_page + query).context["system"].total.received == 1
    three = client.get(f"{component_page}{query}&loai={category.code}").context["system"]
    assert three.wanted.dropped
    odd = client.get(f"{component_page}?ky=2026-13&co-quan=khong-co&loai=%27").context["system"]
    assert odd.wanted.unknown
    assert odd.total.received == 2


def test_the_page_costs_the_same_however_many(client, component_page):
    counts = []
    for number in (1, 6):
        for _number in range(number):
            judged("on_time")
        refresh()
        client.get(component_page)
        with CaptureQueriesContext(connection) as page:
            request = client.get(component_page).wsgi_request
        with CaptureQueriesContext(connection) as screen:
            queries.statistics_screen(request)
        counts.append((len(page), len(screen)))
    assert counts[0] == counts[1]
    assert counts[0][1] <= 9


def test_the_file_has_the_same_figures_and_runs_no_formula(client):
    judged("on_time", agency=make.district(name="=HYPERLINK(1)", short_name="=1+1"))
    refresh()
    response = client.get(FILE, {"theo": "co-quan", "ky": "all"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1].startswith("'=1+1")
    assert client.get(FILE, {"theo": "thang"}).status_code == 200
    assert client.get(FILE, {"theo": "khong-co"}).status_code == 404


def test_only_what_changed_is_counted_again_and_the_result_is_the_same():
    report = make.in_progress()
    refresh()
    fire(report, "resolve", report.handler, {"outcome": "fixed", "result": "Đã vá"})
    refresh()
    columns = [f.attname for f in Tally._meta.concrete_fields if f.name != "id"]
    changed = sorted(map(str, Tally.objects.values_list(*columns)))
    refresh(everything=True)
    assert sorted(map(str, Tally.objects.values_list(*columns))) == changed
    assert TallyRun.objects.count() == 1


def test_the_live_figure_and_the_evidence_for_duties():
    assert figure_of(Subsystem.FIELD_REPORTS) is None
    agency = make.district()
    for standing in ("on_time", "extended", "late"):
        judged(standing, agency=agency)
    lead = AgencyFactory(leads=["phan-anh-hien-truong"])
    refresh()
    figure = figure_of(Subsystem.FIELD_REPORTS)
    assert figure is not None
    assert figure.value == "3"
    today = timezone.localdate()
    period = Period(today.replace(day=1), today + timedelta(days=3))
    result = next(m for m in measures_for(registering.HANDLING)).compute(agency, period)
    assert (result.passing, result.assessed) == (2, 3)
    assert next(m for m in measures_for(registering.HANDLING)).compute(lead, period).passing is None
    screened = measures_for(registering.IN_CHARGE)[0]
    assert screened.compute(lead, period).assessed == 3
    assert screened.compute(agency, period).reason


def test_periods_have_the_right_ends():
    today = date(2026, 11, 24)
    assert span_of("12m", today).start == datetime(2025, 12, 1, tzinfo=timezone.get_default_timezone())
    quarter = span_of("2026-Q4", today)
    assert timezone.localdate(quarter.start) == date(2026, 10, 1)
    assert timezone.localdate(quarter.end) == date(2027, 1, 1)
    assert months_of("2026-Q4", today) == ["2026-10", "2026-11", "2026-12"]
    assert months_between(date(2026, 1, 1), date(2026, 2, 28)) == ["2026-01", "2026-02"]
    assert months_between(date(2026, 1, 15), date(2026, 3, 1)) == ["2026-02", "2026-03"]
    with pytest.raises(ValueError, match="no period"):
        span_of("2026-Q5", today)


@pytest.mark.parametrize("received", [0, 1, 7, 40, 123_456])
def test_the_columns_stay_within_the_drawing(received):
    chart = month_chart([("1/2026", figures(received, received // 2, received // 4))])
    assert chart.lines[-1][1] >= received
    assert all(0 <= top <= chart.foot for bar in chart.bars for _kind, top, _height in bar.parts)
