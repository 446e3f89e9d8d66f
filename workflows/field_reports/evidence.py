"""What field reports say of an agency or an officer, for commendation and discipline (Article 10)."""

from django.db.models import Avg, Count, F, Q, QuerySet
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


def _rows(rows: QuerySet[FieldReport], order: str) -> tuple[tuple[str, str], ...]:
    """The first reports in the order of the index that finds them, so that no more than these are read."""
    return tuple(
        (str(reference), reverse("report_desk_case", args=[reference]))
        for reference in rows.order_by(order).values_list("reference", flat=True)[:ROWS_KEPT]
    )


def resolved_in_time(subject: Subject, period: Period) -> Finding:
    """Reports resolved in the period; those resolved by their deadline count, extensions included."""
    rows = _of(subject).filter(resolved_at__range=period.moments)
    in_time = Q(deadline_at=None) | Q(resolved_at__lte=F("deadline_at"))
    # Counted by a column of the index, which covers the whole question.
    counted = rows.aggregate(total=Count("resolved_at"), good=Count("resolved_at", filter=in_time))
    query = _("Field reports resolved during the period; those by their deadline count.")
    return Finding(counted["total"], counted["good"], _rows(rows, "resolved_at"), str(query))


def rated_well(subject: Subject, period: Period) -> Finding:
    """Reports that citizens rated in the period; ratings of 4 and 5 count."""
    rows = _of(subject).filter(rated_at__range=period.moments)
    well = Q(rating__gte=GOOD_RATING)
    counted = rows.aggregate(total=Count("rating"), good=Count("rating", filter=well), mean=Avg("rating"))
    mean = f"{counted['mean']:.1f}".replace(".", ",") if counted["total"] else "–"
    query = _("Field reports rated during the period, 4 and 5 count; mean %(mean)s.")
    return Finding(counted["total"], counted["good"], _rows(rows, "rated_at"), str(query) % {"mean": mean})


def overdue(subject: Subject, period: Period) -> Finding:
    """Reports that came in by the end of the period, are open and past their deadline now."""
    rows = _of(subject).filter(created_at__lte=period.moments[1])
    late = rows.filter(clock_due_at__lt=timezone.now())
    query = _("Field reports received by the end of the period that are overdue now.")
    return Finding(late.count(), None, _rows(late, "clock_due_at"), str(query))


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
