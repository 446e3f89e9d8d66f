"""The public list of reports: a page by key, and about how many there are, without counting them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from ioc_site.common.pagination import AFTER, BEFORE, KeysetPage, paginate, paginate_found
from workflows.field_reports.models import FieldReport, Tally
from workflows.field_reports.public.filters import Choice, PublicFilter, read_filter
from workflows.field_reports.queries import FINAL, Row, photos_first, rows_of
from workflows.field_reports.search import PUBLIC_TEXT, Found, asked_for, is_reference
from workflows.field_reports.workflow import FIELD_REPORT

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
    page = _page(wanted, words, query)
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
        feed_url=wanted.address(reverse("report_feed")),
    )


def _page(wanted: PublicFilter, words: str, query: QueryDict) -> KeysetPage:
    """The reports themselves: by an index in the order of the list, or as the full-text index finds them."""
    reports = FieldReport.objects.public().select_related("category", "area", "agency")
    reports = reports.prefetch_related(photos_first())
    if is_reference(words):
        reports = reports.filter(reference=words.upper())
    elif words or (wanted.category and wanted.area):
        asked = asked_for(words, _facets(wanted))
        if words and not asked.phrases:
            return paginate(reports.none(), query, order=("-created_at",))
        found = Found(PUBLIC_TEXT, asked, narrowed(FieldReport.objects.public(), wanted))
        return paginate_found(found, reports, query, size=PAGE_SIZE)
    return paginate(narrowed(reports, wanted), query, order=("-created_at",), size=PAGE_SIZE)


def _facets(wanted: PublicFilter) -> Iterator[str | tuple[str, ...]]:
    yield "p_1"
    if wanted.category:
        yield f"c_{wanted.category.pk}"
    if wanted.area:
        yield f"a_{wanted.area.pk}"
    if wanted.is_final is not None:
        yield tuple(f"s_{state.code}" for state in FIELD_REPORT.states if (state.code in FINAL) == wanted.is_final)
    if wanted.period:
        yield tuple(f"m_{month}" for month in wanted.period.months)


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
