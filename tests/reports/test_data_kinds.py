"""Reports on the data of the components and on the obligations to deliver it: the figures of their screens."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import translation

from ioc_site.common.subsystems import Subsystem
from reports.catalogue.indicators import COMPONENTS
from reports.content import Figures, figures_of
from reports.enums import ScopeKind
from reports.kinds import Ask, CannotBuild, Scope, compute, kind_of
from reports.periods import parse_period
from reports.unsaved import set_unsaved
from subsystems.agencies.models import Agency, Area, User
from subsystems.indicators.dashboards.queries import dashboard
from subsystems.indicators.models import Indicator, Observation, Target
from subsystems.indicators.queries import calendar
from tests.reports.documents import Office
from tests.reports.verifier import assert_archive, flat, text_of
from tests.subsystems.indicators import deliveries as make
from tests.subsystems.indicators.factories import figure, published
from tests.subsystems.indicators.test_screens import at

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
COVERAGE = "YT-BHYT"


def asked(period: str, **kwargs) -> Ask:
    return Ask(period=parse_period(period), at=AT, **kwargs)


def screen(subsystem: Subsystem, query: dict, user: User):
    request = RequestFactory().get("/", query)
    request.user = user
    with translation.override("vi"):
        found = dashboard(subsystem, request)
    assert found is not None
    return {card.indicator.code: card for card in found.cards}


@pytest.fixture
def province(catalogue) -> Area:
    return Area.objects.get(level="province", agencies__code="UBND")


@pytest.fixture
def reader() -> User:
    return User.objects.create_user("nguoi-doc")


def some_figures(subsystem: Subsystem, area: Area) -> int:
    """Figures of this and of earlier periods for every second indicator of a component."""
    from subsystems.indicators.periods import period_of

    made = 0
    for index, indicator in enumerate(Indicator.objects.filter(subsystem=subsystem.value)):
        version = indicator.versions.order_by("-number").first()
        set_row = indicator.set_memberships.first()
        if index % 2 or version is None or set_row is None:
            continue
        delivery = published(set_row.indicator_set.code, version.agency.code)
        period = period_of(version.period_kind, AT.date()).previous()
        for value, when in ((97.25, period), (95.5, period.previous()), (90.0, period.year_before())):
            if not Observation.objects.filter(indicator=indicator, period=when.key).exists():
                figure(delivery, indicator.code, area, when.code, value + index)
        made += 1
    return made


@pytest.mark.parametrize(
    ("code", "period", "query"),
    [
        ("socio_economic", "2026-Q3", "2026-Q3"),
        ("health", "2026-10", "2026-10"),
        ("education", "2025-2026", "2026-08-31"),
        ("public_administration", "2026-H1", "2026-H1"),
    ],
)
def test_figures_of_a_component_are_those_of_its_dashboard(code, period, query, province, reader) -> None:
    assert some_figures(COMPONENTS[code], province) >= 2
    cards = screen(COMPONENTS[code], {"ky": query}, reader)
    assert cards
    report = figures_of(compute(kind_of(code), asked(period)))
    assert set(cards) <= set(report)
    for name, card in cards.items():
        found = report[name]
        assert card.period.label.lower() in f"{found.label} {found.note}".lower()
        if found.value is None:
            assert found.note.startswith("số liệu gần nhất:")
        else:
            assert found.value == card.value, name
        if card.change is not None and found.value is not None:
            assert found.last_year == card.change.before
    missing = set(report) - set(cards)
    assert missing
    assert all(report[name].value is None for name in missing)


def test_a_district_has_its_own_figures(province, reader) -> None:
    district = Area.objects.get(name="Phan Thiết", level="district")
    delivery = published("YT-THANG", "SYT")
    code = (
        Indicator.objects.filter(set_memberships__indicator_set__code="YT-THANG", versions__level="district")
        .first()
        .code
    )
    figure(delivery, code, district, "2026-10", 12)
    figure(delivery, code, province, "2026-10", 99)
    own = compute(kind_of("health"), asked("2026-10", scope=Scope(kind=ScopeKind.AREA, area=district)))
    assert figures_of(own)[code].value == 12
    assert screen(Subsystem.HEALTH, {"ky": "2026-10", "dia-ban": district.slug}, reader)[code].value == 12
    committee = Agency.objects.get(area=district, kind="district")
    same = compute(kind_of("health"), asked("2026-10", scope=Scope(kind=ScopeKind.AGENCY, agency=committee)))
    assert figures_of(same)[code].value == 12
    whole = compute(kind_of("health"), asked("2026-10"))
    assert figures_of(whole)[code].value == 99
    by_area = next(annex for annex in whole.annexes if annex.title == "Số liệu theo địa bàn")
    assert any(12 in row for block in by_area.blocks for row in block.rows)


def test_what_was_not_delivered_says_so_and_names_the_latest(province) -> None:
    delivery = published("YT-NAM", "SYT")
    figure(delivery, COVERAGE, province, "2024", 95.5)
    content = compute(kind_of("health"), asked("2025"))
    found = figures_of(content)[COVERAGE]
    assert found.value is None
    assert "95,5" in found.note
    assert any("Chưa có số liệu" in line for line in content.summary)


def test_targets_are_judged_as_on_the_dashboard(province, reader) -> None:
    delivery = published("YT-NAM", "SYT")
    figure(delivery, COVERAGE, province, "2025", 95.5)
    Target.objects.create(indicator=Indicator.objects.get(code=COVERAGE), area=province, period=20250101, value=97)
    assert screen(Subsystem.HEALTH, {"ky": "2025"}, reader)[COVERAGE].aim.is_met is False
    content = compute(kind_of("health"), asked("2025"))
    assert any(line.startswith("Chưa đạt mục tiêu:") for line in content.summary)


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("socio_economic", "2026-02-03..2026-05-06"),
        ("health", "2026-11-20"),
        ("education", "2026-W40"),
        ("public_administration", "2026-Q4"),
        ("data_quality", "2026-H1"),
    ],
)
def test_every_period_gives_an_archive_file_of_the_same_bytes(code, period, province, tmp_path: Path) -> None:
    Office("SKHAC")
    ask = asked(period)
    content = compute(kind_of(code), ask)
    pdf = set_unsaved(kind_of(code), ask, content)
    assert_archive(pdf, tmp_path)
    assert pdf == set_unsaved(kind_of(code), ask, compute(kind_of(code), ask))
    assert "chưa có" in flat(text_of(pdf)).lower()


def test_without_areas_there_is_no_report(db) -> None:
    with pytest.raises(CannotBuild, match="địa bàn"):
        compute(kind_of("health"), asked("2026-10"))


# --- obligations -------------------------------------------------------------------------------------------------


def test_obligations_are_those_of_the_calendar(catalogue) -> None:
    from subsystems.indicators.models import Delivery

    schools = make.Agency.objects.get(code="SGDDT")
    rows = [["GD-MDD", area, "2026-06", "", 95] for area in ("Toàn tỉnh", *make.DISTRICTS)]
    delivery = make.published(make.csv_file(rows), code="GD-THANG", agency=schools)
    Delivery.objects.filter(pk=delivery.pk).update(published_at=at("2026-07-03"))
    auditor = User.objects.create_superuser("quan-tri")
    with translation.override("vi"):
        days = calendar(auditor, parse_period("2026-07").start, AT).days
    items = [item for _day, found in days for item in found]
    report = figures_of(compute(kind_of("data_quality"), asked("2026-07")))
    assert report["due"].value == len(items) > 1
    assert report["on_time"].value == sum(item.state == "on_time" for item in items) == 1
    assert report["overdue"].value == sum(item.is_overdue for item in items)
    own = Scope(kind=ScopeKind.AGENCY, agency=schools)
    content = compute(kind_of("data_quality"), asked("2026-07", scope=own))
    assert figures_of(content)["on_time_share"].value == 50
    health = Scope(kind=ScopeKind.SUBSYSTEM, subsystem="y-te")
    other = compute(kind_of("data_quality"), asked("2026-07", scope=health))
    assert figures_of(other)["on_time"].value == 0
    assert "phân hệ" in other.title


def test_nothing_owed_is_said_and_not_counted_as_kept(catalogue) -> None:
    own = Scope(kind=ScopeKind.AGENCY, agency=Agency.objects.get(code="TTT"))
    content = compute(kind_of("data_quality"), asked("2026-07", scope=own))
    assert content.summary[0] == "Không có kỳ dữ liệu nào đến hạn trong kỳ báo cáo."
    assert figures_of(content)["on_time_share"].value is None
    assert isinstance(content.parts[0].blocks[0], Figures)


def test_a_day_is_compared_with_the_same_weekday_of_the_week_before(province) -> None:
    indicator = Indicator.objects.filter(versions__period_kind="day", subsystem=Subsystem.HEALTH).first()
    set_row = indicator.set_memberships.first() if indicator else None
    assert indicator is not None
    assert set_row is not None
    delivery = published(set_row.indicator_set.code, "SYT")
    saturday = date(2026, 10, 31)
    for days_ago, value in ((0, 800), (1, 7000), (7, 820)):
        figure(delivery, indicator.code, province, str(saturday - timedelta(days=days_ago)), value)
    found = figures_of(compute(kind_of("health"), asked("2026-10")))[indicator.code]
    assert (found.value, found.previous) == (800, 820)
    assert "kỳ trước là cùng thứ tuần trước" in found.label
