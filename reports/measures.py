"""How the portal proves duties that reports and sign-ins answer: computed from their own rows, never typed in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.measures import Measure, Period, register_measure
from ioc_site.common.vietnamese import short_date
from reports.models import DailySignIns, ReportDocument
from reports.models.document import ISSUED
from subsystems.agencies.enums import AgencyKind
from subsystems.agencies.models import Membership, User

# A planned report that is not issued by then counts as late.
ISSUED_WITHIN = timedelta(days=7)


def _describe(document: ReportDocument) -> tuple[str, str]:
    days = f"{short_date(document.period_start)} – {short_date(document.period_end)}"
    name = f"{document.reference}: {document.title or document.kind} ({days})"
    return name, reverse("reports_desk_case", args=[document.reference])


def _planned(agency: Any, period: Period) -> QuerySet[ReportDocument]:
    """Planned reports of the agency whose day lies in the period, as far as they are issued or late; restricted ones
    are known to their recipients alone and are left out."""
    rows = ReportDocument.objects.filter(issuer=agency, planned_for__range=(period.start, period.end))
    rows = rows.filter(is_restricted=False).exclude(state="cancelled")
    return rows.filter(Q(state__in=ISSUED) | Q(planned_for__lt=timezone.localdate() - ISSUED_WITHIN))


def _built(agency: Any, period: Period) -> QuerySet[ReportDocument]:
    """Reports asked for in the period that were built or could not be."""
    rows = ReportDocument.objects.filter(created_at__range=period.moments, is_restricted=False)
    return rows.exclude(state__in=("planned", "building", "cancelled"))


def members_of(agency: Any, period: Period) -> QuerySet[User]:
    """The accounts of people who work for the agency at the end of the period, or today while it runs."""
    day = min(period.end, timezone.localdate())
    people = Membership.objects.valid_on(day).filter(agency=agency).values("user")
    return User.objects.filter(pk__in=people, is_active=True, date_joined__lte=period.moments[1])


def _signing_in(agency: Any, period: Period) -> QuerySet[User]:
    days = DailySignIns.objects.filter(user=OuterRef("pk"), day__range=(period.start, period.end))
    return members_of(agency, period).annotate(signed_in=Exists(days))


def own_measures() -> Iterator[Measure]:
    yield counting_measure(
        "reports.issued",
        _("Planned reports issued within 7 days"),
        (Citation(REGULATION, 7, 5),),
        records=_planned,
        passing=Q(state__in=ISSUED),
        describe=_describe,
        nothing=_("The agency had no planned report to issue in this period."),
        advice=_("Have the drafts approved, numbered and sent."),
        action=reverse_lazy("reports_desk"),
    )
    yield counting_measure(
        "reports.built",
        _("Reports that the portal could build"),
        (Citation(REGULATION, 6, 4),),
        records=_built,
        passing=~Q(state="failed"),
        describe=_describe,
        nothing=_("No report was asked for in this period."),
        applies=lambda agency: agency.kind == AgencyKind.OPERATOR,
        elsewhere=_("The operator is in charge of this."),
        advice=_("Find out why the reports could not be built."),
        action=reverse_lazy("reports_desk"),
    )
    yield counting_measure(
        "reports.signed_in",
        _("Accounts that signed in during the period"),
        (Citation(REGULATION, 8, 5, "c"),),
        records=_signing_in,
        passing=Q(signed_in=True),
        describe=lambda user: (str(user), ""),
        nothing=_("Nobody of the agency has an account."),
        advice=_("Ask those who never sign in what keeps them from it, or close their accounts."),
    )


def register_measures() -> None:
    for measure in own_measures():
        register_measure(measure)
