"""How the portal proves that personal data are protected (Article 6 clause 1): by the two registers of the law."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.measures import Period, register_measure
from ioc_site.common.vietnamese import date_time
from workflows.field_reports.models import Breach, DataRequest
from workflows.field_reports.models.privacy import BREACH_CLOCK

PROTECTING = Citation(REGULATION, 6, 1)


def _requests(agency: Any, period: Period) -> QuerySet[DataRequest]:
    rows = DataRequest.objects.filter(received_at__range=period.moments)
    return rows.filter(Q(acknowledged_at__isnull=False) | Q(acknowledge_by__lt=timezone.now()))


def _breaches(agency: Any, period: Period) -> QuerySet[Breach]:
    rows = Breach.objects.filter(discovered_at__range=period.moments)
    return rows.filter(Q(reported_at__isnull=False) | Q(discovered_at__lt=timezone.now() - BREACH_CLOCK))


def register() -> None:
    """Called when the app is ready. The rows tell the day only: who asked and what happened is personal."""
    register_measure(
        counting_measure(
            "field_reports.data_requests",
            _("Requests about personal data acknowledged within 2 working days"),
            (PROTECTING,),
            records=_requests,
            passing=Q(acknowledged_at__isnull=False, acknowledged_at__lte=F("acknowledge_by")),
            describe=lambda row: (f"{row.get_kind_display()}, {date_time(row.received_at)}", ""),
            nothing=_("Nobody asked about personal data in this period."),
            advice=_("Acknowledge each request within two working days."),
        )
    )
    register_measure(
        counting_measure(
            "field_reports.breaches",
            _("Breaches of personal data reported within 72 hours"),
            (PROTECTING,),
            records=_breaches,
            passing=Q(reported_at__isnull=False, reported_at__lte=F("discovered_at") + timedelta(hours=72)),
            describe=lambda row: (date_time(row.discovered_at), ""),
            nothing=_("No breach of personal data was discovered in this period."),
            advice=_("Tell the authority within 72 hours of the discovery."),
        )
    )
