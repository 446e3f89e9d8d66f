"""Rows of field reports for the walk through the admin."""

from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.workflows.field_reports import factories as make
from tests.workflows.field_reports.test_screens import jpeg
from workflows.field_reports.enums import PhotoKind
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
