"""Field reports out of matters of online information: something in the field that somebody has to go and see."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ioc_site.common.permissions import Decision, Refused
from subsystems.monitoring.models import Matter
from subsystems.monitoring.outputs import Made, Output, register_output
from workflows.engine.services import fire
from workflows.field_reports.enums import Source
from workflows.field_reports.models import Category
from workflows.field_reports.permissions import user_can_moderate
from workflows.field_reports.services import NewReport, submit_report

KIND = "field_report"
OTHER = "khac"
_LONGEST = 5000


def user_can_make(user: Any, matter: Matter) -> Decision:
    """Moderators of field reports, once for a matter."""
    if matter.links.filter(kind=KIND).exists():
        return Refused(_("There is a report already."))
    if _category() is None:
        return Refused(_("There is no category for it."))
    return user_can_moderate(user)


def _category() -> Category | None:
    """What has no category of its own yet; the moderator sorts it when he screens the report."""
    kinds = Category.objects.filter(is_active=True, parent__isnull=False)
    return kinds.filter(code=OTHER).first() or kinds.first()


def make_report(matter: Matter, user: Any) -> Made:
    """A report with what the agency says; an internal note keeps the way back to the matter."""
    category = _category()
    assert category is not None  # noqa: S101 - asked before
    told = f"{matter.story.title}\n\n{matter.answer or matter.evidence}"
    new = NewReport(category=category, description=told[:_LONGEST], source=Source.STAFF, is_demo=matter.is_demo)
    report = submit_report(new, user)
    fire(report, "note", user, {}, _("Made from the online matter %(reference)s.") % {"reference": matter.reference})
    return Made(report.reference or str(report.pk), f"{report.reference} – {matter.story.title}")


def report_url(key: str) -> str:
    """Where staff find it."""
    return reverse("report_desk_case", args=[key])


def register() -> None:
    """Called when the app is ready."""
    register_output(Output(KIND, gettext_lazy("Make a field report"), user_can_make, make_report, report_url))
