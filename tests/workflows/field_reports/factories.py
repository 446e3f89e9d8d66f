"""Reports at any point of their life, made through the same services as real ones."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from subsystems.agencies.enums import AgencyKind, Role
from subsystems.agencies.models import Agency, User
from tests.subsystems.agencies.factories import AgencyFactory, AreaFactory, member
from workflows.engine.services import fire
from workflows.field_reports.models import Category, FieldReport, Reporter
from workflows.field_reports.permissions import REPORTER
from workflows.field_reports.services import Contact, NewReport, submit_report


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"nhom-{n}")
    name = factory.Sequence(lambda n: f"Nhóm {n}")


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"loai-{n}")
    name = factory.Sequence(lambda n: f"Loại phản ánh {n}")
    parent = factory.SubFactory(GroupFactory)


def moderator() -> User:
    return member(Role.MODERATOR)


def district(**kwargs: Any) -> Agency:
    return AgencyFactory(kind=AgencyKind.DISTRICT, **kwargs)


def submitted(*, contact: Contact | None = None, **kwargs: Any) -> FieldReport:
    """A report as it came through the form, with an e-mail address unless told otherwise."""
    kwargs.setdefault("category", None)
    kwargs["category"] = kwargs["category"] or CategoryFactory()
    kwargs.setdefault("description", "Ổ gà lớn giữa đường, xe máy dễ ngã.")
    kwargs.setdefault("address", "Trước số 12 Trần Hưng Đạo")
    kwargs.setdefault("latitude", 10.9289)
    kwargs.setdefault("longitude", 108.1021)
    if "area" not in kwargs:
        kwargs["area"] = AreaFactory()
    return submit_report(NewReport(contact=contact or Contact(email="nguoidan@example.vn"), **kwargs), REPORTER)


def accepted(by: User | None = None, **kwargs: Any) -> FieldReport:
    report = submitted(**kwargs)
    fire(report, "accept", by or moderator())
    return report


def assigned(agency: Agency | None = None, by: User | None = None, **kwargs: Any) -> FieldReport:
    by = by or moderator()
    report = accepted(by, **kwargs)
    fire(report, "assign", by, {"agency": agency or district()})
    return report


def in_progress(officer: User | None = None, agency: Agency | None = None, **kwargs: Any) -> FieldReport:
    """Being handled by ``officer`` of ``agency``."""
    agency = agency or district()
    report = assigned(agency, **kwargs)
    fire(report, "start", officer or member(Role.OFFICER, agency))
    return report


def resolved(officer: User | None = None, outcome: str = "fixed", **kwargs: Any) -> FieldReport:
    report = in_progress(officer, **kwargs)
    fire(report, "resolve", report.handler, {"outcome": outcome, "result": "Đã vá xong mặt đường."})
    return report


def closed(by: User | None = None, **kwargs: Any) -> FieldReport:
    report = resolved(**kwargs)
    fire(report, "approve_result", by or moderator())
    return report


def reporter(**fields: str) -> Reporter:
    """The reporter of a newly submitted report, with the contact fields given."""
    return Reporter.objects.get(report=submitted(contact=Contact(**fields)))
