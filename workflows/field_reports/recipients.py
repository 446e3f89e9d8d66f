"""Addresses of reporters and followers, found when a message is sent."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.engine.telling.recipients import Address
from workflows.field_reports.models import Follower, Reporter
from workflows.field_reports.tokens import private_token


def reporter_address(ref: str) -> Address | None:
    """The reporter with their own private link; ``None`` without an address or after erasure."""
    reporter = Reporter.objects.select_related("report").filter(pk=ref, erased_at=None).first()
    if reporter is None or not reporter.email:
        return None
    path = reverse("report_track", args=[private_token(reporter.report)])
    return Address(reporter.email, reporter.name or _("Sir or Madam"), settings.WAGTAILADMIN_BASE_URL + path)


def follower_address(ref: str) -> Address | None:
    """A follower whose address is confirmed, with the public page."""
    follower = Follower.objects.select_related("report").filter(pk=ref, confirmed_at__isnull=False).first()
    if follower is None:
        return None
    path = reverse("report_page", args=[follower.report.reference])
    return Address(follower.email, _("Sir or Madam"), url=settings.WAGTAILADMIN_BASE_URL + path)
