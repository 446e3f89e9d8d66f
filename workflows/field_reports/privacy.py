"""Anonymising reports whose time is over (Law 91/2025/QH15: data are kept no longer than their purpose needs).

What the public could read stays, for statistics and for whoever looks up an old report; everything that tells of a
person goes: contact details, followers, original texts, comments of the timeline (its chain still proves), camera data,
photos that were hidden, and the originals of photos of which parts were blurred.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from workflows.engine.services import erase_details
from workflows.field_reports.models import DataRequest, FieldReport, Photo
from workflows.field_reports.personal import mask_personal_data
from workflows.field_reports.questions import answered
from workflows.field_reports.services import erase_reporter

BATCH = 200


def anonymise_due(now: datetime, check: Callable[[], None] = lambda: None) -> int:
    """Anonymise the reports that were finished longer ago than ``FIELD_REPORT_RETENTION_DAYS``; how many.

    Each report is a transaction of its own, so that a crash loses and repeats nothing; ``check`` may raise to stop.
    """
    limit = now - timedelta(days=settings.FIELD_REPORT_RETENTION_DAYS)
    due = FieldReport.objects.filter(finished_at__lt=limit, anonymised_at__isnull=True).order_by("finished_at")
    count = 0
    while keys := list(due.values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            check()
            anonymise(key)
        count += len(keys)
    return count


@transaction.atomic
def anonymise(key: int) -> None:
    """Take out of one report what tells of a person; doing it twice is the same."""
    report = FieldReport.objects.select_for_update().select_related("category").get(pk=key)
    erase_reporter(report)
    report.followers.all().delete()
    report.edits.all().delete()
    report.read_marks.all().delete()
    erase_details(report)
    DataRequest.objects.filter(report=report).update(text="", answer="")
    report.description = mask_personal_data(report.public_description or report.description)
    report.address = mask_personal_data(report.public_address or report.address)
    public = {answer.label for answer in answered(report, public=True)}
    labels = {question.code: question.label for question in report.category.questions.all()}
    report.answers = {code: value for code, value in report.answers.items() if labels.get(code) in public}
    report.rating_comment = mask_personal_data(report.rating_comment)
    report.anonymised_at = timezone.now()
    report.fold_text()
    names = ["description", "address", "answers", "rating_comment", "anonymised_at", "folded", "public_folded"]
    report.save(update_fields=names)
    for photo in report.photos.all():
        _anonymise_photo(photo)


def _anonymise_photo(photo: Photo) -> None:
    """Only what the public could see is kept of a photo. Files go once the transaction has held."""
    if not photo.is_public:
        gone = [file.name for file in (photo.original, photo.public, photo.thumbnail) if file]
        photo.delete()
    else:
        gone = [photo.original.name] if photo.public else []
        if photo.public:
            photo.original, photo.public = photo.public.name, ""
        photo.latitude = photo.longitude = photo.taken_at = None
        photo.save(update_fields=["original", "public", "latitude", "longitude", "taken_at"])
    transaction.on_commit(lambda: _delete_files(gone))


def _delete_files(names: Iterable[str | None]) -> None:
    """Delete files that no photo refers to any more; the parts of a divided report share theirs."""
    storage = Photo._meta.get_field("original").storage
    for name in filter(None, names):
        used = [Photo.objects.filter(**{column: name}).exists() for column in ("original", "public", "thumbnail")]
        if not any(used):
            storage.delete(name)
