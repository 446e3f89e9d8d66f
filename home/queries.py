"""The read side of the home page and of the components: one function a screen, a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from home.content.models import GuidancePage, NewsPage, NoticePage
from home.content.queries import active_notices, latest_news, readable, related_pages
from home.models import ComponentPage, HomePage
from home.models.pages import citation_of
from home.page_links import PageLink
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.component_content import ComponentContent, component_content
from ioc_site.common.figures import Figure, figure_of
from ioc_site.common.subsystems import Subsystem
from subsystems.agencies.models import Agency

COMPONENTS_URL = "/phan-he/"
NEWS_URL = "/tin-tuc/"
REGULATION_URL = f"/quy-che/{REGULATION}/"
NEWS_ON_HOME = 3


@dataclass(frozen=True, slots=True)
class ComponentCard:
    """A component as the home page and ``/phan-he/`` show it; ``figure`` is ``None`` while no system delivers one."""

    key: str
    label: str
    url: str
    citation: Citation
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class HomeScreen:
    """What ``/`` shows beside the words of its page."""

    notices: list[NoticePage]
    news: list[NewsPage]
    wanted: list[PageLink]
    components: list[ComponentCard]
    components_url: str = COMPONENTS_URL
    news_url: str = NEWS_URL
    regulation_url: str = REGULATION_URL


@dataclass(frozen=True, slots=True)
class ComponentScreen:
    """What the page of a component shows beside the words of its page."""

    card: ComponentCard
    leads: list[Agency]
    supports: list[Agency]
    guidance: list[GuidancePage]
    content: ComponentContent | None = None
    regulation_url: str = REGULATION_URL


def component_cards() -> list[ComponentCard]:
    """The six components in the order of Article 5; no query beyond those of the figures themselves."""
    return [_card(subsystem) for subsystem in Subsystem]


def home_screen(page: HomePage, user: Any) -> HomeScreen:
    """``/``: four queries, and those of the figures."""
    return HomeScreen(
        notices=active_notices(),
        news=latest_news(NEWS_ON_HOME),
        wanted=related_pages(page, user),
        components=component_cards(),
    )


def component_screen(page: ComponentPage, user: Any) -> ComponentScreen:
    """``/phan-he/<key>/``: three queries, and those of the figure and of what the system shows below.

    The agencies are those that the regulation names, under the names that it uses, with who took over from them.
    """
    agencies = list(Agency.objects.prefetch_related("successors").order_by("pk"))
    guidance = readable(GuidancePage.objects.filter(subsystem=page.subsystem), user).defer("body").order_by("title")
    return ComponentScreen(
        card=_card(Subsystem(page.subsystem)),
        leads=[agency for agency in agencies if page.subsystem in agency.leads],
        supports=[agency for agency in agencies if page.subsystem in agency.supports],
        guidance=list(guidance),
        content=component_content(Subsystem(page.subsystem)),
    )


def _card(subsystem: Subsystem) -> ComponentCard:
    return ComponentCard(
        key=subsystem.value,
        label=str(subsystem.label),
        url=f"{COMPONENTS_URL}{subsystem.value}/",
        citation=citation_of(subsystem.value),
        figure=figure_of(subsystem),
    )
