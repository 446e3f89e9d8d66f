"""Every kind of public page, in one place: the browser tests open each of them.

A room adds its addresses to ``PUBLIC_PAGES`` and what must exist for them to ``PREPARE`` (functions that write to the
test database, run once a test in this order).
"""

from collections.abc import Callable
from dataclasses import dataclass

from wagtail.models import Locale, Page

from home.services import set_up_site
from home.site_file import read_site_file
from tests.subsystems.agencies.factories import AgencyFactory
from tests.workflows.field_reports.factories import closed as closed_report


@dataclass(frozen=True, slots=True)
class PublicPage:
    """An address and the status it is answered with."""

    path: str
    status: int = 200


def prepare_site() -> None:
    """What Wagtail's migrations make is gone after the first test with a live server, which empties every table."""
    Locale.objects.get_or_create(language_code="vi")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    AgencyFactory(name="Sở Y tế", leads=["y-te"])
    set_up_site(read_site_file())


PREPARE: list[Callable[[], object]] = [prepare_site, closed_report]

PUBLIC_PAGES = [
    PublicPage("/"),
    PublicPage("/phan-he/"),
    PublicPage("/phan-he/y-te/"),
    PublicPage("/phan-anh/"),
    PublicPage("/phan-anh/gui/"),
    PublicPage("/khong-co-trang-nay/", status=404),
]
