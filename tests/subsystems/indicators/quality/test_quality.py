"""Rules, scores, roll-up and screens of data quality."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ioc_site.common.evidence import Subject
from ioc_site.common.measures import Period, measures_for
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.indicators.enums import QualityRule as Rule
from subsystems.indicators.models import Coverage, Delivery, Observation, QualityCount, QualityScore
from subsystems.indicators.quality import evidence, queries
from subsystems.indicators.quality.rules import Level, level, rule_of_error, scores_of
from subsystems.indicators.quality.scoring import assess
from tests.subsystems.agencies.factories import member
from tests.subsystems.indicators import deliveries as make
from workflows.engine.working_time import VIETNAM

NOW = datetime(2026, 11, 20, 9, tzinfo=VIETNAM)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def counts(rule: Rule, code: str = "YT-SXH", month: int = 20261101) -> tuple[int, int] | None:
    row = QualityCount.objects.filter(rule=rule, indicator__code=code, month=month).first()
    return (row.passing, row.assessed) if row else None


def deliver(values=None, at: str = "2026-11-04", period: str = "2026-10") -> Delivery:
    """Dengue cases of a month, published on a day; checked then too."""
    delivery = make.published(make.monthly(values, period))
    moment = timezone.make_aware(datetime.fromisoformat(f"{at}T09:00"))
    Delivery.objects.filter(pk=delivery.pk).update(published_at=moment, checked_at=moment)
    delivery.refresh_from_db()
    return delivery


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100, Level.GOOD),
        (90, Level.GOOD),
        (89.96, Level.GOOD),
        (89.94, Level.FAIR),
        (75, Level.FAIR),
        (74.9, Level.POOR),
    ],
)
def test_levels_are_judged_as_they_are_shown(score, expected):
    assert level(score) == expected
    assert level(None) is None


def test_a_score_is_passing_by_assessed_and_rules_count_by_weight():
    scores = scores_of({Rule.RANGE: (9, 10), Rule.SUM: (0, 1), Rule.PLACES: (3, 4), Rule.JUMP: (0, 0)})
    assert scores.accuracy == pytest.approx((3 * 90 + 2 * 0) / 5)
    assert scores.completeness == 75
    assert scores.cleanliness is None
    assert scores.overall == pytest.approx((54 + 75) / 2)


def test_errors_in_files_belong_to_a_rule():
    assert rule_of_error("duplicate_key") == Rule.DUPLICATES
    assert rule_of_error("unknown_area") == Rule.CODES
    assert rule_of_error("not_a_number") == Rule.FORMATS


@pytest.mark.django_db
def test_what_is_whole_and_right_passes(catalogue):
    deliver()
    assess(NOW)
    assert counts(Rule.RANGE) == (11, 11)
    assert counts(Rule.SUM) == (1, 1)
    assert counts(Rule.PLACES) == (11, 11)
    assert counts(Rule.STANDS) == (11, 11)
    assert counts(Rule.FORMATS) == (11, 11)
    # The set asks for more than this indicator, so the period is not complete and not on time.
    assert counts(Rule.ON_TIME) == (0, 1)
    assert counts(Rule.PLACES, "YT-BHYT") == (0, 11)
    score = QualityScore.objects.get(subject__startswith="i:", indicator__code="YT-SXH", agency=None, month=20261101)
    assert (score.accuracy, score.completeness, score.cleanliness, score.liveness) == (100, 100, 100, 0)
    assert score.overall == 75
    assert score.is_latest


@pytest.mark.django_db
def test_wrong_sums_missing_areas_jumps_and_corrections_are_found(catalogue):
    deliver(period="2026-09", at="2026-10-05")
    deliver({"Toàn tỉnh": 400, **dict.fromkeys(make.DISTRICTS[:9], 30)})
    assess(NOW)
    assert counts(Rule.PLACES) == (10, 11)
    assert counts(Rule.SUM) is None  # an area is missing: nothing to sum up
    assert counts(Rule.JUMP) == (10, 10)  # the head confirmed them
    Delivery.objects.filter(first_period=20261001).update(approved_by=None)
    assess(NOW)
    passing, assessed = counts(Rule.JUMP)
    assert passing < assessed == 10
    deliver({"Phú Quý": 30, "Toàn tỉnh": 300})
    assess(NOW)
    assert counts(Rule.PLACES) == (11, 11)
    assert counts(Rule.SUM) == (1, 1)
    assert counts(Rule.STANDS) == (10, 11)  # the province's figure had to be corrected
    Observation.objects.filter(indicator__code="YT-SXH", area__level="province").update(value=1)
    assess(NOW)
    assert counts(Rule.SUM) == (0, 1)


@pytest.mark.django_db
def test_files_with_errors_count_against_cleanliness(catalogue):
    deliver()
    rows = [["YT-SXH", "Phan Thiết", "2026-10", "", "x"], ["YT-SXH", "Nơi khác", "2026-10", "", 1]]
    rejected = make.send_in(make.csv_file(rows))
    assert rejected.state == "rejected"
    Delivery.objects.filter(pk=rejected.pk).update(checked_at=NOW)
    assess(NOW)
    assert counts(Rule.FORMATS) == (12, 13)
    assert counts(Rule.CODES) == (12, 13)
    assert counts(Rule.DUPLICATES) == (13, 13)


@pytest.mark.django_db
def test_a_complete_period_is_on_time_and_proves_it(catalogue):
    schools = Agency.objects.get(code="SGDDT")
    rows = [["GD-MDD", area, "2026-10", "", 95] for area in ("Toàn tỉnh", *make.DISTRICTS)]
    delivery = make.published(make.csv_file(rows), code="GD-THANG", agency=schools)
    Delivery.objects.filter(pk=delivery.pk).update(published_at=datetime(2026, 11, 3, 9, tzinfo=VIETNAM))
    assert Coverage.objects.get(delivery=delivery).is_complete
    assess(NOW)
    assert counts(Rule.ON_TIME, "GD-MDD") == (1, 1)
    found = evidence.quality_evidence(Subject(agency=schools), NOVEMBER)
    assert (found.good, found.total) == (1, 1)
    assert found.rows[0][1].startswith("/quan-tri/chat-luong-du-lieu/GD-MDD/SGDDT/")
    on_time = evidence.on_time_evidence(Subject(agency=schools), Period(date(2026, 11, 1), date(2026, 11, 15)))
    assert (on_time.good, on_time.total) == (1, 1)
    (measure,) = [m for m in measures_for(evidence.ANSWERED_FOR) if m.code == "data.quality"]
    assert measure.compute(schools, NOVEMBER).score == 100
    (row,) = queries.agency_quality(NOVEMBER, "giao-duc")
    assert row.agency == schools
    assert queries.component_quality("giao-duc", NOVEMBER).overall.level == Level.GOOD
    assert queries.indicator_quality(NOVEMBER, agency=schools)[0].indicator.code == "GD-MDD"


@pytest.mark.django_db
def test_assessing_again_changes_nothing_and_costs_the_same(catalogue):
    deliver()
    with CaptureQueriesContext(connection) as first:
        assess(NOW)
    before = list(QualityScore.objects.order_by("subject", "month").values("subject", "month", "overall", "is_latest"))
    deliver(period="2026-09", at="2026-10-05")
    assess(NOW)
    with CaptureQueriesContext(connection) as second:
        assess(NOW)
    assert len(second) <= len(first)
    after = list(QualityScore.objects.order_by("subject", "month").values("subject", "month", "overall", "is_latest"))
    assert len(after) >= len(before)
    assert QualityScore.objects.filter(subject="all", is_latest=True).count() == 1


@pytest.mark.django_db
def test_every_score_opens_to_its_rows_and_agencies_see_their_own(client, catalogue):
    deliver()
    assess(NOW)
    month = "?thang=2026-11"
    client.force_login(member(Role.OFFICER, make.health()))
    text = client.get(reverse("data_quality") + month).content.decode()
    assert "Sốt xuất huyết" in text or "YT-SXH" in text
    assert "Cần cải thiện" in text
    assert "Mẫu giáo" not in text
    page = client.get(reverse("data_quality_indicator", args=["YT-SXH", "SYT"]) + month)
    assert "Có đủ địa bàn và kỳ phải báo cáo" in page.content.decode()
    for rule in Rule.values:
        with CaptureQueriesContext(connection) as spent:
            rows = client.get(reverse("data_quality_rows", args=["YT-SXH", "SYT", rule]) + month)
        assert rows.status_code == 200
        assert len(spent) <= 45
    missing = client.get(reverse("data_quality_rows", args=["YT-BHYT", "SYT", Rule.PLACES]) + month)
    assert missing.context["rows"].failing_count == 11
    assert client.get(reverse("data_quality_indicator", args=["GD-MDD", "SGDDT"]) + month).status_code == 404
    client.force_login(member(Role.OFFICER, Agency.objects.get(code="SGDDT")))
    assert client.get(reverse("data_quality_indicator", args=["YT-SXH", "SYT"]) + month).status_code == 404
    client.force_login(member(Role.AUDITOR, Agency.objects.get(code="UBND")))
    assert client.get(reverse("data_quality") + month).context["screen"].components
