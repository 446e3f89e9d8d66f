"""Views of the components' pages: what counts as one, from the cache too, and what the report says of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from ioc_site.common.addresses import place_of
from ioc_site.common.subsystems import Subsystem
from ioc_site.pagecache import store
from reports import use, views_counted
from reports.content import Grid, Text, figures_of
from reports.enums import ScopeKind
from reports.kinds import PROVINCE, Ask, Scope, compute, kind_of
from reports.models import DailySignIns, DailyViews
from reports.periods import PeriodKind, ReportPeriod, period_around
from reports.views_counted import tally
from subsystems.agencies.enums import Role
from tests.subsystems.agencies.factories import AgencyFactory, member

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml", "HTTP_USER_AGENT": "Mozilla/5.0 Firefox/140.0"}
FIELD_REPORTS = Subsystem.FIELD_REPORTS.value


@pytest.fixture(autouse=True)
def _nothing_waits() -> Iterator[None]:
    tally.forget()
    yield
    tally.forget()


def counted() -> dict[tuple[str, bool], int]:
    tally.write()
    return {(row.place, row.by_staff): row.count for row in DailyViews.objects.all()}


def this_month() -> ReportPeriod:
    return period_around(PeriodKind.MONTH, timezone.localdate())


def report(period: ReportPeriod, scope: Scope = PROVINCE) -> Any:
    return compute(kind_of("operation"), Ask(period=period, at=timezone.now(), scope=scope))


def test_each_component_knows_its_public_page() -> None:
    assert {place_of(f"/phan-he/{one.value}/") for one in Subsystem} == set(Subsystem.values)
    assert place_of("/phan-anh/gui/") == place_of("/quan-tri/phan-anh/") == FIELD_REPORTS
    assert place_of("/quan-tri/giam-sat/") == Subsystem.MONITORING
    assert place_of("/tin-tuc/") == place_of("/") == place_of("/quan-tri/") == ""


def test_pages_of_a_component_are_counted_and_summed() -> None:
    reader = Client(**BROWSER)
    reader.get("/phan-anh/")
    reader.get("/phan-anh/")
    assert counted() == {(FIELD_REPORTS, False): 2}
    reader.get("/phan-anh/")
    assert counted() == {(FIELD_REPORTS, False): 3}


def test_pages_from_the_cache_and_unchanged_ones_are_views_too(settings: Any) -> None:
    settings.PAGE_CACHE = True
    store.memory.clear()
    first, second = Client(**BROWSER).get("/phan-anh/"), Client(**BROWSER).get("/phan-anh/")
    assert (first["X-Page-Cache"], second["X-Page-Cache"]) == ("miss", "hit")
    unchanged = Client(**BROWSER).get("/phan-anh/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert unchanged.status_code == 304
    assert counted() == {(FIELD_REPORTS, False): 3}
    store.memory.clear()


def test_staff_are_counted_apart() -> None:
    moderator = Client(**BROWSER)
    moderator.force_login(member(Role.MODERATOR, AgencyFactory(code="STTTT")))
    assert moderator.get("/quan-tri/phan-anh/").status_code == 200
    assert moderator.get("/phan-anh/").status_code == 200
    assert counted() == {(FIELD_REPORTS, True): 2}


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/phan-anh/rss/", {}),
        ("/phan-anh/", {"HTTP_ACCEPT": "*/*"}),
        ("/phan-anh/", {"HTTP_SEC_FETCH_DEST": "empty"}),
        ("/phan-anh/", {"HTTP_SEC_PURPOSE": "prefetch"}),
        ("/phan-anh/", {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
        ("/phan-anh/PA-0000-KHONG/", {}),
        ("/phan-anh/?che-do=man-hinh", {}),
        ("/tin-tuc/", {}),
    ],
)
def test_what_is_no_view_is_not_counted(path: str, headers: dict[str, str]) -> None:
    Client(**{**BROWSER, **headers}).get(path)
    assert counted() == {}


def test_what_could_not_be_written_is_written_later(monkeypatch: pytest.MonkeyPatch) -> None:
    Client(**BROWSER).get("/phan-anh/")

    def refuse(counts: Any) -> None:
        raise DatabaseError("locked")

    with monkeypatch.context() as patched:
        patched.setattr(views_counted, "_add", refuse)
        assert counted() == {}
    assert counted() == {(FIELD_REPORTS, False): 1}


def seen(place: str, times: int, *, days_ago: int = 0, by_staff: bool = False) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyViews.objects.create(day=day, place=place, by_staff=by_staff, count=times)


def test_report_tells_the_use_of_each_component() -> None:
    seen("y-te", 12)
    seen("y-te", 5, by_staff=True)
    seen(FIELD_REPORTS, 30)
    content = report(this_month())
    figures = figures_of(content)
    assert (figures["views_public"].value, figures["views_staff"].value) == (42, 5)
    part = next(part for part in content.parts if part.title == use.COMPONENTS)
    grid = next(block for block in part.blocks if isinstance(block, Grid))
    rows = {row[0]: row[1:3] for row in grid.rows}
    assert len(rows) == len(Subsystem) + 1
    assert rows[str(Subsystem.HEALTH.label)] == (12, 5)
    assert rows[str(Subsystem.EDUCATION.label)] == (0, 0)
    of_health = figures_of(report(this_month(), Scope(kind=ScopeKind.SUBSYSTEM, subsystem="y-te")))
    assert of_health["views_public"].value == 12


def test_time_before_the_counting_has_no_number_and_is_compared_with_nothing() -> None:
    month = this_month()
    nothing = figures_of(report(month))
    assert nothing["views_public"].value is nothing["sign_ins"].value is None
    use.record_sign_in(member(Role.OFFICER))
    seen("y-te", 7)
    content = report(month)
    figures = figures_of(content)
    assert (figures["views_public"].value, figures["sign_ins"].value) == (7, 1)
    assert figures["views_public"].previous is figures["sign_ins"].previous is None
    said = " ".join(line for part in content.parts for b in part.blocks if isinstance(b, Text) for line in b.paragraphs)
    assert f"được đếm từ ngày {timezone.localdate():%d/%m/%Y}" in said
    assert figures_of(report(month.previous()))["sign_ins"].note == "trong kỳ chưa đếm"


def test_month_that_was_counted_in_part_is_no_basis_of_comparison() -> None:
    month, before = this_month(), this_month().previous()
    for day in (before.start + timedelta(days=5), month.start):
        DailySignIns.objects.create(day=day, user=member(Role.OFFICER), count=3)
    assert figures_of(report(month))["sign_ins"].previous is None
    DailySignIns.objects.create(day=before.start, user=member(Role.OFFICER), count=1)
    assert figures_of(report(month))["sign_ins"].previous == 4
