"""Writes of the desk: marks, photos for the public, and work on many reports at once."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ioc_site.common.jobs import enqueue
from ioc_site.common.jobs.models import Job
from subsystems.agencies.models import User
from workflows.field_reports.models import FieldReport, Photo, Presence, PublicEdit
from workflows.field_reports.photos import blur_photo

BULK = "field_reports.bulk"
MOST_AT_ONCE = 200


def leave(report: FieldReport, user: User) -> None:
    """The person closed the report."""
    Presence.objects.filter(report=report, user=user).delete()


def forget_presences() -> int:
    """Delete what says that somebody was looking an hour ago; how many rows."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - timedelta(hours=1)).delete()[0]


@transaction.atomic
def edit_photo(photo: Photo, user: User, *, rectangles: list[list[int]], is_public: bool) -> Photo:
    """Say which parts of a photo the public does not see, and whether it sees the photo at all; the original stays and
    the change is kept with who made it. Raises ``ValueError`` for a rectangle outside 0 to 1000."""
    locked = Photo.objects.select_for_update().select_related("report").get(pk=photo.pk)
    before = {"blurred": locked.blurred, "is_public": locked.is_public}
    after = {"blurred": rectangles, "is_public": is_public}
    if before == after:
        return locked
    if locked.blurred != rectangles:
        blur_photo(locked, rectangles, user)
    if locked.is_public != is_public:
        locked.is_public, locked.edited_by, locked.edited_at = is_public, user, timezone.now()
        locked.save(update_fields=["is_public", "edited_by", "edited_at"])
    PublicEdit.objects.create(
        report=locked.report, by=user, field=f"photo:{locked.pk}", before=json.dumps(before), after=json.dumps(after)
    )
    return locked


def start_bulk(
    user: User, code: str, reports: Iterable[FieldReport], answers: Mapping[str, Any], comment: str, title: str
) -> Job:
    """Ask for a step on many reports, as a job that survives a crash; ``answers`` must be fit for JSON. Permission and
    guards are asked for each report when its turn comes."""
    arguments = {
        "code": code,
        "reports": [report.pk for report in reports][:MOST_AT_ONCE],
        "answers": dict(answers),
        "comment": comment,
    }
    return enqueue(BULK, arguments, owner=user, title=title)
