"""The public list of reports: a page by key, and about how many there are, without counting them."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ioc_site.common.folding import fold
from ioc_site.common.pagination import AFTER, BEFORE, KeysetPage, paginate
from workflows.field_reports.models import FieldReport, Tally
from workflows.field_reports.public.filters import Choice, PublicFilter, read_filter
from workflows.field_reports.queries import Row, matching, photos_first, rows_of

PAGE_SIZE = 20
LONGEST_WORDS = 200
VIEW, MAP = "hien", "ban-do"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list with its filters. ``about`` is how many reports fit as of the last count of the figures,
    ``None`` where nobody knows without looking at all of them."""

    wanted: PublicFilter
    words: str
    page: KeysetPage
    rows: list[Row]
    about: int | None
    is_map: bool
    parameters: str
    list_url: str
    map_url: str
    points_url: str
    feed_url: str

    @property
    def choices(self) -> list[Choice]:
        return self.wanted.choices

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """The two views of the same reports, for ``components/tabs.html``."""
        return [
            {"label": _("List"), "url": self.list_url, "current": not self.is_map},
            {"label": _("Map"), "url": self.map_url, "current": self.is_map},
        ]

    @property
    def is_filtered(self) -> bool:
        return bool(self.words) or not self.wanted.is_empty

    @property
    def has_demo(self) -> bool:
        return any(row.report.is_demo for row in self.rows)


def public_list(query: QueryDict) -> Listing:
    """Public reports, newest first, under the filters of ``read_filter`` and the words ``q``. Six queries at most."""
    wanted = read_filter(query)
    words = query.get("q", "").replace("\x00", "")[:LONGEST_WORDS].strip()
    reports = narrowed(FieldReport.objects.public(), wanted)
    if fold(words):
        reports = reports.filter(matching(words, "public_folded"))
    reports = reports.select_related("category", "area", "agency").prefetch_related(photos_first())
    page = paginate(reports, query, order=("-created_at",), size=PAGE_SIZE)
    kept = _kept(query)
    list_url = reverse("report_list")
    return Listing(
        wanted=wanted,
        words=words,
        page=page,
        rows=rows_of(page.rows, public=True),
        about=None if words else about_how_many(wanted),
        is_map=query.get(VIEW) == MAP,
        parameters=kept.urlencode(),
        list_url=_address(list_url, kept),
        map_url=_address(list_url, kept, **{VIEW: MAP}),
        points_url=_address(reverse("report_map"), kept),
        feed_url=_address(reverse("report_feed"), kept),
    )


def narrowed(reports: Any, wanted: PublicFilter) -> Any:
    """The reports that fit a filter; each condition has an index that is in the order of the list."""
    if wanted.category:
        reports = reports.filter(category=wanted.category)
    if wanted.area:
        reports = reports.filter(area=wanted.area)
    if wanted.is_final is not None:
        reports = reports.filter(finished_at__isnull=not wanted.is_final)
    if wanted.period:
        reports = reports.filter(created_at__gte=wanted.period.start, created_at__lt=wanted.period.end)
    return reports


def about_how_many(wanted: PublicFilter) -> int | None:
    """The number of public reports that fit, from the figures computed last; ``None`` before the first time."""
    grain = ("a" if wanted.area else "") + ("c" if wanted.category else "")
    found = Tally.objects.filter(
        period=wanted.period.code if wanted.period else "all",
        grain=grain,
        area=wanted.area,
        agency=None,
        category=wanted.category,
    )
    row = found.values_list("public", "public_final").first()
    if row is None:
        return None
    public, final = row
    return {None: public, True: final, False: public - final}[wanted.is_final]


def _kept(query: QueryDict) -> QueryDict:
    """The filters of an address, without where in the list it is and how it is shown."""
    kept = query.copy()
    for name in [name for name in kept if name in (AFTER, BEFORE, VIEW) or not kept[name]]:
        del kept[name]
    return kept


def _address(path: str, kept: QueryDict, **more: str) -> str:
    parameters = kept.copy()
    for name, value in more.items():
        parameters[name] = value
    return f"{path}?{parameters.urlencode()}" if parameters else path
