"""Reports at any point of their life, made through the same services as real ones."""

from datetime import date
from typing import Any

from reports import services
from reports.kinds import Scope
from reports.models import ReportDocument
from reports.periods import ReportPeriod, parse_period
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from tests.subsystems.agencies.factories import AgencyFactory, member
from workflows.engine.services import fire

SIGNATURE = {"signature": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "signer_name": "Nguyễn Văn An"}


def month_before() -> ReportPeriod:
    """A period that is over."""
    return parse_period("2026-10")


class Office:
    """An issuer under a province, with one person of each role that a report needs."""

    def __init__(self, code: str = "STTTT", **kwargs: Any) -> None:
        self.province = Agency.objects.filter(code="UBND").first() or AgencyFactory(
            code="UBND", name="Ủy ban nhân dân tỉnh Bình Thuận", kind="province"
        )
        self.agency = AgencyFactory(code=code, name="Sở Thông tin và Truyền thông", parent=self.province, **kwargs)
        self.officer = member(Role.MODERATOR, self.agency)
        self.head = member(Role.HEAD, self.agency)
        self.leader = member(Role.LEADER, self.province)

    def planned(self, by: User | None = None, **kwargs: Any) -> ReportDocument:
        kwargs = {"kind": "operation", "period": month_before(), "scope": Scope(), "issuer": self.agency} | kwargs
        return services.plan_report(services.NewReport(**kwargs), by or self.officer)

    def draft(self, **kwargs: Any) -> ReportDocument:
        document = self.planned(**kwargs)
        fire(document, "start", self.officer)
        services.build(document)
        document.refresh_from_db()
        assert document.state == "draft", document.failure
        return document

    def approved(self, **kwargs: Any) -> ReportDocument:
        document = self.draft(**kwargs)
        fire(document, "approve", self.head, SIGNATURE)
        return document

    def numbered(self, **kwargs: Any) -> ReportDocument:
        document = self.approved(**kwargs)
        fire(document, "number", self.officer)
        services.set_final(document)
        return document

    def sent(self, **kwargs: Any) -> ReportDocument:
        document = self.numbered(**kwargs)
        fire(document, "send", self.officer)
        return document


TODAY = date(2026, 11, 24)
