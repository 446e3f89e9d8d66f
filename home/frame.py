"""The frame of every public page, read with one query: menus, contacts and what the head of the page needs."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from home.models import MenuPlace, SiteFrame
from home.page_links import url_of

PAGES = ("page", "wagtail_serve")
SEARCH = "/tim-kiem/"
REPORT_FORM = "/phan-anh/gui/"
REPORT_GUIDANCE = "/huong-dan/gui-phan-anh-hien-truong/"
ITEM_FIELDS = ("place", "label", "label_en", "link", "page__url_path", "page__live")
CONTACT_FIELDS = ("organisation", "operator", "address", "phone", "email", "hours")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a menu. ``current`` is the value of ``aria-current``: ``page``, ``true`` (below it) or empty."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the templates of the frame read; ``contact`` pairs the fields of ``SiteFrame`` that are filled in.

    ``report_url`` leads to the form for reporting a problem, or to the guidance on it where ``can_report`` is false.
    """

    main: tuple[Link, ...]
    footer: tuple[Link, ...]
    contact: tuple[tuple[str, str], ...]
    can_report: bool
    report_url: str
    search_url: str
    base_url: str
    description: str
    is_demo: bool


def frame_for(request: HttpRequest | None) -> Frame:
    """The frame for this request; read once a request, in one query."""
    if request is None:
        return _read_frame("")
    frame = getattr(request, "_site_frame", None)
    if frame is None:
        frame = _read_frame(request.path)
        request._site_frame = frame  # type: ignore[attr-defined]
    return frame


@lru_cache(maxsize=256)
def rendered_part(name: str, frame: Frame, language: str) -> SafeString:
    """The header or footer as HTML: the same for all pages with the same frame, so it is rendered once a process.

    Whatever changes it (a menu, a contact, the language, the marked item) is in the arguments.
    """
    context = {"frame": frame, "contact": dict(frame.contact), "LANGUAGE_CODE": language}
    return render_to_string(f"components/{name}.html", context)


def served_by_a_room(path: str) -> bool:
    """Whether an application of its own answers this path, rather than Wagtail's catch-all for pages."""
    return _served_by_a_room(path, get_urlconf())


@lru_cache(maxsize=64)
def _served_by_a_room(path: str, urlconf: str | None) -> bool:
    try:
        return resolve(path, urlconf).url_name not in PAGES
    except Resolver404:
        return False


def _read_frame(path: str) -> Frame:
    fields = [f"items__{name}" for name in ITEM_FIELDS] + [*CONTACT_FIELDS]
    rows = list(SiteFrame.objects.order_by("items__sort_order").values_list(*fields))
    english = get_language() == "en"
    can_report = served_by_a_room(REPORT_FORM)
    roots = Site.get_site_root_paths()
    menus: dict[str, list[Link]] = {MenuPlace.MAIN: [], MenuPlace.FOOTER: []}
    for place, label, label_en, link, url_path, live, *_contact in rows:
        url = link or (url_of(url_path, roots) if live else "")
        if url:
            menus[place].append(Link((english and label_en) or label, url, _current(path, url)))
    contact = dict(zip(CONTACT_FIELDS, rows[0][len(ITEM_FIELDS) :], strict=True)) if rows else {}
    return Frame(
        main=tuple(menus[MenuPlace.MAIN]),
        footer=tuple(menus[MenuPlace.FOOTER]),
        contact=tuple((name, value) for name, value in contact.items() if value),
        can_report=can_report,
        report_url=REPORT_FORM if can_report else REPORT_GUIDANCE,
        search_url=SEARCH,
        base_url=settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        description=_("Portal of the Smart City Operations Centre of Bình Thuận province"),
        is_demo=settings.IOC_DEMO,
    )


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""
