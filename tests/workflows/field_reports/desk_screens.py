"""What the tests of the desk's screens share."""

from django.test import Client

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.subsystems.agencies.factories import member
from tests.workflows.field_reports.test_screens import signed_in
from workflows.field_reports.models import FieldReport

QUEUE = "/quan-tri/phan-anh/"


def at(report: FieldReport) -> str:
    return f"{QUEUE}{report.reference}/"


def references(response) -> list[str]:
    return [row.report.reference for row in response.context["desk"].rows]


def works_for(agency: Agency, role: Role = Role.OFFICER) -> Client:
    return signed_in(member(role, agency))
