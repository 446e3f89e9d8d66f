"""What field reports say of an agency or an officer, for commendation and discipline (Article 10)."""

from django.db.models import Avg, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ioc_site.common.evidence import ROWS_KEPT, Evidence, Finding, Subject, register_evidence
from ioc_site.common.measures import Period
from workflows.field_reports.models import FieldReport

GOOD_RATING = 4


def _of(subject: Subject) -> QuerySet[FieldReport]:
    if subject.user:
        return FieldReport.objects.filter(handler=subject.user)
    return FieldReport.objects.filter(agency=subject.agency)


def _rows(rows: QuerySet[FieldReport]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (str(reference), reverse("report_desk_case", args=[reference]))
        for reference in rows.order_by("pk").values_list("reference", flat=True)[:ROWS_KEPT]
    )


def resolved_in_time(subject: Subject, period: Period) -> Finding:
    """Reports resolved in the period; those resolved by their deadline count, extensions included."""
    rows = _of(subject).filter(resolved_at__range=period.moments)
    good = rows.filter(Q(deadline_at=None) | Q(resolved_at__lte=F("deadline_at"))).count()
    query = _("Field reports resolved during the period; those by their deadline count.")
    return Finding(rows.count(), good, _rows(rows), str(query))


def rated_well(subject: Subject, period: Period) -> Finding:
    """Reports that citizens rated in the period; ratings of 4 and 5 count."""
    rows = _of(subject).filter(rated_at__range=period.moments)
    mean = rows.aggregate(mean=Avg("rating"))["mean"]
    query = _("Field reports rated during the period, 4 and 5 count; mean %(mean)s.")
    good = rows.filter(rating__gte=GOOD_RATING).count()
    return Finding(
        rows.count(), good, _rows(rows), str(query) % {"mean": f"{mean:.1f}".replace(".", ",") if mean else "–"}
    )


def overdue(subject: Subject, period: Period) -> Finding:
    """Reports that came in by the end of the period, are open and past their deadline now."""
    rows = _of(subject).filter(created_at__lte=period.moments[1])
    late = rows.filter(clock_due_at__lt=timezone.now())
    query = _("Field reports received by the end of the period that are overdue now.")
    return Finding(late.count(), None, _rows(late), str(query))


def register() -> None:
    register_evidence(
        Evidence("field_reports.in_time", _("Field reports resolved in time"), resolved_in_time, for_people=True)
    )
    register_evidence(Evidence("field_reports.rated", _("Field reports rated well"), rated_well, for_people=True))
    register_evidence(
        Evidence(
            "field_reports.overdue", _("Field reports overdue now"), overdue, for_people=True, more_is_better=False
        )
    )
