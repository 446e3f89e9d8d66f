"""The register of report kinds, and what it refuses to build."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from reports.enums import ScopeKind
from reports.kinds import Ask, CannotBuild, Scope, compute, kind_of, register_kind, report_kinds
from reports.periods import parse_period
from tests.subsystems.agencies.factories import AgencyFactory

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


def test_kinds_of_all_rooms_are_known() -> None:
    with translation.override("vi"):
        labels = {kind.code: str(kind.label) for kind in report_kinds()}
    assert labels["regulation"] == "Văn bản quy chế"
    assert labels["operation"] == "Vận hành và sử dụng IOC"
    assert labels["compliance"] == "Thực hiện quy chế"


def test_unknown_kind_is_named_with_those_known() -> None:
    with pytest.raises(LookupError, match=r"'budget'.*regulation"):
        kind_of("budget")


def test_two_kinds_cannot_share_a_code() -> None:
    kind = kind_of("operation")
    register_kind(kind)
    with pytest.raises(ValueError, match="already"):
        register_kind(replace(kind, label="Khác"))


def test_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(CannotBuild, match="tháng 12 năm 2026 chưa bắt đầu"):
        compute(kind_of("operation"), Ask(period=parse_period("2026-12"), at=NOON))


def test_period_begins_with_the_day_in_vietnam() -> None:
    """At 18:00 UTC the next day has begun in Vietnam."""
    late = datetime(2026, 11, 30, 18, tzinfo=UTC)
    with pytest.raises(CannotBuild):
        compute(replace(kind_of("operation"), compute=_nothing), Ask(period=parse_period("2026-12-02"), at=late))
    ask = Ask(period=parse_period("2026-12"), at=late)
    assert compute(replace(kind_of("operation"), compute=_nothing), ask) == "nothing"


def _nothing(ask: Ask) -> str:
    return "nothing"


@pytest.mark.django_db
def test_agency_that_did_not_exist_in_the_period_is_refused() -> None:
    gone = AgencyFactory(name="UBND huyện cũ", valid_to=date(2025, 6, 30))
    ask = Ask(period=parse_period("2026-10"), at=NOON, scope=Scope(kind=ScopeKind.AGENCY, agency=gone))
    with pytest.raises(CannotBuild, match="UBND huyện cũ không còn hoạt động"):
        compute(kind_of("compliance"), ask)


def test_scope_that_the_kind_does_not_have_is_refused() -> None:
    ask = Ask(period=parse_period("2026-10"), at=NOON, scope=Scope(kind=ScopeKind.SUBSYSTEM, subsystem="y-te"))
    with pytest.raises(CannotBuild, match="chỉ lập cho: toàn tỉnh; một cơ quan, đơn vị; một địa bàn"):
        compute(kind_of("compliance"), ask)
