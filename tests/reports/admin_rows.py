"""Rows of reports for the walk through the admin."""

from datetime import UTC, datetime

from reports import services
from reports.content import Content
from reports.effects import fill
from reports.kinds import PROVINCE
from reports.models import ReportDocument, ReportPlan
from reports.periods import parse_period
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from workflows.engine.parties import SYSTEM

READERS = frozenset({Role.AUDITOR, Role.MODERATOR, Role.LEADER, Role.OPERATOR})


@rows_for("reports_desk_")
def report(owner: Agency) -> Row:
    """A report that ``owner`` issues. A leader of a body without one above it signs for the province."""
    secret = new_secret()
    new = services.NewReport(kind="operation", period=parse_period("2026-01"), scope=PROVINCE, issuer=owner)
    document = services.plan_report(new, SYSTEM)
    content = Content(
        subject=secret,
        period="tháng 1 năm 2026",
        scope="",
        computed_at=datetime(2026, 2, 1, tzinfo=UTC),
        summary=(),
        parts=(),
    )
    fill(document, content)
    document.save()
    args = {"reference": ReportDocument.objects.get(pk=document.pk).reference, "code": "cancel"}
    return Row(args, secret, readers=READERS, writers=frozenset({Role.LEADER}))


@rows_for("reports_plan")
def plan(owner: Agency) -> Row:
    """A plan of ``owner``."""
    row = ReportPlan.objects.create(kind="operation", period_kind="month", issuer=owner)
    return Row({"pk": row.pk})
