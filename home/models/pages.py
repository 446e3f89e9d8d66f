"""The home page and the pages of the six components (Article 5 of the regulation)."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.content.blocks import BodyBlock, StepBlock
from home.content.models import EditorialPage
from ioc_site.common.citations import REGULATION, Citation
from ioc_site.common.component_content import component_content
from ioc_site.common.subsystems import Subsystem
from subsystems.indicators.dashboards.blocks import DashboardBlock

COMPONENTS_ARTICLE = 5


class HomePage(EditorialPage):
    """``/``. Notices, news and figures come by themselves; staff write the words around them."""

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    heading = models.CharField(_("heading"), max_length=150)
    lead = models.TextField(_("introduction"), max_length=400)
    report_heading = models.CharField(_("heading of reporting"), max_length=100)
    report_text = models.TextField(_("about reporting"), max_length=400)
    report_steps = StreamField([("step", StepBlock())], verbose_name=_("steps of reporting"), blank=True, max_num=4)

    content_panels = [
        *EditorialPage.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("lead")], heading=_("Head of the page")),
        InlinePanel("related_links", heading=_("Most wanted pages"), label=_("page"), max_num=6),
        MultiFieldPanel(
            [FieldPanel("report_heading"), FieldPanel("report_text"), FieldPanel("report_steps")],
            heading=_("Reporting a problem"),
        ),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.queries import home_screen

        return super().get_context(request, *args, **kwargs) | {"screen": home_screen(self, request.user)}


class ComponentIndexPage(EditorialPage):
    """``/phan-he/``: the six components with their figures."""

    class Meta:
        verbose_name = _("list of components")
        verbose_name_plural = _("lists of components")

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["home.ComponentPage"]
    max_count = 1

    lead = models.TextField(_("introduction"), max_length=400)

    content_panels = [*EditorialPage.content_panels, FieldPanel("lead")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.queries import component_cards

        return super().get_context(request, *args, **kwargs) | {"cards": component_cards()}


class ComponentPage(EditorialPage):
    """``/phan-he/<key>/``: what a component is, who is in charge of it and what it shows today."""

    class Meta:
        verbose_name = _("component page")
        verbose_name_plural = _("component pages")

    parent_page_types: ClassVar[list[str]] = ["home.ComponentIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    subsystem = models.CharField(_("component"), max_length=30, choices=Subsystem.choices, unique=True)
    lead = models.TextField(_("introduction"), max_length=400)
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)
    dashboard = StreamField(
        DashboardBlock(),
        verbose_name=_("dashboard"),
        blank=True,
        help_text=_("Left empty, all key figures are shown. For components 1 to 4."),
    )

    content_panels = [
        *EditorialPage.content_panels,
        FieldPanel("subsystem"),
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("dashboard"),
    ]
    search_fields = [*EditorialPage.search_fields, index.SearchField("lead"), index.SearchField("body")]

    @property
    def citation(self) -> Citation:
        """The clause of the regulation that sets the component up."""
        return citation_of(self.subsystem)

    def clean(self) -> None:
        super().clean()
        if self.subsystem and self.slug and self.slug != self.subsystem:
            raise ValidationError(
                {"slug": _("The address of a component is fixed: %(key)s.") % {"key": self.subsystem}}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.queries import component_screen
        from home.walls import wall_screen

        screen, content = component_screen(self, request.user), component_content(Subsystem(self.subsystem))
        system = None
        if content:
            system = content.compose(request, self.dashboard) if content.compose else content.read(request)
        context = super().get_context(request, *args, **kwargs) | {"screen": screen, "system": system}
        return context | ({"wall": wall_screen(self, request, system)} if self._is_wall(request) else {})

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The page itself, or the screen in the operations room (``?che-do=man-hinh``)."""
        if self._is_wall(request):
            return "home/component_wall.html"
        template: str = super().get_template(request, *args, **kwargs)
        return template

    def _is_wall(self, request: HttpRequest) -> bool:
        content = component_content(Subsystem(self.subsystem))
        return bool(content and content.wall) and request.GET.get("che-do") == "man-hinh"


def citation_of(subsystem: str) -> Citation:
    """Clause N of Article 5 is the N-th component."""
    return Citation(REGULATION, COMPONENTS_ARTICLE, Subsystem.values.index(subsystem) + 1)
