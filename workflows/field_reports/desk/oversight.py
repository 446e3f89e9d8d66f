"""What heads, moderators, leaders and auditors look at: who has how much to do, what is late, who opened what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ioc_site.common.access_log import AccessLog
from ioc_site.common.pagination import KeysetPage, paginate
from ioc_site.common.permissions import ALLOWED, Decision, Refused
from subsystems.agencies.enums import Role
from subsystems.agencies.models import Agency, User
from subsystems.agencies.scoping import has_role, readable_agency_ids, sees_all_agencies
from workflows.field_reports.desk.filters import NOBODY, SOON
from workflows.field_reports.enums import ExtensionState
from workflows.field_reports.models import FieldReport
from workflows.field_reports.workflow import FIELD_REPORT

DONE_DAYS = 30
LOG_SIZE = 50
_WITH_AGENCY = FIELD_REPORT.group("agency") | {"needs_info", "resolved"}


def user_can_see_load(user: Any, obj: Any = None) -> Decision:
    """Heads see their people; moderators, leaders and auditors see agencies."""
    if user.is_active and (sees_all_agencies(user, Role.MODERATOR, Role.LEADER) or has_role(user, Role.HEAD)):
        return ALLOWED
    return Refused(_("Heads of agencies, moderators and leaders see the load."))


def user_can_see_access_log(user: Any, obj: Any = None) -> Decision:
    """Auditors read who opened personal data; administrators may help them."""
    if user.is_active and (user.is_superuser or has_role(user, Role.AUDITOR)):
        return ALLOWED
    return Refused(_("Only auditors read the log of personal data."))


@dataclass(frozen=True, slots=True)
class Load:
    """One row: who, and how many reports; the addresses lead to exactly these in the queue. ``on_time`` is the share
    of those resolved in the last 30 days that met their deadline, in per cent; ``None`` without any."""

    name: str
    open: int
    overdue: int
    due_soon: int
    asking: int
    done: int
    on_time: int | None
    url: str
    overdue_url: str
    soon_url: str


@dataclass(frozen=True, slots=True)
class LoadScreen:
    """The load of the people of an agency, or of agencies."""

    by_agency: bool
    rows: list[Load]
    total: Load | None


def load_screen(user: User, now: datetime) -> LoadScreen:
    """Load and lateness, the latest first. Three queries besides the person's scope."""
    by_agency = sees_all_agencies(user, Role.MODERATOR, Role.LEADER)
    key = "agency" if by_agency else "handler"
    visible = FieldReport.objects.visible_to(user).exclude(agency=None)
    running = {row[key]: row for row in _running(visible, key, now)}
    done = {row[key]: row for row in _done(visible, key, now)}
    names = _agency_names({*running, *done}) if by_agency else _people_names(user, {*running, *done})
    rows = [_load(name, code, running.get(pk, {}), done.get(pk, {}), key) for pk, name, code in names]
    rows.sort(key=lambda row: (-row.overdue, -row.due_soon, -row.open, row.name))
    return LoadScreen(by_agency, rows, _total(rows))


def _running(visible: QuerySet[FieldReport], key: str, now: datetime) -> Iterable[dict[str, Any]]:
    return (
        visible.filter(state__in=_WITH_AGENCY)
        .order_by()
        .values(key)
        .annotate(
            open=Count("pk"),
            overdue=Count("pk", filter=Q(clock_due_at__lt=now)),
            due_soon=Count("pk", filter=Q(clock_due_at__gte=now, clock_due_at__lt=now + SOON)),
            asking=Count("pk", filter=Q(extension=ExtensionState.ASKED)),
        )
    )


def _done(visible: QuerySet[FieldReport], key: str, now: datetime) -> Iterable[dict[str, Any]]:
    return (
        visible.filter(finished_at__gte=now - timedelta(days=DONE_DAYS), resolved_at__isnull=False)
        .order_by()
        .values(key)
        .annotate(done=Count("pk"), on_time=Count("pk", filter=Q(resolved_at__lte=F("deadline_at"))))
    )


def _agency_names(keys: set[Any]) -> list[tuple[Any, str, str]]:
    return [(agency.pk, agency.name, agency.slug) for agency in Agency.objects.filter(pk__in=keys)]


def _people_names(user: User, keys: set[Any]) -> list[tuple[Any, str, str]]:
    """Everybody who may be given something, with or without work, and what nobody has yet."""
    members = User.objects.filter(
        Q(pk__in=[key for key in keys if key])
        | Q(
            is_active=True,
            memberships__agency__in=readable_agency_ids(user),
            memberships__role__in=[Role.OFFICER, Role.HEAD],
        )
    )
    people: list[tuple[Any, str, str]] = [(person.pk, str(person), str(person.pk)) for person in members.distinct()]
    return [*people, (None, _("Not handed to anybody"), NOBODY)]


def _load(name: str, code: str, running: dict[str, Any], done: dict[str, Any], key: str) -> Load:
    finished = done.get("done", 0)
    parameter = "co-quan" if key == "agency" else "nguoi"

    def url(**extra: str) -> str:
        return f"{reverse('report_desk')}?{urlencode({'muc': 'dang-xu-ly', parameter: code} | extra)}"

    return Load(
        name=name,
        open=running.get("open", 0),
        overdue=running.get("overdue", 0),
        due_soon=running.get("due_soon", 0),
        asking=running.get("asking", 0),
        done=finished,
        on_time=round(100 * done["on_time"] / finished) if finished else None,
        url=url(),
        overdue_url=url(han="tre"),
        soon_url=url(han="sap"),
    )


def _total(rows: list[Load]) -> Load | None:
    if not rows:
        return None
    done = sum(row.done for row in rows)
    kept = sum(row.done * (row.on_time or 0) for row in rows)
    sums = {name: sum(getattr(row, name) for row in rows) for name in ("open", "overdue", "due_soon", "asking")}
    base = reverse("report_desk")
    return Load(
        name=_("All"),
        done=done,
        on_time=round(kept / done) if done else None,
        url=f"{base}?muc=dang-xu-ly",
        overdue_url=f"{base}?muc=dang-xu-ly&han=tre",
        soon_url=f"{base}?muc=dang-xu-ly&han=sap",
        **sums,
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """One reading of personal data; ``url`` leads to the report where it is one."""

    entry: AccessLog
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class AccessScreen:
    """A page of the log, newest first."""

    page: KeysetPage
    rows: list[Opening]
    words: str


def access_screen(query: QueryDict) -> AccessScreen:
    """Who opened personal data, of what, why; ``q`` finds a sign-in name or a reference. Two or three queries."""
    entries = AccessLog.objects.select_related("user")
    words = query.get("q", "")[:100].replace("\x00", "").strip()
    if words:
        report = FieldReport.objects.filter(reference=words.upper()).values_list("pk", flat=True).first()
        found = Q(username__icontains=words)
        if report is not None:
            found |= Q(object_type=FieldReport._meta.label_lower, object_id=str(report))
        entries = entries.filter(found)
    page = paginate(entries, query, order=("-id",), size=LOG_SIZE)
    keys = [row.object_id for row in page.rows if row.object_type == FieldReport._meta.label_lower]
    references = dict(FieldReport.objects.filter(pk__in=keys).values_list("pk", "reference"))
    return AccessScreen(page, [_opening(row, references) for row in page.rows], words)


def _opening(row: AccessLog, references: dict[int, str | None]) -> Opening:
    is_report = row.object_type == FieldReport._meta.label_lower and row.object_id.isdecimal()
    reference = references.get(int(row.object_id)) if is_report else None
    if reference:
        return Opening(row, reference, reverse("report_desk_case", args=[reference]))
    return Opening(row, f"{row.object_type} {row.object_id}", "")
