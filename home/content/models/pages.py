"""Guidance, news and notices: what people read beside the regulation itself.

What a page is about is said with the same fields everywhere: a summary, whom it is written for, and the component that
it belongs to. Pages for staff carry Wagtail's own restriction to signed-in users, set from the audience in the same
transaction that makes them live, so that every list, feed, search and sitemap that keeps to what is public leaves
them out.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, PageViewRestriction
from wagtail.search import index

from home.content.blocks import TEXT_FEATURES, BodyBlock
from home.content.enums import Audience, Severity
from home.content.models.editorial import EditorialPage
from ioc_site.common.subsystems import Subsystem


class RelatedPage(Orderable):
    """A page to read next."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="related_links")
    target = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("related page")
        verbose_name_plural = _("related pages")

    def __str__(self) -> str:
        return str(self.target)


class ContentPage(EditorialPage):
    """The fields that guidance, news and notices share."""

    class Meta:
        abstract = True

    summary = models.TextField(
        _("summary"),
        max_length=300,
        help_text=_("One or two sentences: what the reader learns here. Lists, search and feeds show it."),
    )
    audience = models.CharField(
        _("written for"),
        max_length=20,
        choices=Audience.choices,
        default=Audience.CITIZEN,
        help_text=_("What is for staff is shown to signed-in staff only."),
    )
    subsystem = models.CharField(
        _("component"),
        max_length=30,
        choices=Subsystem.choices,
        blank=True,
        help_text=_("Leave empty when the page is about the whole centre."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("content"))

    about_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("subsystem")], heading=_("Whom and what it is about")),
    ]
    content_panels = [*EditorialPage.content_panels, FieldPanel("summary"), *about_panels, FieldPanel("body")]

    search_fields = [*EditorialPage.search_fields, index.SearchField("summary"), index.SearchField("body")]

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields") is not None:  # the row's own bookkeeping, perhaps on an unpublished draft
            return super().save(*args, **kwargs)
        with transaction.atomic():
            before = type(self).objects.filter(pk=self.pk).values_list("audience", flat=True).first()
            result = super().save(*args, **kwargs)
            if self.live:
                self._restrict_to_staff(before)
        return result

    def _restrict_to_staff(self, audience_before: str | None) -> None:
        restrictions = PageViewRestriction.objects.filter(page=self)
        if self.audience == Audience.STAFF:
            if not restrictions.exists():
                PageViewRestriction(page=self, restriction_type=PageViewRestriction.LOGIN).save()
        elif audience_before == Audience.STAFF:
            restrictions.filter(restriction_type=PageViewRestriction.LOGIN).delete()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Beside the view restriction, which a publisher can take off by hand.
        if self.audience == Audience.STAFF and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.content.queries import related_pages

        context = super().get_context(request, *args, **kwargs)
        context["related"] = related_pages(self, request.user)
        return context


class GuidanceIndexPage(EditorialPage):
    """``/huong-dan/``: all guidance, by whom it is for and what it is about."""

    class Meta:
        verbose_name = _("list of guidance")
        verbose_name_plural = _("lists of guidance")

    subpage_types: ClassVar[list[str]] = ["content.GuidancePage"]
    max_count = 1

    introduction = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.content.queries import guidance_list

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = guidance_list(request.GET, request.user)
        return context


class GuidancePage(ContentPage):
    """How something is done, for one audience; somebody answers for it and reads it again by a day."""

    class Meta:
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance pages")

    parent_page_types: ClassVar[list[str]] = ["content.GuidanceIndexPage", "content.GuidancePage"]
    subpage_types: ClassVar[list[str]] = ["content.GuidancePage"]

    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answers for it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"is_active": True},
        help_text=_("Is reminded to read the page again. Without anybody, the publishers are."),
    )
    review_by = models.DateField(
        _("read again by"),
        null=True,
        blank=True,
        help_text=_("The day by which somebody checks that it is still right."),
    )

    content_panels = [
        *ContentPage.content_panels,
        InlinePanel("related_links", heading=_("Related pages"), label=_("Related page"), max_num=8),
        MultiFieldPanel([FieldPanel("responsible"), FieldPanel("review_by")], heading=_("Review")),
    ]


class NewsIndexPage(EditorialPage):
    """``/tin-tuc/``: news and notices, the newest first."""

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    subpage_types: ClassVar[list[str]] = ["content.NewsPage", "content.NoticePage"]
    max_count = 1

    introduction = RichTextField(_("introduction"), features=TEXT_FEATURES, blank=True)

    content_panels = [*EditorialPage.content_panels, FieldPanel("introduction")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.content.queries import news_list

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = news_list(request.GET, request.user)
        return context


class NewsPage(ContentPage):
    """Something that happened, or will."""

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")

    parent_page_types: ClassVar[list[str]] = ["content.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    day = models.DateField(_("day"), default=timezone.localdate, db_index=True)
    is_demo = models.BooleanField(
        _("demonstration data"),
        default=False,
        help_text=_("The item tells of generated data; the page says so."),
    )

    content_panels = [
        *ContentPage.content_panels,
        InlinePanel("related_links", heading=_("Related pages"), label=_("Related page"), max_num=8),
        MultiFieldPanel([FieldPanel("day"), FieldPanel("is_demo")], heading=_("Day and kind")),
    ]


class NoticePage(ContentPage):
    """A notice on the home page, shown from its publication until it expires (both can be scheduled).

    Its summary is the notice; the page itself says more where there is more to say.
    """

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    parent_page_types: ClassVar[list[str]] = ["content.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.INFO)

    content_panels = [
        *EditorialPage.content_panels,
        HelpPanel(_("Set from when until when the notice is shown in the publishing schedule, at the side.")),
        FieldPanel("severity"),
        FieldPanel("summary"),
        *ContentPage.about_panels,
        FieldPanel("body"),
    ]
