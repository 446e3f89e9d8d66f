"""The read side of guidance, news and notices: one function a screen, always with the same number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from home.content.enums import Audience, Severity
from home.content.models import ContentPage, GuidancePage, NewsPage, NoticePage
from home.page_links import PageLink, page_links
from home.regulation.enums import ProvisionKind
from home.regulation.models import ProvisionVersion
from ioc_site.common.citations import Citation
from ioc_site.common.subsystems import Subsystem

PagesT = TypeVar("PagesT", bound=PageQuerySet)
PAGE_SIZE = 20
FEED_SIZE = 30
AUDIENCE_PARAMETER = "doi-tuong"
SUBSYSTEM_PARAMETER = "phan-he"
PAGE_PARAMETER = "trang"


def readable(pages: PagesT, user: Any) -> PagesT:
    """The live pages that ``user`` may read: public ones, and for those who are signed in also those for staff.

    Restrictions hold for everything below the page that carries them. Pages for certain groups are in no list.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    hiding = PageViewRestriction.objects.annotate(path=path).filter(path__startswith=F("page__path"))
    if user is not None and user.is_authenticated:
        hiding = hiding.exclude(restriction_type=PageViewRestriction.LOGIN)
    return pages.live().filter(~Exists(hiding))


def related_pages(page: ContentPage, user: Any) -> list[PageLink]:
    """The pages to read next, in the editor's order, as far as ``user`` may read them; one query."""
    wanted = list(page.related_links.values_list("target_id", flat=True))
    found = page_links(readable(Page.objects.filter(pk__in=wanted), user)) if wanted else {}
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A place of the regulation in its own words: its lines, and those of its points where it has any."""

    citation: Citation
    url: str
    lines: list[str]


def quotations(citations: Collection[Citation]) -> dict[Citation, Quotation]:
    """The text in force today of those of the places that exist; one query, none for no citations."""
    if not citations:
        return {}
    places = Q()
    for citation in citations:
        below = Q(provision__eid__startswith=f"{citation.eid}-diem-") if citation.clause else Q()
        places |= Q(provision__document__slug=citation.document) & (Q(provision__eid=citation.eid) | below)
    versions = ProvisionVersion.objects.in_force(timezone.localdate()).filter(
        places, repealed=False, provision__document__live=True
    )
    rows = sorted(
        versions.select_related("provision__document"),
        key=lambda row: (row.provision.kind == ProvisionKind.POINT, row.provision.position),
    )
    return {
        citation: Quotation(citation, found[0].url, [line for row in found for line in _lines(row)])
        for citation in citations
        if (found := [row for row in rows if _is_within(row, citation)])
    }


def _is_within(row: ProvisionVersion, citation: Citation) -> bool:
    same_document = row.provision.document.slug == citation.document
    return same_document and f"{row.provision.eid}-".startswith(f"{citation.eid}-")


def _lines(row: ProvisionVersion) -> list[str]:
    point = f"{row.provision.number}) " if row.provision.kind == ProvisionKind.POINT else ""
    return [point + line for line in (row.heading, *row.text.splitlines()) if line]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a list, as a drop-down; ``options`` are (value, label), ``chosen`` is a value or empty."""

    parameter: str
    label: Any
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. ``previous_query`` and ``next_query`` are the parameters of its neighbours, empty at an end.

    ``unknown`` tells that a filter was asked for that does not exist; it was left out.
    """

    pages: list[Any]
    filters: list[Filter]
    count: int
    number: int
    last: int
    previous_query: str
    next_query: str
    unknown: bool = False

    @property
    def is_filtered(self) -> bool:
        return any(item.chosen for item in self.filters)


def guidance_list(parameters: Mapping[str, str], user: Any) -> Listing:
    """``/huong-dan/``: guidance by title. Two queries."""
    return _listing(GuidancePage.objects.order_by("title", "pk"), parameters, user)


def news_list(parameters: Mapping[str, str], user: Any) -> Listing:
    """``/tin-tuc/``: news, the newest first. Two queries."""
    return _listing(NewsPage.objects.order_by("-day", "-pk"), parameters, user)


def _listing(pages: QuerySet, parameters: Mapping[str, str], user: Any) -> Listing:
    filters, unknown = _read_filters(parameters, user)
    chosen = {field: item.chosen for field, item in filters.items() if item.chosen}
    paginator = Paginator(readable(pages.filter(**chosen), user).defer("body"), PAGE_SIZE)
    page = paginator.get_page(parameters.get(PAGE_PARAMETER))
    base = {item.parameter: item.chosen for item in filters.values() if item.chosen}
    return Listing(
        pages=list(page.object_list),
        filters=list(filters.values()),
        count=paginator.count,
        number=page.number,
        last=paginator.num_pages,
        previous_query=_page_query(base, page.number - 1) if page.has_previous() else "",
        next_query=_page_query(base, page.number + 1) if page.has_next() else "",
        unknown=unknown,
    )


def _read_filters(parameters: Mapping[str, str], user: Any) -> tuple[dict[str, Filter], bool]:
    """The filters by the field that they filter, and whether one was asked for that does not exist."""
    audiences = [choice for choice in Audience.choices if choice[0] != Audience.STAFF or user.is_authenticated]
    asked = [
        ("audience", AUDIENCE_PARAMETER, _("Written for"), audiences),
        ("subsystem", SUBSYSTEM_PARAMETER, _("Component"), Subsystem.choices),
    ]
    filters, unknown = {}, False
    for field, parameter, label, options in asked:
        value = parameters.get(parameter, "")
        known = value in {option for option, _label in options}
        unknown = unknown or bool(value and not known)
        filters[field] = Filter(parameter, label, options, value if known else "")
    return filters, unknown


def _page_query(parameters: Mapping[str, str], number: int) -> str:
    return "?" + urlencode({**parameters, PAGE_PARAMETER: str(number)})


def latest_news(count: int = 3) -> list[NewsPage]:
    """The newest public news, for the home page; one query."""
    return list(readable(NewsPage.objects.order_by("-day", "-pk"), None).defer("body")[:count])


def latest_guidance(count: int) -> list[GuidancePage]:
    """The public guidance that changed last, for the feed; one query."""
    return list(readable(GuidancePage.objects.order_by("-last_published_at", "-pk"), None).defer("body")[:count])


def active_notices() -> list[NoticePage]:
    """The public notices that are shown now, the gravest first; one query."""
    gravity = {severity: rank for rank, severity in enumerate(reversed(Severity.values))}
    notices = readable(NoticePage.objects.all(), None).filter(
        Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
    )
    return sorted(notices.defer("body"), key=lambda notice: (gravity[notice.severity], -notice.pk))
