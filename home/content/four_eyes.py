"""Who wrote what would go live: the authors of a page's draft, read from its revisions.

A revision counts only when it changed the content. A publisher who schedules a page, leaves a comment or publishes it
as it stands makes a revision too, but does not become its author by that.
"""

from typing import Any

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


def draft_author_ids(page: Page) -> frozenset[int]:
    """Ids of all who changed the content since it last went live (or since the page was made)."""
    newer = _revisions_since_live(page)
    user_ids = set(newer.values_list("user_id", flat=True)) - {None}
    if not user_ids:
        return frozenset()
    authors = set()
    before = _content_before(page, newer)
    for revision in newer.iterator():
        content = _content_of(revision)
        if content != before:
            authors.add(revision.user_id)
        before = content
    return frozenset(authors - {None})


def _revisions_since_live(page: Page) -> Any:
    """The revisions that are not live yet, oldest first."""
    revisions = page.revisions.order_by("created_at", "pk")
    if page.live_revision_id:
        return revisions.filter(created_at__gt=page.live_revision.created_at).exclude(pk=page.live_revision_id)
    if page.last_published_at:  # unpublished since: what was live then had its second reader
        return revisions.filter(created_at__gt=page.last_published_at)
    return revisions


def _content_before(page: Page, newer: Any) -> dict[str, Any] | None:
    """The content that the oldest of the newer revisions started from; ``None`` when it is the page's first."""
    if page.live_revision_id:
        return _content_of(page.live_revision)
    oldest = newer.values_list("created_at", flat=True).first()
    before = page.revisions.filter(created_at__lt=oldest).order_by("-created_at", "-pk").first()
    return _content_of(before) if before else None


def _content_of(revision: Revision) -> dict[str, Any]:
    return {field: value for field, value in revision.content.items() if field not in _BOOKKEEPING}
