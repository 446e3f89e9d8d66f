"""Every write of this room that is not Wagtail's own: the pages and the menu that the portal starts with.

All of it can run again and again: what exists stays as staff left it, what is missing comes.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from home.content.models import EditorialPage, GuidanceIndexPage, NewsIndexPage
from home.frame import served_by_a_room
from home.models import ComponentIndexPage, ComponentPage, HomePage, SiteFrame
from home.site_file import BlockRow, ComponentsRow, FrameRow, HomeRow, SiteFile, rich_text

LISTS = {"guidance": GuidanceIndexPage, "news": NewsIndexPage}
COMPONENTS_SLUG = "phan-he"


@transaction.atomic
def set_up_site(content: SiteFile) -> list[str]:
    """Make the home page, the lists, the pages of the components and the menu; returns the titles of what is new."""
    before = set(Page.objects.values_list("pk", flat=True))
    home = _home_page(content.home)
    for row in content.lists:
        _page(home, LISTS[row.kind](title=row.title, slug=row.slug, introduction=rich_text(row.introduction)))
    _component_pages(home, content.components)
    new = list(Page.objects.exclude(pk__in=before).order_by("path").values_list("title", flat=True))
    return new + _menu(home, content.frame)


def _home_page(row: HomeRow) -> HomePage:
    """The home page as root of the default site, which gets its address from ``IOC_BASE_URL``."""
    root = Page.get_first_root_node()
    Page.objects.filter(pk=root.pk, title="Root").update(title="Gốc", draft_title="Gốc")  # as Wagtail's migration says
    steps = [
        {"type": "step", "value": {"title": step.title, "text": rich_text(step.text)}} for step in row.report_steps
    ]
    fields = row.model_dump(exclude={"report_steps"})
    home = HomePage.objects.first() or _page(root, HomePage(slug="trang-chu", report_steps=steps, **fields))
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()
    if welcome and type(welcome.specific) is Page and welcome.is_leaf():  # what Wagtail itself starts with
        welcome.delete()
    return home


def _component_pages(home: HomePage, content: ComponentsRow) -> None:
    index = _page(
        home,
        ComponentIndexPage(
            title=content.title,
            slug=COMPONENTS_SLUG,
            lead=content.lead,
            search_description=content.search_description,
        ),
    )
    for row in content.pages:
        page = ComponentPage(
            title=row.title,
            slug=row.subsystem.value,
            subsystem=row.subsystem,
            lead=row.lead,
            body=[_block(block) for block in row.body],
        )
        _page(index, page)


def _block(row: BlockRow) -> dict[str, object]:
    if row.heading:
        return {"type": "heading", "value": {"text": row.heading, "level": "h2"}}
    return {"type": "text", "value": rich_text(row.text)}


def _page(parent: Page, page: EditorialPage) -> EditorialPage:
    """The page at this place: the one that is there, or ``page``, published by the portal itself."""
    existing = parent.get_children().filter(slug=page.slug).first()
    if existing:
        return existing.specific
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _menu(home: HomePage, row: FrameRow) -> list[str]:
    """Contacts on the first run; menu items as soon as there is something at their address, each once."""
    frame = SiteFrame.objects.first()
    if frame is None:
        frame = SiteFrame.objects.create(organisation=row.organisation, operator=row.operator)
    added = []
    for position, item in enumerate(row.menu):
        key = f"{item.place} {item.link}"
        page = Page.objects.filter(url_path=home.url_path + item.link.lstrip("/"), live=True).first()
        if key in frame.delivered or not (page or served_by_a_room(item.link)):
            continue
        frame.items.create(
            place=item.place,
            label=item.label,
            label_en=item.label_en,
            page=page,
            link="" if page else item.link,
            sort_order=position,
        )
        frame.delivered.append(key)
        added.append(item.label)
    frame.save()
    return added
