"""What waits for a person on the admin's first screen: to decide on, to correct, to read again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, Revision, TaskState, WorkflowState

from home.content.four_eyes import draft_authors
from home.content.models import FourEyesApprovalTask, GuidancePage
from home.content.reviewing import AHEAD
from subsystems.agencies.enums import Role
from subsystems.agencies.groups import GROUP_NAMES

LONGEST = 50


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One page (or piece of law text): ``url`` opens it in the editor, ``changes_url`` shows what was changed.

    ``person`` is who submitted it or sent it back, ``note`` what was said, ``since`` from when on it waits.
    """

    title: str
    url: str
    changes_url: str = ""
    person: str = ""
    note: str = ""
    since: datetime | None = None
    day: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits, each list the most urgent first; at most ``LONGEST`` of each."""

    to_decide: list[WaitingItem]
    sent_back: list[WaitingItem]
    submitted: list[WaitingItem]
    to_review: list[WaitingItem]

    @property
    def mine(self) -> int:
        """How many of them this person can do something about."""
        return len(self.to_decide) + len(self.sent_back) + len(self.to_review)


def waiting_for(user: Any, today: date) -> Waiting:
    """What waits for ``user``. Ten queries at most, whatever the number of pages."""
    finder = AdminURLFinder(user)
    groups = list(user.groups.values_list("pk", "name"))
    asked = WorkflowState.objects.filter(requested_by=user).select_related(
        "current_task_state__revision__content_type", "current_task_state__finished_by"
    )
    in_order = asked.order_by("-current_task_state__started_at")
    return Waiting(
        to_decide=_to_decide(user, [pk for pk, _name in groups], finder),
        sent_back=[_asked(s, finder) for s in in_order.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)[:LONGEST]],
        submitted=[_asked(s, finder) for s in in_order.filter(status=WorkflowState.STATUS_IN_PROGRESS)[:LONGEST]],
        to_review=_to_review(user, GROUP_NAMES[Role.PUBLISHER] in {name for _pk, name in groups}, today),
    )


def _to_decide(user: Any, groups: list[int], finder: AdminURLFinder) -> list[WaitingItem]:
    """Submissions to the groups of this person, except what he wrote himself: that waits for somebody else."""
    tasks = FourEyesApprovalTask.objects.filter(active=True)
    tasks = tasks if user.is_superuser else tasks.filter(groups__in=groups)
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=tasks.values("pk"))
    rows = list(
        states.select_related("revision__content_type", "workflow_state__requested_by")
        .prefetch_related("revision__content_object")
        .order_by("started_at")[:LONGEST]
    )
    rows = [row for row in rows if row.revision.content_object is not None]
    authors = draft_authors([row.revision.content_object for row in rows])
    return [
        WaitingItem(
            title=row.revision.object_str,
            url=_edit_url(row.revision, finder),
            changes_url=_changes_url(row.revision.content_object),
            person=str(row.workflow_state.requested_by or ""),
            since=row.started_at,
        )
        for row, wrote in zip(rows, authors, strict=True)
        if user.pk not in wrote
    ]


def _asked(state: WorkflowState, finder: AdminURLFinder) -> WaitingItem:
    """A submission of this person: who sent it back and why, once somebody did."""
    task = state.current_task_state
    return WaitingItem(
        title=task.revision.object_str,
        url=_edit_url(task.revision, finder),
        person=str(task.finished_by or ""),
        note=task.comment,
        since=task.finished_at or task.started_at,
    )


def _to_review(user: Any, is_publisher: bool, today: date) -> list[WaitingItem]:
    """Live guidance whose day is past or near; pages that nobody answers for wait for every publisher."""
    mine = Q(responsible=user) | (Q(responsible=None) if is_publisher else Q(pk=None))
    pages = GuidancePage.objects.live().filter(mine, review_by__lte=today + AHEAD)
    return [
        WaitingItem(
            title=title, url=reverse("wagtailadmin_pages:edit", args=[pk]), day=review_by, is_late=review_by < today
        )
        for pk, title, review_by in pages.order_by("review_by", "title").values_list("pk", "title", "review_by")[
            :LONGEST
        ]
    ]


def _edit_url(revision: Revision, finder: AdminURLFinder) -> str:
    """Where the object of a revision is edited, without reading it."""
    model = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    if model is None:
        return ""
    if issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[revision.object_id])
    return finder.get_edit_url(model(pk=revision.object_id)) or ""


def _changes_url(content: Any) -> str:
    """The comparison of what is live with the draft, for a page that is live."""
    if not isinstance(content, Page) or not content.live_revision_id:
        return ""
    return reverse("wagtailadmin_pages:revisions_compare", args=[content.pk, "live", "latest"])
