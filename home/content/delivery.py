"""Loading the pages that the portal is delivered with, again and again, without touching what staff wrote."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from wagtail.models import Page

from home.content.models import ContentPage, DeliveredPage, GuidancePage, RelatedPage
from home.content.page_files import PageFile


@transaction.atomic
def deliver_pages(index: Page, model: type[ContentPage], files: Sequence[PageFile]) -> Counter[str]:
    """Make or renew the pages below ``index``; counts what was ``created``, ``updated``, ``unchanged`` or ``kept``.

    Kept is what staff edited, and what they deleted. Raises ``django.core.exceptions.ValidationError`` for a page that
    the editor would refuse too; then nothing is loaded.
    """
    outcomes: Counter[str] = Counter()
    due: list[tuple[ContentPage, PageFile]] = []
    for file in files:
        record = DeliveredPage.objects.filter(source=file.source).first()
        outcome = _outcome(index, record, file)
        outcomes[outcome] += 1
        if outcome == "created":
            due.append((_create(index, model, file), file))
        elif outcome == "updated":
            assert record is not None and record.page is not None  # noqa: PT018, S101 - what "updated" means
            due.append((record.page.specific, file))
    for page, file in due:  # once all are there that they may refer to
        _write(page, file)
    return outcomes


def _outcome(index: Page, record: DeliveredPage | None, file: PageFile) -> str:
    if record is None:
        taken = Page.objects.child_of(index).filter(slug=file.row.slug).exists()
        return "kept" if taken else "created"
    if record.page is None:
        return "kept"
    if record.digest == file.digest:
        return "unchanged"
    return "kept" if record.page.revisions.filter(user__isnull=False).exists() else "updated"


def _create(index: Page, model: type[ContentPage], file: PageFile) -> ContentPage:
    page = model(live=False, **file.row.fields())
    index.add_child(instance=page)
    DeliveredPage.objects.create(source=file.source, digest=file.digest, page=page)
    return page


def _write(page: ContentPage, file: PageFile) -> None:
    for field, value in file.row.fields().items():
        setattr(page, field, value)
    page.body.stream_block.clean(page.body)
    targets = {target.slug: target for target in GuidancePage.objects.filter(slug__in=file.row.related)}
    page.related_links = [
        RelatedPage(target=targets[slug], sort_order=position)
        for position, slug in enumerate(file.row.related)
        if slug in targets
    ]
    page.save_revision().publish()
    DeliveredPage.objects.filter(source=file.source).update(digest=file.digest)
