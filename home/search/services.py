"""Every write to the index of the search."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from home.search.models import SearchEntry
from home.search.sources import agency_entries, page_entries, page_key, regulation_entries

_FIELDS = [field.name for field in SearchEntry._meta.concrete_fields if field.name not in ("id", "key")]
_BATCH = 200


def index_page(page: Page) -> None:
    """Write one page anew, or take it out when it cannot be found any more."""
    _replace(SearchEntry.objects.filter(key=page_key(page.pk)), page_entries(Page.objects.filter(pk=page.pk)))


def index_subtree(page: Page) -> None:
    """Write a page and everything below it anew: their addresses or their readers changed."""
    pages = Page.objects.descendant_of(page, inclusive=True)
    keys = [page_key(pk) for pk in pages.values_list("pk", flat=True)]
    _replace(SearchEntry.objects.filter(key__in=keys), page_entries(pages))


def forget_page(page_id: int) -> None:
    """Take out a page that was deleted."""
    SearchEntry.objects.filter(key=page_key(page_id)).delete()


def index_regulation() -> int:
    """Write the provisions in force today; returns how many they are."""
    return _replace(SearchEntry.objects.filter(key__startswith="clause:"), regulation_entries())


def index_agencies() -> int:
    """Write the agencies; returns how many they are."""
    return _replace(SearchEntry.objects.filter(key__startswith="agency:"), agency_entries())


@transaction.atomic
def rebuild() -> int:
    """Write everything anew; returns how much can be found. Those who search meanwhile see the old index."""
    pages = _replace(SearchEntry.objects.filter(key__startswith="page:"), page_entries(Page.objects.all()))
    return pages + index_regulation() + index_agencies()


@transaction.atomic
def _replace(old: QuerySet[SearchEntry], entries: Iterable[SearchEntry]) -> int:
    """Write the entries and delete those of ``old`` that are not among them."""
    new = list(entries)
    stale = set(old.values_list("key", flat=True)) - {entry.key for entry in new}
    SearchEntry.objects.filter(key__in=stale).delete()
    SearchEntry.objects.bulk_create(
        new, batch_size=_BATCH, update_conflicts=True, unique_fields=["key"], update_fields=_FIELDS
    )
    return len(new)
