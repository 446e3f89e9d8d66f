"""Factories of guidance and news: ``GuidancePageFactory(published=True)``."""

from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from home.content.models import GuidanceIndexPage, GuidancePage, NewsIndexPage, NewsPage, NoticePage


def site_root() -> Page:
    """The root page of the default site."""
    return Site.objects.get(is_default_site=True).root_page


def child_of(parent: Page, page: Page, *, published: bool, author: Any = None) -> Page:
    """Put ``page`` below ``parent`` with a revision by ``author``; published by the portal itself when asked to."""
    page.live = False
    parent.add_child(instance=page)
    revision = page.save_revision(user=author)
    if published:
        revision.publish()
    page.refresh_from_db()
    return page


class PageFactory(DjangoModelFactory):
    """``parent`` where it stands, ``author`` who wrote it, ``published`` whether it is live."""

    class Meta:
        abstract = True

    published = True
    title: Any = factory.Sequence(lambda n: f"Trang thử số {n}")
    slug: Any = factory.Sequence(lambda n: f"trang-thu-{n}")

    @classmethod
    def _create(cls, model_class, *args, parent=None, author=None, published=True, **kwargs):
        return child_of(
            parent or cls.default_parent(), model_class(owner=author, **kwargs), published=published, author=author
        )

    @classmethod
    def default_parent(cls) -> Page:
        return site_root()


class GuidanceIndexPageFactory(PageFactory):
    class Meta:
        model = GuidanceIndexPage

    title = "Hướng dẫn"
    slug = "huong-dan"


class NewsIndexPageFactory(PageFactory):
    class Meta:
        model = NewsIndexPage

    title = "Tin tức"
    slug = "tin-tuc"


class GuidancePageFactory(PageFactory):
    class Meta:
        model = GuidancePage

    summary = "Tóm tắt của trang thử."
    body = [("text", '<p data-block-key="a1b2c">Nội dung của trang thử.</p>')]

    @classmethod
    def default_parent(cls) -> Page:
        return GuidanceIndexPage.objects.first() or GuidanceIndexPageFactory()


class NewsPageFactory(GuidancePageFactory):
    class Meta:
        model = NewsPage

    @classmethod
    def default_parent(cls) -> Page:
        return NewsIndexPage.objects.first() or NewsIndexPageFactory()


class NoticePageFactory(NewsPageFactory):
    class Meta:
        model = NoticePage
