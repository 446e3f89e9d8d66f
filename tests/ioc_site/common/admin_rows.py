"""Rows behind the screens of background jobs."""

from ioc_site.common.jobs.models import Job
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency
from tests.admin_rows import Row, new_secret, rows_for
from tests.subsystems.agencies.factories import UserFactory


@rows_for("background_job")
def job(owner: Agency) -> Row:
    secret = new_secret()
    row = Job.objects.create(kind="sample.count", title=secret, owner=UserFactory())
    return Row(
        {"pk": row.pk},
        secret,
        readers={Role.AUDITOR, Role.OPERATOR},
        writers={Role.OPERATOR},
        closed={"background_job_cancel"},  # takes a POST alone
    )
