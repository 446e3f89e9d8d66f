"""Reports about a part of the province: they count what belongs to it and nothing else."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from reports import use
from reports.content import Content, Grid, figures_of
from reports.enums import ScopeKind
from reports.kinds import Ask, CannotBuild, Scope, compute, kind_of
from reports.periods import PeriodKind, parse_period, period_around
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from subsystems.indicators.models import Delivery
from subsystems.indicators.quality.queries import quality_over
from subsystems.indicators.quality.scoring import assess
from subsystems.monitoring.models import Matter, MentionArea
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, member
from tests.subsystems.indicators import deliveries as make
from tests.subsystems.monitoring import factories as online
from tests.workflows.proposals import factories as proposals
from workflows.engine.models import Event
from workflows.engine.working_time import VIETNAM

pytestmark = pytest.mark.django_db


def of(kind: str, scope: Scope) -> Content:
    """A report of the month at hand."""
    period = period_around(PeriodKind.MONTH, timezone.localdate())
    return compute(kind_of(kind), Ask(period=period, at=timezone.now(), scope=scope))


def about(agency: Agency) -> Scope:
    return Scope(kind=ScopeKind.AGENCY, agency=agency)


def test_use_of_an_agency_is_that_of_its_people() -> None:
    one, other = AgencyFactory(), AgencyFactory()
    ours, theirs = member(Role.OFFICER, one), member(Role.OFFICER, other)
    for user, times in ((ours, 2), (theirs, 5)):
        for _time in range(times):
            use.record_sign_in(user)
    case = proposals.endorsed(one, author=ours, kind="incident")
    proposals.endorsed(other, author=theirs)
    figures = figures_of(of("operation", about(one)))
    assert figures["sign_ins"].value == 2
    assert figures["people"].value == 1
    assert figures["incidents"].value == 1
    own = Event.objects.filter(workflow="proposal", case_id=case.pk, actor__memberships__agency=one).count()
    assert figures["steps"].value == own > 0
    assert figures_of(of("operation", Scope()))["sign_ins"].value == 7


def test_use_of_an_area_is_that_of_the_agencies_on_its_ground() -> None:
    district = AreaFactory()
    within = AgencyFactory(area=AreaFactory(parent=district))
    use.record_sign_in(member(Role.OFFICER, within))
    use.record_sign_in(member(Role.OFFICER, AgencyFactory()))
    scope = Scope(kind=ScopeKind.AREA, area=district)
    assert figures_of(of("operation", scope))["sign_ins"].value == 1


def test_use_of_a_component_is_that_of_its_cases_and_leaves_out_what_belongs_to_none() -> None:
    proposals.endorsed(kind="incident", subsystem="y-te")
    proposals.endorsed(kind="incident", subsystem="giao-duc")
    figures = figures_of(of("operation", Scope(kind=ScopeKind.SUBSYSTEM, subsystem="y-te")))
    assert figures["incidents"].value == 1
    assert figures["steps"].value == Event.objects.filter(workflow="proposal").count() / 2
    assert not figures.keys() & {"sign_ins", "accounts", "availability"}


def test_online_information_of_an_agency_is_that_of_its_matters() -> None:
    agency = AgencyFactory()
    mine = online.assigned(agency, title="Nước sinh hoạt bị đục", text="Nước máy đục ba ngày nay.")
    online.assigned(title="Giá xăng giảm mạnh", text="Từ chiều nay giá xăng giảm.")
    content = of("online_information", about(agency))
    figures = figures_of(content)
    assert figures["mentions"].value == figures["stories"].value == figures["assigned"].value == 1
    assert figures_of(of("online_information", Scope()))["mentions"].value == 2
    grids = [
        b for part in content.parts for b in part.blocks if isinstance(b, Grid) and b.caption.startswith("Vụ việc")
    ]
    assert [row[0] for row in grids[0].rows] == [Matter.objects.get(pk=mine.pk).reference]


def test_online_information_of_an_area_is_what_names_it() -> None:
    area = AreaFactory(name="Hòn Cau")
    named = online.mention("Sạt lở bờ biển", "Sóng lớn đánh vào kè.")
    online.mention("Giá thanh long tăng", "Thương lái thu mua từ sáng.")
    MentionArea.objects.get_or_create(mention=named, area=area)
    content = of("online_information", Scope(kind=ScopeKind.AREA, area=area))
    assert figures_of(content)["mentions"].value == 1
    assert any("nêu tên địa bàn" in line for line in content.summary)


def test_days_to_come_are_not_shown_as_days_without_news() -> None:
    online.mention("Tin trong ngày", "Nội dung.")
    period = parse_period(f"{timezone.localdate()}..{timezone.localdate() + timedelta(days=10)}")
    content = compute(kind_of("online_information"), Ask(period=period, at=timezone.now()))
    assert not [block for part in content.parts for block in part.blocks if block.type == "chart"]


def test_compliance_of_an_area_is_that_of_the_agencies_that_worked_there(duties) -> None:
    town = Agency.objects.get(code="PHAN-THIET")
    assert town.area is not None
    period = period_around(PeriodKind.MONTH, timezone.localdate())
    gone = AgencyFactory(area=town.area, name="UBND đã giải thể", valid_to=period.start - timedelta(days=1))
    left = AgencyFactory(area=town.area, name="Đơn vị giải thể trong kỳ", valid_to=period.start)
    content = of("compliance", Scope(kind=ScopeKind.AREA, area=town.area))
    names = [row[1] for part in content.parts for b in part.blocks if isinstance(b, Grid) for row in b.rows]
    assert {town.name, left.name} <= set(names)
    assert gone.name not in names
    own, everybody = (figures_of(of("compliance", scope))["duties"].value for scope in (about(town), Scope()))
    assert own is not None
    assert everybody is not None
    assert own <= (figures_of(content)["duties"].value or 0) < everybody


def test_compliance_of_an_area_without_agencies_says_so() -> None:
    content = of("compliance", Scope(kind=ScopeKind.AREA, area=AreaFactory(name="Hòn Cau")))
    assert figures_of(content)["duties"].value == 0
    texts = [line for part in content.parts for b in part.blocks if b.type == "text" for line in b.paragraphs]
    assert any("không có cơ quan nào trên địa bàn Xã Hòn Cau" in line for line in texts)


def test_kind_is_refused_for_what_it_cannot_tell_apart() -> None:
    with pytest.raises(CannotBuild):
        of("online_information", Scope(kind=ScopeKind.SUBSYSTEM, subsystem="y-te"))


def test_quality_is_that_of_the_screens(catalogue) -> None:
    schools = Agency.objects.get(code="SGDDT")
    rows = [["GD-MDD", area, "2026-10", "", 95] for area in ("Toàn tỉnh", *make.DISTRICTS)]
    delivery = make.published(make.csv_file(rows), code="GD-THANG", agency=schools)
    Delivery.objects.filter(pk=delivery.pk).update(published_at=datetime(2026, 11, 3, 9, tzinfo=VIETNAM))
    assess(datetime(2026, 11, 20, 9, tzinfo=VIETNAM))
    period, at = parse_period("2026-11"), datetime(2026, 11, 24, 9, tzinfo=VIETNAM)
    for scope, members in ((about(schools), [schools.pk]), (Scope(), None)):
        figures = figures_of(compute(kind_of("data_quality"), Ask(period=period, at=at, scope=scope)))
        found = quality_over(period.as_measured, "", members)
        assert found is not None
        assert figures["quality_overall"].value == found.scores.overall
        assert figures["quality_liveness"].value == found.scores.liveness
    nobody = figures_of(compute(kind_of("data_quality"), Ask(period=period, at=at, scope=about(AgencyFactory()))))
    assert nobody["quality_overall"].value is None
    assert nobody["quality_overall"].note
