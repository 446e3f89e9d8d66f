"""What guidance and news prove: that people are told of the centre (Article 7 clause 4), and who told them."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from home.content.models import GuidancePage, NewsPage, NoticePage
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.counting import counting_measure
from ioc_site.common.evidence import ROWS_KEPT, Evidence, Finding, Subject, register_evidence
from ioc_site.common.measures import ROWS_SHOWN, Measure, MeasuredRow, MeasureResult, Period, register_measure
from subsystems.agencies.models import Membership

TELLING = Citation(REGULATION, 7, 4)


def published(period: Period) -> QuerySet[Page]:
    """Guidance, news and notices that went live for the first time in the period."""
    return Page.objects.type(GuidancePage, NewsPage, NoticePage).filter(first_published_at__range=period.moments)


def _months(period: Period) -> list[date]:
    """The first days of the months of the period that are over or run."""
    last = min(period.end, timezone.localdate())
    first = period.start.replace(day=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


def _months_with_pages(period: Period) -> set[date]:
    days = (timezone.localdate(at) for at in published(period).values_list("first_published_at", flat=True))
    return {day.replace(day=1) for day in days}


def months_with_news(agency: Any, period: Period) -> MeasureResult:
    """Months in which at least one page was published, of those that have begun. One query."""
    months = _months(period)
    if not months:
        return MeasureResult(None, None, reason=str(_("The period has not begun.")))
    told = _months_with_pages(period)
    return MeasureResult(sum(month in told for month in months), len(months))


def _rows_of_months(agency: Any, period: Period) -> list[MeasuredRow]:
    told = _months_with_pages(period)
    silent = [MeasuredRow(f"{month:%m/%Y}", False) for month in _months(period) if month not in told]
    pages = published(period).order_by("-first_published_at")[:ROWS_SHOWN]
    edit = "wagtailadmin_pages:edit"
    return silent + [MeasuredRow(page.title, True, reverse(edit, args=[page.pk])) for page in pages]


def _to_review(agency: Any, period: Period) -> QuerySet[GuidancePage]:
    """Live guidance that somebody has to read again by a day."""
    return GuidancePage.objects.live().filter(review_by__isnull=False, first_published_at__lte=period.moments[1])


def measures() -> list[Measure]:
    return [
        Measure(
            "content.published",
            _("Months with guidance, news or notices"),
            (TELLING,),
            months_with_news,
            _rows_of_months,
            _("Publish at least one page a month."),
            reverse_lazy("wagtailadmin_explore_root"),
        ),
        counting_measure(
            "content.reviewed",
            _("Guidance read again in time"),
            (TELLING,),
            records=_to_review,
            # The day moves on when somebody reads the page again.
            passing=lambda period: Q(review_by__gte=min(period.end, timezone.localdate())),
            describe=lambda page: (page.title, reverse("wagtailadmin_pages:edit", args=[page.pk])),
            nothing=_("No guidance has a day by which it is to be read again."),
            advice=_("Read the guidance that is past its day, correct it and set the next day."),
            action=reverse_lazy("wagtailadmin_explore_root"),
        ),
    ]


def guidance_published(subject: Subject, period: Period) -> Finding:
    """Guidance that the subject wrote and that went live in the period; of an agency, what its people wrote."""
    rows = GuidancePage.objects.filter(first_published_at__range=period.moments)
    if subject.user:
        rows = rows.filter(owner=subject.user)
    else:
        people = Membership.objects.filter(
            Q(valid_from=None) | Q(valid_from__lte=period.end),
            Q(valid_to=None) | Q(valid_to__gte=period.start),
            agency=subject.agency,
        )
        rows = rows.filter(owner__in=people.values("user"))
    found = rows.order_by("first_published_at").values_list("pk", "title")
    return Finding(
        rows.count(),
        None,
        tuple((title, reverse("wagtailadmin_pages:edit", args=[pk])) for pk, title in found[:ROWS_KEPT]),
        str(_("Guidance written by the subject and published for the first time during the period.")),
    )


def register() -> None:
    """Called when the app is ready."""
    for measure in measures():
        register_measure(measure)
    register_evidence(Evidence("content.guidance", _("Guidance published"), guidance_published, for_people=True))
