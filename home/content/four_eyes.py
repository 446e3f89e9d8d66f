"""Who wrote what would go live: the authors of a page's draft, read from its revisions.

A revision counts only when it changed the content. A publisher who schedules a page, leaves a comment or publishes it
as it stands makes a revision too, but does not become its author by that.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q
from wagtail.models import Page, Revision

# What is stored in a revision beside the content: the tree, the state, dates of publication, comments.
_BOOKKEEPING = frozenset(
    {
        "pk", "page_ptr", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale",
        "alias_of", "owner", "draft_title", "live", "has_unpublished_changes", "live_revision", "latest_revision",
        "latest_revision_created_at", "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired",
        "locked", "locked_at", "locked_by", "wagtail_admin_comments",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A revision without its content, which may be large."""

    pk: int
    created_at: datetime
    user_id: int | None


def draft_author_ids(page: Page) -> frozenset[int]:
    """Ids of all who changed the content since it last went live (or since the page was made). Two queries."""
    return draft_authors([page])[0]


def draft_authors(pages: Sequence[Any]) -> list[frozenset[int]]:
    """The same for each of these pages (or other objects with revisions); two queries for any number of them."""
    rows = _rows_of(pages)
    chains = [_since_live(page, rows[_key(page)]) for page in pages]
    contents = _contents(row.pk for chain in chains for row in chain if row)
    return [_authors(chain, contents) for chain in chains]


def _key(page: Any) -> tuple[int, str]:
    return page.get_base_content_type().pk, str(page.pk)


def _rows_of(pages: Iterable[Any]) -> dict[tuple[int, str], list[_Row]]:
    """The revisions of each page, oldest first."""
    rows: dict[tuple[int, str], list[_Row]] = defaultdict(list)
    ids: dict[int, list[str]] = defaultdict(list)
    for page in pages:
        content_type, object_id = _key(page)
        ids[content_type].append(object_id)
    wanted = Q()
    for content_type, object_ids in ids.items():
        wanted |= Q(base_content_type=content_type, object_id__in=object_ids)
    if ids:
        found = Revision.objects.filter(wanted).order_by("created_at", "pk")
        for content_type, object_id, *row in found.values_list(
            "base_content_type", "object_id", "pk", "created_at", "user"
        ):
            rows[content_type, object_id].append(_Row(*row))
    return rows


def _since_live(page: Any, rows: list[_Row]) -> list[_Row | None]:
    """What the drafts started from, then the drafts, oldest first; only the start when no person made any.

    The start is the revision that is live, or that was when the page was taken down (it had its second reader then);
    ``None`` for a page that never was.
    """
    live = next((row for row in rows if row.pk == page.live_revision_id), None)
    live_at = live.created_at if live else page.last_published_at
    before = [row for row in rows if live_at and row.created_at <= live_at]
    newer = [row for row in rows if (not live_at or row.created_at > live_at) and row is not live]
    start = live or (before[-1] if before else None)
    return [start, *newer] if any(row.user_id for row in newer) else []


def _contents(keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = Revision.objects.filter(pk__in=set(keys)).values_list("pk", "content")
    return {pk: {name: value for name, value in content.items() if name not in _BOOKKEEPING} for pk, content in rows}


def _authors(chain: list[_Row | None], contents: dict[int, dict[str, Any]]) -> frozenset[int]:
    authors = set()
    for before, row in pairwise(chain):
        if row and (before is None or contents[row.pk] != contents[before.pk]):
            authors.add(row.user_id)
    return frozenset(author for author in authors if author is not None)
