"""Keeps the index up to date with what people change."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from home.regulation.models import Amendment, Document, ProvisionVersion
from home.search import services
from ioc_site.common.jobs import enqueue
from subsystems.agencies.models import Agency

REGULATION_JOB = "search.index_regulation"


def _page_changed(instance: Page, **kwargs: Any) -> None:
    services.index_page(instance)


def _page_moved(instance: Page, **kwargs: Any) -> None:
    services.index_subtree(Page.objects.get(pk=instance.pk))


def _page_deleted(instance: Page, **kwargs: Any) -> None:
    services.forget_page(instance.pk)


def _readers_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        services.index_subtree(page)


def _regulation_changed(**kwargs: Any) -> None:
    # A document comes in dozens of rows and the last one counts: a job that waits takes them all.
    enqueue(REGULATION_JOB, unique_key=REGULATION_JOB)


def _agency_changed(**kwargs: Any) -> None:
    transaction.on_commit(services.index_agencies)


def connect() -> None:
    """Listen; called once when the app is ready."""
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid="portal_search.page")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(_page_moved, dispatch_uid="portal_search.moved")
    post_delete.connect(_page_deleted, sender=Page, dispatch_uid="portal_search.deleted")
    for signal in (post_save, post_delete):
        signal.connect(_readers_changed, sender=PageViewRestriction, dispatch_uid="portal_search.readers")
        signal.connect(_agency_changed, sender=Agency, dispatch_uid="portal_search.agency")
        for model in (Document, ProvisionVersion, Amendment):
            signal.connect(_regulation_changed, sender=model, dispatch_uid="portal_search.regulation")
