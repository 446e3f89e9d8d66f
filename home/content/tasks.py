"""Background jobs of this room; each calls a service."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.content.reviewing import send_reminders
from ioc_site.common.jobs import JobRun, job


@job("content.review_reminders", label=_("Remind of pages to read again"))
def review_reminders(run: JobRun) -> dict[str, int]:
    """Each morning: tell who answers for a page that its day is near or past."""
    return send_reminders(timezone.localdate())
