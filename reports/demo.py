"""Demonstration reports: a few plans, and reports at every point of their life, marked as illustrative."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ioc_site.common.demo import DemoSize
from reports import planning, services
from reports.issuing import signature_of
from reports.kinds import PROVINCE, Scope, report_kinds
from reports.models import ReportDocument, ReportPlan
from reports.periods import PeriodKind, ReportPeriod, period_around
from subsystems.agencies.models import Agency, User
from workflows.engine.services import fire

# Who signs in the name of which issuer: the department's director has no account of the demonstration.
SIGNERS = {"UBND": "Hồ Thị Lãnh Đạo", "STTTT": "Trần Văn Giám Đốc"}
# What the province's committee issues itself; everything else comes from the department in charge.
BY_PROVINCE = ("socio_economic", "compliance")
# Kind of report and how far it gets: with the months since, the length, and the last step.
LIVES: tuple[tuple[str, PeriodKind, int, str], ...] = (
    ("operation", PeriodKind.MONTH, 2, "archive"),
    ("operation", PeriodKind.MONTH, 1, "send"),
    ("compliance", PeriodKind.QUARTER, 1, "send"),
    ("field_reports", PeriodKind.MONTH, 2, "archive"),
    ("field_reports", PeriodKind.MONTH, 1, "send"),
    ("field_reports", PeriodKind.QUARTER, 1, "number"),
    ("field_reports", PeriodKind.MONTH, 0, "draft"),
    ("operation", PeriodKind.MONTH, 0, "draft"),
    ("socio_economic", PeriodKind.QUARTER, 1, "send"),
    ("health", PeriodKind.MONTH, 1, "send"),
    ("education", PeriodKind.SCHOOL_YEAR, 1, "send"),
    ("public_administration", PeriodKind.MONTH, 1, "send"),
    ("data_quality", PeriodKind.MONTH, 1, "send"),
    ("online_information", PeriodKind.MONTH, 1, "send"),
)
PLANS = (("operation", PeriodKind.MONTH), ("field_reports", PeriodKind.MONTH), ("compliance", PeriodKind.QUARTER))
STEPS = ("draft", "approve", "number", "sign", "send", "archive")


def seed_reports(size: DemoSize) -> str:
    """Make the demonstration's reports and plans, once; one line for the person who runs the command."""
    people = {user.username: user for user in User.objects.filter(is_demo=True)}
    issuers = {agency.code: agency for agency in Agency.objects.filter(code__in=SIGNERS)}
    if not {"dieuphoi", "lanhdao"} <= people.keys() or issuers.keys() != SIGNERS.keys():
        return _("no accounts for reports")
    known = {kind.code for kind in report_kinds()}
    made = 0
    for code, length, ago, last in LIVES:
        period = _period(length, ago)
        if code in known and not _is_there(code, period):
            _live(code, period, last, issuers["UBND" if code in BY_PROVINCE else "STTTT"], people)
            made += 1
    plans = [_plan(code, length, issuers["STTTT"], people) for code, length in PLANS if code in known]
    return _("%(reports)s reports, %(plans)s plans") % {"reports": made, "plans": sum(plans)}


def _period(length: PeriodKind, ago: int) -> ReportPeriod:
    period = period_around(length, timezone.localdate())
    for _step in range(ago):
        period = period.previous()
    return period


def _is_there(code: str, period: ReportPeriod) -> bool:
    demo = ReportDocument.objects.filter(is_demo=True, kind=code)
    return demo.filter(period_start=period.start, period_end=period.end).exists()


def _live(code: str, period: ReportPeriod, last: str, issuer: Agency, people: dict[str, User]) -> None:
    """One report, through its real steps up to the last one."""
    leader = people["lanhdao"]
    staff = leader if code in BY_PROVINCE else people["dieuphoi"]
    signature = {"signature": signature_of(issuer), "signer_name": SIGNERS[issuer.code]}
    scope: Scope = PROVINCE
    new = services.NewReport(kind=code, period=period, scope=scope, issuer=issuer, is_demo=True)
    document = services.plan_report(new, staff)
    document.recipients.set(user for name, user in people.items() if name in ("lanhdao", "vanhanh", "kiemtra"))
    fire(document, "start", staff)
    services.build(document)
    steps: dict[str, Any] = {
        "draft": lambda: None,
        "approve": lambda: fire(document, "approve", leader, signature),
        "number": lambda: _number(document, staff),
        "sign": lambda: services.sign(document, leader),
        "send": lambda: fire(document, "send", staff),
        "archive": lambda: fire(document, "archive", staff),
    }
    document.refresh_from_db()
    if document.state != "draft":  # no figures for this period: it says so by itself
        return
    for step in STEPS[: STEPS.index(last) + 1]:
        steps[step]()


def _number(document: ReportDocument, staff: User) -> None:
    fire(document, "number", staff)
    services.set_final(document)


def _plan(code: str, length: PeriodKind, issuer: Agency, people: dict[str, User]) -> int:
    if ReportPlan.objects.filter(kind=code, period_kind=length, issuer=issuer).exists():
        return 0
    plan = ReportPlan(kind=code, period_kind=length, issuer=issuer, days_after=3)
    with transaction.atomic():
        planning.save_plan(plan, people["dieuphoi"], [people["lanhdao"]])
    return 1
