"""The RSS feeds: ``/huong-dan/rss/`` and ``/tin-tuc/rss/``. What is for staff is in neither."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.content.models import ContentPage, GuidancePage, NewsPage
from home.content.queries import FEED_SIZE, latest_guidance, latest_news


class ContentFeed(Feed):
    """The newest pages of one kind. Addresses are those of ``IOC_BASE_URL``, as on the pages themselves."""

    language = settings.LANGUAGE_CODE

    def item_title(self, item: ContentPage) -> str:
        return item.title

    def item_description(self, item: ContentPage) -> str:
        return item.summary

    def item_link(self, item: ContentPage) -> str:
        return item.full_url or settings.WAGTAILADMIN_BASE_URL

    def item_guid(self, item: ContentPage) -> str:
        return f"urn:uuid:{item.translation_key}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: ContentPage) -> datetime | None:
        return item.last_published_at

    def item_categories(self, item: ContentPage) -> list[str]:
        return [str(label) for label in (item.get_audience_display(), item.get_subsystem_display()) if label]


class GuidanceFeed(ContentFeed):
    """Guidance, the most recently changed first."""

    title = _("Guidance – IOC Bình Thuận")
    description = _("New and changed guidance of the Smart City Operations Centre of Bình Thuận province")
    link = "/huong-dan/"

    def items(self) -> list[GuidancePage]:
        return latest_guidance(FEED_SIZE)

    def item_pubdate(self, item: GuidancePage) -> datetime | None:
        return item.last_published_at


class NewsFeed(ContentFeed):
    """News by their day."""

    title = _("News – IOC Bình Thuận")
    description = _("News of the Smart City Operations Centre of Bình Thuận province")
    link = "/tin-tuc/"

    def items(self) -> list[NewsPage]:
        return latest_news(FEED_SIZE)

    def item_pubdate(self, item: NewsPage) -> Any:
        return timezone.make_aware(datetime.combine(item.day, time()))
