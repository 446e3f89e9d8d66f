"""Who is told about a field report, and the words that messages about it may use."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ioc_site.common.vietnamese import date_time
from subsystems.agencies.enums import Role
from subsystems.agencies.models import User
from subsystems.agencies.scoping import holders_of
from workflows.engine.parties import Audience, External, Placeholder
from workflows.field_reports.tokens import private_token

REPORTER_KIND = "field_report.reporter"
FOLLOWER_KIND = "field_report.follower"


def _reporter(case: Any) -> Iterator[External]:
    if hasattr(case, "reporter"):
        yield External(REPORTER_KIND, str(case.reporter.pk))


def _followers(case: Any) -> Iterator[External]:
    """Followers of this report and of those that were marked as duplicates of it, with their reporters. Of a report
    that a moderator has hidden, followers learn no more than everybody: nothing."""
    from workflows.field_reports.models import Follower, Reporter

    is_hidden = not case.is_public and case.accepted_at is not None and case.state != "rejected"
    if not is_hidden:
        confirmed = Follower.objects.filter(confirmed_at__isnull=False)
        for pk in confirmed.filter(report=case).values_list("pk", flat=True):
            yield External(FOLLOWER_KIND, str(pk))
        for pk in confirmed.filter(report__duplicate_of=case).values_list("pk", flat=True):
            yield External(FOLLOWER_KIND, str(pk))
    for pk in Reporter.objects.filter(report__duplicate_of=case).values_list("pk", flat=True):
        yield External(REPORTER_KIND, str(pk))


def _moderators(case: Any) -> Iterator[User]:
    yield from holders_of(Role.MODERATOR)


def _officers(case: Any) -> Iterator[User]:
    if case.handler_id:
        yield case.handler
    elif case.agency_id:
        yield from holders_of(Role.OFFICER, case.agency_id)


def _heads(case: Any) -> Iterator[User]:
    if case.agency_id:
        yield from holders_of(Role.HEAD, case.agency_id)


def _leaders(case: Any) -> Iterator[User]:
    yield from holders_of(Role.LEADER)


REPORTER_AUDIENCE = Audience("reporter", _("Reporter"), _reporter, is_public=True)
FOLLOWERS = Audience("followers", _("Followers"), _followers, is_public=True)
MODERATORS = Audience("moderators", _("Moderators"), _moderators)
OFFICERS = Audience("officers", _("Officers in charge"), _officers)
HEADS = Audience("heads", _("Head of the agency"), _heads)
LEADERS = Audience("leaders", _("Leaders"), _leaders)
AUDIENCES = (REPORTER_AUDIENCE, FOLLOWERS, MODERATORS, OFFICERS, HEADS, LEADERS)


def _question(case: Any, event: Any) -> str:
    """What the reporter is asked; no other comment of staff is for his eyes."""
    detail = getattr(event, "detail", None) if event.transition in ("ask_reporter", "ask_by_agency") else None
    return detail.comment if detail else ""


PLACEHOLDERS = (
    Placeholder("category", _("category"), lambda case, event: case.category.name, "Ổ gà, hư hỏng mặt đường"),
    Placeholder("area", _("area"), lambda case, event: case.area.full_name if case.area else "", "Phường Phú Thủy"),
    Placeholder("agency", _("agency in charge"), lambda case, event: case.agency.name if case.agency else "", "UBND"),
    Placeholder("outcome", _("outcome"), lambda case, event: case.get_outcome_display(), "Đã khắc phục"),
    Placeholder("result", _("result"), lambda case, event: case.result, "Đã vá xong mặt đường."),
    Placeholder("question", _("question to the reporter"), _question, "Trước số nhà nào?"),
    Placeholder(
        "original",
        _("report that is handled instead"),
        lambda case, event: case.duplicate_of.reference if case.duplicate_of else "",
        "PA-2026-000100",
    ),
    Placeholder(
        "deadline",
        _("deadline"),
        lambda case, event: date_time(case.deadline_at) if case.deadline_at else "",
        "17:00 ngày 03/6/2026",
    ),
)


def case_url(case: Any, audience: Audience | None) -> str:
    """The path of the private link for the reporter, the public page for followers, the desk for staff."""
    if audience == REPORTER_AUDIENCE:
        return reverse("report_track", args=[private_token(case)])
    if audience == FOLLOWERS:
        return reverse("report_page", args=[case.reference])
    return reverse("report_desk_case", args=[case.reference])
