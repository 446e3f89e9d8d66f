"""The dashboards: figures against target and last year, areas, choices in the address, who sees what, and the cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import ComponentPage
from home.services import set_up_site
from home.site_file import read_site_file
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Area, User
from subsystems.indicators.dashboards.queries import dashboard
from subsystems.indicators.models import Indicator, Observation, QualityScore, Target
from tests.subsystems.indicators.factories import figure, published

pytestmark = pytest.mark.django_db
PAGE = "/phan-he/y-te/"
COVERAGE = "YT-BHYT"


@pytest.fixture
def province(catalogue) -> Area:
    set_up_site(read_site_file())
    return Area.objects.get(level="province", agencies__code="UBND")


@pytest.fixture
def delivery(catalogue):
    return published("YT-THANG", "SYT", is_demo=True)


def district(number: int) -> Area:
    return Area.objects.filter(level="district").order_by("code")[number]


def screen(client, query=""):
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response.context["system"]


def test_without_figures_and_without_a_catalogue_the_page_says_so(client, province):
    assert screen(client).cards == []
    Indicator.objects.filter(subsystem="y-te").update(is_public=False)
    response = client.get(PAGE)
    assert response.context["system"] is None
    assert "Chưa có số liệu nào được cung cấp." in response.content.decode()


def test_a_figure_stands_against_target_and_last_year_with_source_and_mark(client, province, delivery):
    for period, value in (("2025-09", 92.0), ("2026-08", 93.9), ("2026-09", 94.25)):
        figure(delivery, COVERAGE, province, period, value)
    Target.objects.create(indicator=Indicator.objects.get(code=COVERAGE), area=province, period=20260901, value=95)
    (card,) = screen(client).cards
    assert (card.value, card.period.code, card.is_demo, card.agency.code) == (94.25, "2026-09", True, "SYT")
    assert (card.change.amount, card.change.in_points, card.change.kind) == (2.25, True, "success")
    assert (card.aim.value, card.aim.is_met) == (95, False)
    text = client.get(PAGE).content.decode()
    for part in ("94,25", "tăng 2,25 điểm phần trăm", "chưa đạt mục tiêu", "Tháng 9/2026", "dữ liệu minh họa", "<svg"):
        assert part in text
    figures = [row.value for row in screen(client).detail.rows]
    assert figures[:2] == [94.25, 93.9]
    assert "93,90" in text  # the chart has its table


def test_less_is_good_where_the_definition_says_so(client, province, delivery):
    figure(delivery, "YT-SXH", province, "2025-09", 200)
    figure(delivery, "YT-SXH", province, "2026-09", 150)
    (card,) = screen(client).cards
    assert (card.change.amount, card.change.in_points, card.change.kind) == (-25, False, "success")


def test_areas_are_compared_and_each_has_its_own_page(client, province, delivery):
    first, second = district(0), district(1)
    for area, value in ((province, 94), (first, 80), (second, 96)):
        figure(delivery, COVERAGE, area, "2026-09", value)
    detail = screen(client).detail
    assert [(line.label, line.value, line.length) for line in detail.areas] == [
        (second.full_name, 96, 100),
        (first.full_name, 80, 83.3),
    ]
    own = screen(client, detail.areas[1].url)
    assert own.wanted.area == first
    assert own.cards[0].value == 80
    assert [line.is_chosen for line in own.detail.areas] == [False, True]
    assert screen(client, f"?dia-ban={district(2).slug}").cards == []


def test_a_period_shows_what_was_over_by_then(client, province, delivery):
    for period, value in (("2026-08", 93.0), ("2026-09", 94.0)):
        figure(delivery, COVERAGE, province, period, value)
    figure(published("YT-QUY", "SYT"), "YT-HSSK", province, "2026-Q3", 70)
    cards = {card.indicator.code: card for card in screen(client, "?ky=2026-08").cards}
    assert {code: card.value for code, card in cards.items()} == {COVERAGE: 93.0}, "the quarter was not over in August"
    assert len(screen(client, "?ky=2026-Q3").cards) == 2


def test_parts_of_a_figure_are_shown(client, province):
    delivery = published("YT-NGAY", "SYT")
    figure(delivery, "YT-KNT", province, "2026-09-10", 100)
    figure(delivery, "YT-KNT", province, "2026-09-10", 60, "CO-BHYT")
    figure(delivery, "YT-KNT", province, "2026-09-10", 40, "KHONG-BHYT")
    (parts,) = screen(client, "?chi-tieu=YT-KNT").detail.parts
    assert [(line.value, line.length) for line in parts.lines] == [(60, 100), (40, 66.7)]


def test_what_does_not_exist_is_left_out_and_told(client, province, delivery):
    figure(delivery, COVERAGE, province, "2026-09", 94)
    for query in ("?chi-tieu=KTXH-GRDP", "?ky=2026-13", "?ky=9999", "?dia-ban=x", "?ky=0000-00-00&chi-tieu=%27"):
        odd = screen(client, query)
        assert odd.wanted.unknown
        assert odd.cards[0].value == 94
    assert screen(client, "?ky=1976-01-01").cards == []


def test_internal_indicators_are_for_people_who_signed_in(client, province, delivery):
    figure(delivery, "YT-CSGB", province, "2026-09", 88)
    assert screen(client).cards == []
    assert screen(client, "?chi-tieu=YT-CSGB").wanted.unknown
    client.force_login(User.objects.create(username="mot"))
    (card,) = screen(client, "?chi-tieu=YT-CSGB").cards
    assert card.aim.is_met is True  # within the band of the definition
    assert "nội bộ" in client.get(PAGE).content.decode()


def test_the_cost_does_not_grow(client, province, delivery):
    counts = []
    for months in (range(1, 2), range(2, 10)):
        for month in months:
            for area in (province, district(0), district(1)):
                for code in (COVERAGE, "YT-SXH", "YT-TCM", "YT-NOITRU")[: len(months)]:
                    figure(delivery, code, area, f"2026-{month:02}", month)
        client.get(PAGE)
        request = client.get(f"{PAGE}?chi-tieu={COVERAGE}").wsgi_request
        with CaptureQueriesContext(connection) as queries:
            assert dashboard(Subsystem.HEALTH, request).detail
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def compose(*blocks):
    page = ComponentPage.objects.get(subsystem="y-te")
    page.dashboard = [{"type": kind, "value": value} for kind, value in blocks]
    page.save_revision().publish()


def test_staff_compose_a_dashboard_from_blocks(client, province, delivery):
    for code, value in ((COVERAGE, 94.25), ("YT-SXH", 55), ("YT-CSGB", 88)):
        figure(delivery, code, province, "2026-09", value)
    figure(delivery, "YT-SXH", district(0), "2026-09", 12)
    compose(
        ("key_figures", {"heading": "Hai số", "indicators": [COVERAGE, "YT-CSGB"]}),
        ("areas", {"indicator": "YT-SXH"}),
        ("trend", {"heading": "Diễn biến bao phủ", "indicator": COVERAGE}),
        ("trend", {"indicator": "YT-TYTBS"}),
        ("note", {"indicator": COVERAGE, "text": "Tăng sau đợt <b>cấp thẻ</b>."}),
        ("note", {"indicator": "YT-CSGB", "text": "Bí mật nội bộ."}),
        ("text", {"text": "Nguồn: Sở Y tế."}),
    )
    found = screen(client)
    assert [block.kind for block in found.blocks] == ["key_figures", "areas", "trend", "note", "text"]
    assert [card.indicator.code for card in found.blocks[0].cards] == [COVERAGE]
    assert [mark.name for mark in found.blocks[1].detail.map.marks] == [district(0).name]
    text = client.get(PAGE).content.decode()
    assert "Diễn biến bao phủ" in text
    assert "&lt;b&gt;cấp thẻ" in text
    assert "Bí mật" not in text
    assert "area-map" in text
    assert screen(client, f"?chi-tieu={COVERAGE}").detail.card.value == 94.25
    client.force_login(User.objects.create(username="mot"))
    assert "Bí mật" in client.get(PAGE).content.decode()


def test_many_blocks_cost_no_more_queries(client, province, delivery):
    counts = []
    for codes in ((COVERAGE,), (COVERAGE, "YT-SXH", "YT-TCM", "YT-NOITRU")):
        for code in codes:
            for area in (province, district(0)):
                if not area.pk or not Observation.objects.filter(indicator__code=code, area=area).exists():
                    figure(delivery, code, area, "2026-09", 9)
        compose(*[(kind, {"indicator": code}) for code in codes for kind in ("trend", "areas", "parts")])
        page, request = ComponentPage.objects.get(subsystem="y-te"), client.get(PAGE).wsgi_request
        with CaptureQueriesContext(connection) as queries:
            assert dashboard(Subsystem.HEALTH, request, page.dashboard).blocks
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_the_quality_stands_beside_each_figure(client, province, delivery):
    figure(delivery, COVERAGE, province, "2026-09", 94)
    indicator = Indicator.objects.get(code=COVERAGE)
    fields = {"month": 20261001, "subsystem": "y-te", "is_latest": True}
    QualityScore.objects.create(subject=f"i:{indicator.pk}", indicator=indicator, accuracy=80, overall=80, **fields)
    QualityScore.objects.create(subject="s:y-te", accuracy=96, liveness=90, overall=93, **fields)
    text = client.get(PAGE).content.decode()
    assert "Chất lượng dữ liệu: Cần cải thiện (80,0)" in text
    assert "Chất lượng dữ liệu: Tốt (93,0)" in text


def test_the_wall_shows_figures_without_navigation_and_goes_on(client, province, delivery):
    codes = Indicator.objects.filter(subsystem="y-te", is_public=True).values_list("code", flat=True)
    monthly = [code for code in codes if code in ("YT-NOITRU", COVERAGE, "YT-TCDD", "YT-SXH", "YT-TCM", "YT-NDTP")]
    for code in monthly:
        figure(delivery, code, province, "2026-09", 7)
    response = client.get(f"{PAGE}?che-do=man-hinh")
    text = response.content.decode()
    assert "<nav" not in text
    assert response.context["wall"].next_url == f"{PAGE}?che-do=man-hinh"
    assert 'http-equiv="refresh"' in text
    assert "dữ liệu minh họa" in text
    turning = client.get(f"{PAGE}?che-do=man-hinh&xoay=1&trang=x").context["wall"]
    assert turning.next_url == "/phan-he/giao-duc/?che-do=man-hinh&xoay=1"
    assert client.get("/phan-he/phan-anh-hien-truong/?che-do=man-hinh").status_code == 200
    figure(delivery, "YT-CSGB", province, "2026-09", 88)
    figure(published("YT-QUY", "SYT"), "YT-HSSK", province, "2026-Q3", 70)
    figure(published("YT-6T", "SYT"), "YT-TYTBS", province, "2026-H1", 60)
    figure(published("YT-NAM", "SYT"), "YT-GB", province, "2025", 60)
    first = client.get(f"{PAGE}?che-do=man-hinh").context["wall"]
    assert (len(first.figures), first.next_url) == (8, f"{PAGE}?che-do=man-hinh&trang=2")
    second = client.get(first.next_url).context["wall"]
    assert (len(second.figures), second.page, second.next_url) == (1, 2, f"{PAGE}?che-do=man-hinh")
