"""Rows of field reports for the walk through the admin."""

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import jpeg
from workflows.field_reports.desk.services import start_bulk
from workflows.field_reports.enums import PhotoKind
from workflows.field_reports.models import SavedFilter
from workflows.field_reports.photos import store_photo

READERS = frozenset({Role.AUDITOR, Role.MODERATOR, Role.LEADER})


@rows_for("report_desk")
def report(owner: Agency) -> Row:
    """A report that was sent to ``owner``, with a photo; moderators of any agency work on all reports."""
    secret = new_secret()
    row = make.assigned(owner, description=secret)
    photo = store_photo(row, jpeg(), PhotoKind.REPORT)
    args = {"reference": row.reference, "code": "note", "pk": photo.pk, "variant": "nho"}
    return Row(args, secret, readers=READERS, writers=frozenset({Role.MODERATOR}))


@rows_for("report_desk_bulk_job")
def bulk_job(owner: Agency) -> Row:
    """Work on many reports that somebody else asked for."""
    job = start_bulk(make.moderator(), "accept", [], {}, "", "")
    return Row({"pk": job.pk}, readers=frozenset({Role.OPERATOR, Role.AUDITOR}))


@rows_for("report_desk_drop_filter")
def saved_filter(owner: Agency) -> Row:
    """A filter of somebody else: closed for everybody, superusers too."""
    row = SavedFilter.objects.create(user=make.moderator(), name="Của tôi", query="muc=da-dong")
    return Row({"pk": row.pk}, readers=frozenset(), closed={"report_desk_drop_filter"})
